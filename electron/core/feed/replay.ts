/** Sends what was captured or recorded once more: with the time between as it was, faster, or as fast as possible, to the same or other channels. */
import type { Bytes } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Replaying } from '../../../shared/feed/publishing.ts';
import type { Query } from '../../../shared/feed/query/compile.ts';
import { globMatches } from '../../../shared/glob.ts';
import type { Arg } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import { messageOf } from './message.ts';
import { openSearch } from './search.ts';

export interface ReplayOptions {
  readonly query: Query | null;
  /** Rows from this one on, at most so many of those that pass. */
  readonly from: number;
  readonly count: number;
  /** 1 as it was, 10 ten times as fast; null: as fast as possible. */
  readonly speed: number | null;
  /** The first glob that a channel matches says where it goes; `*` in `to` stands for the whole name. */
  readonly map: readonly { readonly from: Bytes; readonly to: Bytes }[];
  readonly confirmed: string | null;
  readonly shards: (source: number) => boolean;
}

const batch = 200;
const tellMs = 100;

export async function* replay(rows: Rows, to: Session, clock: Clock, options: ReplayOptions, signal: AbortSignal): AsyncGenerator<Replaying, void> {
  const seqs = await chosen(rows, clock, options, signal);
  let sent = 0;
  let skipped = 0;
  let firstAt: number | null = null;
  let told = Number.NEGATIVE_INFINITY;
  const began = clock.steady();
  let waiting: (readonly [string, ...Arg[]])[] = [];
  let first = true;

  const flush = async (): Promise<void> => {
    const commands = waiting;
    waiting = [];
    if (commands.length === 0) return;
    const replies = await to.sendMany(commands, { confirmed: options.confirmed, quiet: !first });
    first = false;
    for (const reply of replies)
      if (typeof reply === 'object' && reply !== null && 'prefix' in reply)
        throw new FaultError({ code: 'redis', prefix: reply.prefix, message: reply.message });
    sent += commands.length;
  };

  for (const seq of seqs) {
    if (signal.aborted) return;
    const message = rows.row(seq) === null ? null : messageOf(rows, seq);
    const command = message === null ? null : commandFor(message, options);
    if (message === null || command === null || message.row.kind === 'gap') {
      skipped++;
      continue;
    }
    firstAt ??= message.row.at;
    const due = options.speed === null ? 0 : began + (message.row.at - firstAt) / options.speed - clock.steady();
    if (due > 1) {
      await flush();
      await sleep(due, signal);
    }
    waiting.push(command);
    if (waiting.length >= batch || first) await flush();
    if (clock.steady() - told < tellMs) continue;
    told = clock.steady();
    yield { sent, skipped, total: seqs.length, seq };
  }
  await flush();
  yield { sent, skipped, total: seqs.length, seq: seqs.at(-1) ?? 0 };
}

async function chosen(rows: Rows, clock: Clock, { query, from, count }: ReplayOptions, signal: AbortSignal): Promise<readonly number[]> {
  const search = openSearch(rows, query, clock);
  while (search.pending() > 0 && !signal.aborted) {
    search.run(8);
    await new Promise(setImmediate);
  }
  const { found } = search;
  const first = found.positionOf(from);
  return Array.from({ length: Math.max(0, Math.min(count, found.count - first)) }, (_, at) => found.at(first + at) ?? 0);
}

function commandFor(message: ReturnType<typeof messageOf>, { map, shards }: ReplayOptions): readonly [string, ...Arg[]] | null {
  const { row, payload, words } = message;
  if (row.kind === 'gap' || row.form === 'command') return null;
  const rule = map.find((one) => globMatches(one.from, row.channel));
  const channel = rule === undefined ? row.channel : renamed(rule.to, row.channel);
  if (words !== undefined) return words.length < 3 ? null : ['XADD', channel, '*', ...words.slice(1)];
  return [shards(row.source) ? 'SPUBLISH' : 'PUBLISH', channel, payload];
}

function renamed(to: Bytes, channel: Bytes): Bytes {
  const star = to.indexOf(0x2a);
  return star === -1 ? to : Uint8Array.of(...to.subarray(0, star), ...channel, ...to.subarray(star + 1));
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
  });
}
