/** What is frequent in what comes: channels or commands, keys and their prefixes, clients, events; how even it comes and how late. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { Analytics, Ranked } from '../../../shared/feed/insight.ts';
import { findField } from '../../../shared/feed/query/fields.ts';
import type { QueryRow } from '../../../shared/feed/query/row.ts';
import { keyOf } from './key.ts';
import { newestOf } from './newest.ts';
import { emptyRow, setRow } from './queryRow.ts';
import { queryOf, type Watched } from './view.ts';

export interface AnalyticsOptions {
  readonly filter: string;
  readonly everyMs: number;
  /** A field with the time a message was sent, in seconds, milliseconds or as ISO writes it; empty: none. */
  readonly timeField: string;
}

const shown = 20;
/** Names beyond so many are let go, the rarest first: what is frequent stays. */
const mostNames = 20_000;
const sliceMs = 8;
const gapsKept = 10_000;
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, Number.MAX_SAFE_INTEGER];

/** `errorsNow` asks the servers, once for each time it is told. */
export async function* analytics(
  watched: Watched,
  errorsNow: () => Promise<Analytics['errors']>,
  { filter, everyMs, timeField }: AnalyticsOptions,
  signal: AbortSignal,
): AsyncGenerator<Analytics, void> {
  const { capture, clock, pulse } = watched;
  const query = queryOf(filter, watched);
  const newest = newestOf(capture);
  const row = emptyRow();
  const since = clock.wall();
  const began = clock.steady();
  const [channels, keys, prefixes, clients, events] = [tally(), tally(), tally(), tally(), tally()];
  const path = timeField === '' ? null : timeField.split('.').map(utf8);
  const gaps = new Float64Array(gapsKept);
  const late = bounds.map(() => 0);
  let messages = 0;
  let gapCount = 0;
  let lastAt: number | null = null;

  function take(): void {
    messages++;
    channels.add(row.channel.name);
    const key = fieldOf(row, 'key');
    if (key !== null && row.form !== 'payload') prefixes.add(prefixOf(key));
    if (key !== null) keys.add(key);
    const client = row.form === 'command' ? fieldOf(row, 'client') : null;
    if (client !== null) clients.add(client);
    const event = row.form === 'payload' ? fieldOf(row, 'event') : null;
    if (event !== null) events.add(event);
    if (lastAt !== null) gaps[gapCount++ % gapsKept] = Math.max(0, row.at - lastAt);
    lastAt = row.at;
    const sent = path === null ? null : timeOf(findField(row, path, 64 * 1024, watched.opener));
    if (sent === null) return;
    const at = bounds.findIndex((bound) => row.at - sent <= bound);
    late[at] = (late[at] ?? 0) + 1;
  }

  const told = (errors: Analytics['errors']): Analytics => {
    const known = gaps.slice(0, Math.min(gapCount, gapsKept)).sort();
    return {
      since,
      messages,
      perSecond: messages / Math.max(0.001, (clock.steady() - began) / 1000),
      channels: channels.top(messages),
      keys: keys.top(messages),
      prefixes: prefixes.top(messages),
      clients: clients.top(messages),
      events: events.top(messages),
      errors,
      gapP50: known[Math.floor(known.length * 0.5)] ?? null,
      gapP95: known[Math.floor(known.length * 0.95)] ?? null,
      latency: path === null ? [] : bounds.map((bound, at) => [bound, late[at] ?? 0] as const),
    };
  };

  let next = clock.steady();
  while (!signal.aborted && !watched.ended) {
    const seen = pulse.version;
    newest.read(
      sliceMs,
      () => clock.steady(),
      (segment, at, _seq, isGap) => {
        if (isGap) return false;
        const { opener } = watched;
        const { opened } = opener.looks;
        setRow(row, capture, segment, at);
        if (query === null || query.test(row)) take();
        return opener.looks.opened !== opened;
      },
    );
    if (clock.steady() >= next) {
      next = clock.steady() + everyMs;
      yield told(await errorsNow());
    }
    if (newest.behind > 0) await new Promise(setImmediate);
    else await pulse.after(seen, signal, Math.max(1, next - clock.steady()));
  }
}

const names = { key: [utf8('key')], client: [utf8('client')], event: [utf8('event')] } as const;

/** Parts of commands and events only: a member of somebody's JSON that is called so is none. */
function fieldOf(row: QueryRow, name: keyof typeof names): Bytes | null {
  const isEvent = row.form === 'payload' && row.channel.name[0] === 0x5f && row.channel.name[1] === 0x5f;
  return row.form === 'command' || isEvent ? findField(row, names[name], 0, null) : null;
}

/** Up to the last colon. */
function prefixOf(key: Bytes): Bytes {
  const colon = key.lastIndexOf(0x3a);
  return colon === -1 ? new Uint8Array(0) : key.subarray(0, colon + 1);
}

/** Milliseconds since 1970. Seconds are told from milliseconds by their size. */
function timeOf(found: Bytes | null): number | null {
  if (found === null || found.length > 40) return null;
  const text = String.fromCharCode(...found);
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

interface Tally {
  add(name: Bytes): void;
  top(all: number): readonly Ranked[];
}

function tally(): Tally {
  let counts = new Map<string, number>();
  return {
    add(name) {
      const key = keyOf(name.length > 512 ? name.subarray(0, 512) : name);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (counts.size > mostNames) counts = new Map(ranked(counts).slice(0, mostNames / 2));
    },
    top: (all) =>
      ranked(counts)
        .slice(0, shown)
        .map(([key, count]) => ({ name: Uint8Array.from(key, (char) => char.charCodeAt(0)), count, share: all === 0 ? 0 : count / all })),
  };
}

function ranked(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}
