/** Which part of a time series is looked at, in 64-bit milliseconds: typed, moved and narrowed without losing a digit. */
import type { SeriesFacts } from '../../../shared/value/types/series.ts';

/** '' is the end of the series. */
export interface SeriesWindow {
  readonly from: string;
  readonly to: string;
}

export const wholeSeries: SeriesWindow = { from: '', to: '' };

const plainDate = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/;

/** Milliseconds, or any date the platform reads, in UTC where it names no zone; '' for an end, null for what is neither. */
export function typedTime(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return '';
  if (/^\d{1,19}$/.test(text)) return BigInt(text).toString();
  // What else the platform takes for a date is a guess.
  if (!/^\d{4}-/.test(text)) return null;
  const at = Date.parse(plainDate.test(text) ? `${text.replace(' ', 'T')}${text.includes(':') ? 'Z' : ''}` : text);
  return Number.isFinite(at) && at >= 0 ? String(at) : null;
}

/** ISO where it is a time that people live in, else its digits. */
export function timeText(ms: string): string {
  const at = Number(ms);
  return ms !== '' && at > 10_000_000_000 && at < 253_402_300_800_000 ? new Date(at).toISOString().replace('T', ' ').replace('Z', '') : ms;
}

/** Samples that the server looks at because a series came into view. */
const maxUnasked = 500_000;

/** What is shown first: all of it, or of a very long one the newest part. */
export function firstWindow({ first, last, samples }: Pick<SeriesFacts, 'first' | 'last' | 'samples'>): SeriesWindow {
  if (samples <= maxUnasked || first === '' || last === '') return wholeSeries;
  const span = BigInt(last) - BigInt(first);
  return { from: String(BigInt(last) - (span * BigInt(maxUnasked)) / BigInt(samples)), to: '' };
}

/** With both ends as numbers; null where there is no sample at all. */
export function endsOf({ from, to }: SeriesWindow, { first, last }: Pick<SeriesFacts, 'first' | 'last'>): readonly [bigint, bigint] | null {
  if (first === '' || last === '') return null;
  const [low, high] = [BigInt(from === '' ? first : from), BigInt(to === '' ? last : to)];
  return low <= high ? [low, high] : [high, low];
}

export type Move = 'earlier' | 'later' | 'in' | 'out';

/** By half of its width; never before the beginning of time. */
export function moved(window: SeriesWindow, facts: Pick<SeriesFacts, 'first' | 'last'>, move: Move): SeriesWindow {
  const ends = endsOf(window, facts);
  if (ends === null) return window;
  const [low, high] = ends;
  const half = (high - low) / 2n || 1n;
  const quarter = half / 2n || 1n;
  const at = (from: bigint, to: bigint): SeriesWindow => ({ from: String(from < 0n ? 0n : from), to: String(to < 0n ? 0n : to) });
  switch (move) {
    case 'earlier':
      return at(low - half, high - half);
    case 'later':
      return at(low + half, high + half);
    case 'in':
      return high - low < 2n ? window : at(low + quarter, high - quarter);
    case 'out':
      return at(low - half, high + half);
  }
}
