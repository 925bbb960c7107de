/** What the servers say of subscriptions: PUBSUB on every node. */
import type { Bytes } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import { type ServedChannel, type ServedChannels, servedRows } from '../../../shared/feed/insight.ts';
import { asBytes, asCount, asList, type Reply, UnexpectedReply } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';
import { keyOf } from './key.ts';

interface Told {
  readonly channels: readonly ServedChannel[];
  readonly patterns: number;
}

const quiet = { quiet: true };
/** NUMSUB answers for so many names in one call. */
const atOnce = 1000;

export async function servedChannels(session: Session, now: number): Promise<ServedChannels> {
  const nodes = session.nodes();
  const all = await Promise.all(nodes.map(askOne));
  const merged = new Map<string, ServedChannel>();
  let patterns = 0;
  for (const told of all) {
    patterns += told?.patterns ?? 0;
    for (const one of told?.channels ?? []) {
      const key = `${one.sharded ? 's' : 'c'}${keyOf(one.channel)}`;
      const there = merged.get(key);
      merged.set(key, there === undefined ? one : { ...there, subscribers: there.subscribers + one.subscribers });
    }
  }
  const channels = [...merged.values()].toSorted((a, b) => b.subscribers - a.subscribers).slice(0, servedRows);
  return { channels, total: merged.size, patterns, unasked: nodes.filter((_, at) => all[at] === null).map((node) => node.address), at: now };
}

/** Null where it may not be asked, or cannot be reached. */
async function askOne(node: NodeHandle): Promise<Told | null> {
  try {
    const plain = await counted(node, 'CHANNELS', 'NUMSUB', false);
    const patterns = asCount(await node.send('PUBSUB', ['NUMPAT'], quiet));
    return { channels: [...plain, ...(await sharded(node))], patterns };
  } catch (thrown) {
    if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return null;
    throw thrown;
  }
}

/** Since 7.0. */
async function sharded(node: NodeHandle): Promise<readonly ServedChannel[]> {
  try {
    return await counted(node, 'SHARDCHANNELS', 'SHARDNUMSUB', true);
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'redis') return [];
    throw thrown;
  }
}

async function counted(node: NodeHandle, list: string, count: string, isSharded: boolean): Promise<readonly ServedChannel[]> {
  const names = asList(await node.send('PUBSUB', [list], quiet)).map(asBytes);
  const channels: ServedChannel[] = [];
  for (let at = 0; at < names.length; at += atOnce) {
    const told = asList(await node.send('PUBSUB', [count, ...names.slice(at, at + atOnce)], quiet));
    for (const [channel, subscribers] of inPairs(told)) channels.push({ channel, subscribers, sharded: isSharded });
  }
  return channels;
}

/** Names and counts in turn. */
function inPairs(told: readonly Reply[]): readonly (readonly [Bytes, number])[] {
  return Array.from({ length: Math.floor(told.length / 2) }, (_, at) => [asBytes(told[at * 2]), asCount(told[at * 2 + 1])] as const);
}
