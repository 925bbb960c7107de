/** What a server counts of publications: how it is asked, and how many there were between two of its answers. */
import { FaultError } from '../../../shared/fault.ts';
import { asList, asText, UnexpectedReply } from '../../../shared/reply.ts';
import type { NodeHandle } from '../connections/session.ts';

/** A plain message comes by PUBLISH, one of a sharded channel by SPUBLISH. */
export type Way = 'plain' | 'shard';
export type Counts = Readonly<Record<Way, number>>;

export interface Reading {
  readonly runId: string;
  /** Calls of every command, from clients, scripts, transactions and the primary alike. */
  readonly calls: ReadonlyMap<string, number>;
  /** What is told of CONFIG RESETSTAT, the only command that is counted after all counts were set back. */
  readonly reset: string;
  /** Publications that other nodes of the cluster handed on to this one; null where nobody tells. */
  readonly handedOn: Counts | null;
  /** Clients closed for a full output buffer; Redis tells since 7.2. */
  readonly cutOff: number | null;
  /** Whether the server notifies of no changes, which reach subscribers without a PUBLISH; null where nobody hears such. */
  readonly eventsOff: boolean | null;
}

export interface ReadOptions {
  readonly mode: 'standalone' | 'cluster' | 'sentinel' | null;
  readonly hearsKeyspace: boolean;
}

/** To one server. */
export type Door = Pick<NodeHandle, 'send'>;

const quiet = { quiet: true };
const none: Counts = { plain: 0, shard: 0 };
const counted = /^cmdstat_(.+)$/;

/**
 * By INFO, in a cluster CLUSTER INFO too, and CONFIG GET where keyspace events matter: their cost does not grow with the data.
 * `away`: the server cannot be reached now; null: it does not tell.
 */
export async function readServer(door: Door, options: ReadOptions): Promise<Reading | 'away' | null> {
  try {
    return await read(door, options);
  } catch (thrown) {
    if (isRefusal(thrown)) return null;
    if (thrown instanceof FaultError) return 'away';
    throw thrown;
  }
}

async function read(door: Door, { mode, hearsKeyspace }: ReadOptions): Promise<Reading | null> {
  // One command, so one moment: several sections by name are possible only since 7.0.
  const info = fieldsOf(asText(await door.send('INFO', ['all'], quiet)));
  const runId = info.get('run_id');
  const calls = new Map<string, number>();
  for (const [name, value] of info) {
    const command = counted.exec(name)?.[1];
    if (command !== undefined) calls.set(command.toLowerCase(), Number(/^calls=(\d{1,15})\b/.exec(value)?.[1] ?? '0'));
  }
  // A server that counts commands has counted some by now; one that counts none does not say 0 either.
  if (runId === undefined || calls.size === 0) return null;
  const cutOff = info.get('client_output_buffer_limit_disconnections');
  return {
    runId,
    calls,
    reset: info.get('cmdstat_config|resetstat') ?? '',
    handedOn: mode === 'cluster' ? await optional(() => readBus(door)) : mode === 'standalone' ? none : null,
    cutOff: cutOff === undefined ? null : Number(cutOff),
    eventsOff: hearsKeyspace ? ((await optional(() => eventsAreOff(door))) ?? false) : null,
  };
}

async function readBus(door: Door): Promise<Counts | null> {
  const told = fieldsOf(asText(await door.send('CLUSTER', ['INFO'], quiet)));
  const received = (kind: string): string | undefined => told.get(`cluster_stats_messages_${kind}received`);
  // Of a kind that never came there is no line; but who counts by kind has counted pings, unless there is no other node.
  if (received('ping_') === undefined && received('pong_') === undefined && received('') !== '0') return null;
  return { plain: Number(received('publish_') ?? '0'), shard: Number(received('publishshard_') ?? '0') };
}

async function eventsAreOff(door: Door): Promise<boolean> {
  return asText(asList(await door.send('CONFIG', ['GET', 'notify-keyspace-events'], quiet))[1]) === '';
}

/** Lines of `name:value`. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(Array.from(text.matchAll(/^([^:\r\n]+):([^\r\n]*)/gm), ([, name = '', value = '']) => [name, value]));
}

/** Null where the server refuses to tell. */
async function optional<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (thrown) {
    if (isRefusal(thrown)) return null;
    throw thrown;
  }
}

/** As opposed to a server that cannot be reached now. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof UnexpectedReply || (thrown instanceof FaultError && thrown.fault.code === 'redis');
}

/** What reached a server's subscribers between two readings of it, at most; null where its counters do not bound that. */
export function publishedBetween(before: Reading, now: Reading): Counts | null {
  if (before.runId !== now.runId || before.reset !== now.reset) return null;
  // Before 7.0 a reset is not counted by itself: then it shows in any command that was called less often since.
  for (const [command, count] of before.calls) if (callsOf(now, command) < count) return null;
  // Events that may have come meanwhile are in no counter.
  if (before.eventsOff !== now.eventsOff || now.eventsOff === false) return null;
  const { handedOn: then } = before;
  const { handedOn } = now;
  if (then === null || handedOn === null || handedOn.plain < then.plain || handedOn.shard < then.shard) return null;
  return {
    plain: callsOf(now, 'publish') - callsOf(before, 'publish') + handedOn.plain - then.plain,
    shard: callsOf(now, 'spublish') - callsOf(before, 'spublish') + handedOn.shard - then.shard,
  };
}

function callsOf(reading: Reading, command: string): number {
  return reading.calls.get(command) ?? 0;
}
