/** Type and TTL of the rows that are on screen, and what else is told of a key on request. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { KeyDetails, KeyMeta } from '../../../shared/keys/keys.ts';
import { type Arg, asCount, asList, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import type { KeyIndex } from './keyIndex.ts';

type Command = readonly [command: string, ...args: Arg[]];

/** What is learnt is put down in the index, for filters and sorting. */
export async function metaOf(session: Session, index: KeyIndex, keys: readonly Bytes[], signal: AbortSignal): Promise<readonly KeyMeta[]> {
  const replies = await session.sendMany(
    keys.flatMap((key): Command[] => [
      ['TYPE', key],
      ['PTTL', key],
    ]),
    { signal, quiet: true },
  );
  return keys.map((key, at) => learn(index, key, oneMeta(replies[at * 2], replies[at * 2 + 1])));
}

function oneMeta(type: Reply | undefined, ttl: Reply | undefined): KeyMeta {
  // SCAN lists names outside the user's key patterns: no permission is a state of the row, not a failure.
  if (isReplyError(type)) return { kind: type.prefix === 'CLUSTERDOWN' ? 'lost' : 'denied' };
  const name = asText(type);
  if (name === 'none') return { kind: 'gone' };
  const left = isReplyError(ttl) ? -1 : asCount(ttl);
  return { kind: 'known', type: name, ttl: left < 0 ? null : left };
}

function learn(index: KeyIndex, key: Bytes, meta: KeyMeta): KeyMeta {
  const id = index.names.find(key);
  if (id < 0 || meta.kind !== 'known') return meta;
  index.setType(id, meta.type);
  index.setTtl(id, meta.ttl);
  return meta;
}

/** The command that tells how long a value is. */
const lengths = new Map([
  ['string', 'STRLEN'],
  ['hash', 'HLEN'],
  ['list', 'LLEN'],
  ['set', 'SCARD'],
  ['zset', 'ZCARD'],
  ['stream', 'XLEN'],
]);

export async function detailsOf(session: Session, index: KeyIndex, keys: readonly Bytes[], signal: AbortSignal): Promise<readonly KeyDetails[]> {
  const metas = await metaOf(session, index, keys, signal);
  const isCluster = session.profile.topology === 'cluster';
  const commands = keys.flatMap((key, at): Command[] => {
    const meta = metas[at] as KeyMeta;
    if (meta.kind !== 'known') return [];
    const length = lengths.get(meta.type);
    return [
      ['OBJECT', 'ENCODING', key],
      ['MEMORY', 'USAGE', key],
      ...(length === undefined ? [] : [[length, key] as const]),
      ...(isCluster ? [['CLUSTER', 'KEYSLOT', key] as const] : []),
    ];
  });
  const [replies, owners] = await Promise.all([session.sendMany(commands, { signal, quiet: true }), isCluster ? ownersOf(session, signal) : []]);
  let next = 0;
  return keys.map((key, at): KeyDetails => {
    const meta = metas[at] as KeyMeta;
    if (meta.kind !== 'known') return meta;
    const encoding = replies[next++];
    const memory = numberOf(replies[next++]);
    const length = lengths.has(meta.type) ? numberOf(replies[next++]) : null;
    const slot = isCluster ? numberOf(replies[next++]) : null;
    const id = index.names.find(key);
    if (id >= 0 && memory !== null) index.setSize(id, memory);
    const node = owners.find(({ from, to }) => slot !== null && slot >= from && slot <= to)?.address ?? null;
    return { ...meta, length, encoding: encoding instanceof Uint8Array ? asText(encoding) : null, memory, slot, node };
  });
}

/** Which primary has which slots now; empty where that is not told. */
async function ownersOf(session: Session, signal: AbortSignal): Promise<readonly { readonly from: number; readonly to: number; readonly address: string }[]> {
  const [reply] = await session.sendMany([['CLUSTER', 'SLOTS']], { signal, quiet: true });
  if (!Array.isArray(reply)) return [];
  return asList(reply).map((range) => {
    const [from, to, primary] = asList(range);
    const [host, port] = asList(primary);
    return { from: asCount(from), to: asCount(to), address: `${asText(host)}:${asCount(port)}` };
  });
}

export interface Allowance {
  /** Resolves when so many more may be asked for. */
  take(count: number, signal: AbortSignal): Promise<void>;
}

/** So many keys a second are asked for their details, however fast somebody scrolls; a burst of a screen is at once. */
export function createAllowance(perSecond: number, burst: number): Allowance {
  let left = burst;
  let at = performance.now();
  return {
    async take(count, signal) {
      const now = performance.now();
      left = Math.min(burst, left + ((now - at) / 1000) * perSecond) - count;
      at = now;
      // What is owed is waited for: whoever comes next owes more.
      if (left < 0) await new Promise((resolve) => setTimeout(resolve, (-left / perSecond) * 1000));
      if (signal.aborted) fail({ code: 'cancelled' });
    },
  };
}

function numberOf(reply: Reply | undefined): number | null {
  return reply === null || reply === undefined || isReplyError(reply) ? null : asCount(reply);
}
