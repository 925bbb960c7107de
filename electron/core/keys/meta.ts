/** Type and TTL of the rows that are on screen, and what else is told of a key on request. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { KeyDetails, KeyMeta } from '../../../shared/keys/keys.ts';
import { type Arg, asCount, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
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
  const commands = keys.flatMap((key, at): Command[] => {
    const meta = metas[at] as KeyMeta;
    if (meta.kind !== 'known') return [];
    const length = lengths.get(meta.type);
    return [['OBJECT', 'ENCODING', key], ['MEMORY', 'USAGE', key], ...(length === undefined ? [] : [[length, key] as const])];
  });
  const replies = await session.sendMany(commands, { signal, quiet: true });
  let next = 0;
  return keys.map((key, at): KeyDetails => {
    const meta = metas[at] as KeyMeta;
    if (meta.kind !== 'known') return meta;
    const encoding = replies[next++];
    const memory = numberOf(replies[next++]);
    const length = lengths.has(meta.type) ? numberOf(replies[next++]) : null;
    const id = index.names.find(key);
    if (id >= 0 && memory !== null) index.setSize(id, memory);
    return { ...meta, length, encoding: encoding instanceof Uint8Array ? asText(encoding) : null, memory, slot: null, node: null };
  });
}

function numberOf(reply: Reply | undefined): number | null {
  return reply === null || reply === undefined || isReplyError(reply) ? null : asCount(reply);
}
