/** When a page's own display stood still while the capture went on: rows of that page's views, and of no other's. They outlive each view, not the page. */
import type { FeedPause } from '../../../shared/feed/feed.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import type { Found } from './found.ts';
import type { Search } from './search.ts';

/** How far a capture was. */
export interface Moment {
  readonly received: number;
  /** The number of the row after it. */
  readonly next: number;
}

export interface Pauses {
  /** How many there ever were: each has a number of its own, from 0 on. */
  readonly ever: number;
  /** The number of the oldest that has something of its own to stand before. */
  readonly first: number;
  at(number: number): { readonly after: Moment; readonly until: Moment | null } | undefined;
  /** Null: that row is none, or is gone. */
  row(seq: number): FeedPause | null;
  /** What came after this moment is not seen. The same moment again is the same pause. */
  begin(seen: Moment): void;
  /** All that came until this moment is in sight again. */
  end(now: Moment): void;
}

interface One {
  readonly from: number;
  readonly began: number;
  readonly after: Moment;
  to: number | null;
  until: Moment | null;
}

/** Of more than this the oldest are forgotten. */
export const mostPauses = 1000;

export const momentOf = (capture: Rows): Moment => ({ received: capture.counters().received, next: capture.next });

/** Between two numbers, so that it is none of the capture's. */
const seqOf = (after: Moment): number => after.next - 0.5;

export function openPauses(capture: Rows, clock: Clock): Pauses {
  /** Oldest first. Before these so many are forgotten. */
  const all: One[] = [];
  let forgotten = 0;

  function running(): One | undefined {
    const last = all.at(-1);
    return last?.until === null ? last : undefined;
  }

  function end(now: Moment): void {
    const one = running();
    if (one === undefined) return;
    // Nothing came: the display missed nothing.
    if (now.next <= one.after.next) return void all.pop();
    one.to = one.from + clock.steady() - one.began;
    one.until = now;
  }

  /** Everything that came meanwhile is gone, so nothing is left of it that could be explained. */
  const isGone = ({ until }: One): boolean => until !== null && until.next <= capture.first;

  function forget(): void {
    let gone = Math.max(0, all.length - mostPauses);
    for (let one = all[gone]; one !== undefined && isGone(one); one = all[gone]) gone++;
    all.splice(0, gone);
    forgotten += gone;
  }

  return {
    get ever() {
      return forgotten + all.length;
    },
    get first() {
      forget();
      return forgotten;
    },
    at: (number) => all[number - forgotten],
    row(seq) {
      const one = all.find(({ after }) => seqOf(after) === seq);
      if (one === undefined) return null;
      const counters = capture.counters();
      const came = (one.until ?? counters).received - one.after.received;
      return { kind: 'pause', seq, from: one.from, to: one.to, came, evicted: Math.min(came, Math.max(0, counters.evicted - one.after.received)) };
    },
    begin(seen) {
      if (running()?.after.received === seen.received) return;
      end(seen);
      all.push({ from: clock.wall(), began: clock.steady(), after: seen, to: null, until: null });
      forget();
    },
    end,
  };
}

export interface Paused extends Found {
  /** The row of the next pause after this row, or before it, that is among these. */
  nextTo(seq: number, back: boolean): number | null;
}

/**
 * What was found, with the pauses between. A pause is there as soon as the search has come to it; that keeps the promise of positions: what
 * is added before a row lowers the base as much as it raises the row's position.
 */
export function withPauses({ found, pending }: Pick<Search, 'found' | 'pending'>, pauses: Pauses, capture: Rows): Paused {
  /** Nothing older can be found any more. */
  let whole = false;
  const after = (number: number): number => pauses.at(number)?.after.next ?? Number.POSITIVE_INFINITY;

  /** Of the pauses that have a row, the first number and the one after the last. */
  function span(): { readonly low: number; readonly high: number } {
    whole ||= pending() === 0;
    let low = pauses.first;
    let high = pauses.ever;
    // Until something comes, a pause that lasts stands before nothing.
    if (high > low && after(high - 1) >= capture.next) high--;
    const oldest = found.at(0) ?? Number.POSITIVE_INFINITY;
    while (!whole && low < high && after(low) <= oldest) low++;
    return { low, high };
  }

  /** How many of what was found stand before this pause: one of many repeats may have come before it. */
  function before(number: number): number {
    const next = after(number);
    const position = found.positionOf(next);
    return (found.at(position) ?? next) < next ? position + 1 : position;
  }

  /** The first number in [low, high) for which it holds, or the end; it holds for all after it. */
  function firstOf(low: number, high: number, holds: (number: number) => boolean): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (holds(middle)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  const self: Paused = {
    get count() {
      const { low, high } = span();
      return found.count + high - low;
    },
    get base() {
      return found.base + span().low;
    },
    at(position) {
      const { low, high } = span();
      const number = firstOf(low, high, (one) => before(one) + one - low >= position);
      const one = number < high ? pauses.at(number) : undefined;
      return one !== undefined && before(number) + number - low === position ? seqOf(one.after) : found.at(position - (number - low));
    },
    positionOf(seq) {
      const { low, high } = span();
      const number = firstOf(low, high, (one) => after(one) > seq);
      if (number < high && after(number) - 0.5 === seq) return before(number) + number - low;
      const position = found.positionOf(Math.ceil(seq));
      const row = found.at(position) ?? Number.POSITIVE_INFINITY;
      return position + firstOf(low, high, (one) => after(one) > row) - low;
    },
    nextTo(seq, back) {
      const { low, high } = span();
      const number = back ? firstOf(low, high, (one) => after(one) - 0.5 >= seq) - 1 : firstOf(low, high, (one) => after(one) - 0.5 > seq);
      return number < low || number >= high ? null : after(number) - 0.5;
    },
    addNewer: found.addNewer,
    addOlder: found.addOlder,
    trim: found.trim,
  };
  return self;
}
