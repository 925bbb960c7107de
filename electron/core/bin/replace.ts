/** One key over another, and the other into the bin, in one step: DUMP, the time left, and the copy in one script; and the other back over it. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Blast } from '../../../shared/fault.ts';
import { type Arg, asBytes, asCount, asList, asText, isReplyError, type Reply, type ReplyError } from '../../../shared/reply.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { caughtError, runMany, script } from '../script.ts';
import type { Kept, Lot } from './lots.ts';
import { maxKept, maxReply, memoryFactor, timeOf } from './take.ts';

/** Where what is overwritten stands. */
export interface Place {
  readonly session: Session;
  /** To be selected by the script; null: the session is there. */
  readonly db: number | null;
}

/** Either a value with its time to live in milliseconds, 0 for none; or the key of that name in another database of the same server. */
export type Source = { readonly dump: Bytes; readonly ttl: number } | { readonly from: number };

/** `go` selects a database, where one is named: an error's text where it may not. */
const luaGo = `
local function go(db)
  if db == '' then return nil end
  return redis.pcall('SELECT', db).err
end
`;

/**
 * ARGV: database, database of the source or '', most bytes of a DUMP, room, then a value's time left and its DUMP. Nothing raises an error:
 * what was overwritten before it would be lost. What took the place is told by a digest of its DUMP.
 */
const replaceKey = script(`${luaGo}
local key, most, room = KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local refused = go(ARGV[1])
if refused then return {refused} end
local memory = redis.pcall('MEMORY', 'USAGE', key)
if type(memory) == 'number' and memory > most * ${memoryFactor} then return {'size'} end
if type(memory) == 'number' and memory / ${memoryFactor} > room then return {'room'} end
local old, left = redis.pcall('DUMP', key), 0
if type(old) == 'table' then return {old.err} end
if old then
  if #old > most then return {'size'} end
  if #old + #key + 64 > room then return {'room'} end
  left = redis.pcall('PTTL', key)
  if type(left) == 'table' then return {left.err} end
end
local done
if ARGV[2] == '' then done = redis.pcall('RESTORE', key, ARGV[5], ARGV[6], 'REPLACE')
else
  refused = go(ARGV[2])
  if refused then return {refused} end
  done = redis.pcall('COPY', key, key, 'DB', ARGV[1], 'REPLACE')
  go(ARGV[1])
end
if type(done) == 'table' and done.err then return {done.err} end
if done == 0 then return {'gone'} end
if not old then return {'applied'} end
local now = redis.call('TIME')
return {'applied', old, left, redis.sha1hex(redis.call('DUMP', key)), now[1], now[2]}
`);

export type Replaced =
  /** `size`: what is there is too big for the bin; nothing was done. */
  { readonly kind: 'applied' | 'gone' | 'size' | 'room' } | { readonly kind: 'failed'; readonly error: ReplyError };

export interface Replacement {
  readonly key: Bytes;
  readonly source: Source;
}

/** The whole is refused where the first is a ReplyError. */
export async function replace(
  place: Place,
  some: readonly Replacement[],
  { lot, ...options }: SendOptions & { readonly lot: Lot; readonly as: Blast },
): Promise<readonly (Replaced | ReplyError)[]> {
  const share = Math.floor(Math.min(maxReply, lot.room()) / Math.max(1, some.length));
  const first = await replaceWithin(place, some, share, { ...options, lot });
  const outcomes = [...first];
  // It had a share of the room only: whether the bin is full shows when it is alone.
  for (const [at, outcome] of first.entries()) {
    if ('prefix' in outcome || outcome.kind !== 'room') continue;
    const [alone] = await replaceWithin(place, [some[at] as Replacement], lot.room(), { ...options, lot });
    if (alone !== undefined) outcomes[at] = alone;
  }
  return outcomes;
}

async function replaceWithin(
  { session, db }: Place,
  some: readonly Replacement[],
  room: number,
  { lot, ...options }: SendOptions & { readonly lot: Lot; readonly as: Blast },
): Promise<readonly (Replaced | ReplyError)[]> {
  const argsOf = (source: Source): readonly Arg[] => ('from' in source ? [source.from, maxKept, room] : ['', maxKept, room, source.ttl, source.dump]);
  const calls = some.map(({ key, source }) => ({ keys: [key], args: [db ?? '', ...argsOf(source)] }));
  const replies = await runMany(session, replaceKey, calls, options);
  return replies.map((reply, at) => {
    if (isReplyError(reply)) return reply;
    const [word, dump, left, digest, seconds, micros] = asList(reply);
    const kind = asText(word);
    switch (kind) {
      case 'applied': {
        if (dump === undefined) return { kind };
        const ttl = asCount(left);
        lot.add({ key: some[at]?.key as Bytes, dump: asBytes(dump), expires: ttl >= 0 ? timeOf(seconds, micros) + ttl : 0, instead: asBytes(digest) });
        return { kind };
      }
      case 'gone':
      case 'size':
      case 'room':
        return { kind };
      default:
        return { kind: 'failed', error: caughtError(kind) };
    }
  });
}

/** ARGV: database, digest of what took its place, moment or 0, DUMP. A key that is gone is made again, what was written since is left. */
const putBack = script(`${luaGo}
local refused = go(ARGV[1])
if refused then return refused end
local found = redis.pcall('DUMP', KEYS[1])
if type(found) == 'table' then return found.err end
if found and redis.sha1hex(found) ~= ARGV[2] then return 'exists' end
local done = redis.pcall('RESTORE', KEYS[1], ARGV[3], ARGV[4], 'ABSTTL', 'REPLACE')
if type(done) == 'table' and done.err then return done.err end
if redis.pcall('EXISTS', KEYS[1]) == 0 then return 'expired' end
return 'applied'
`);

/** Each answers a word, or what went wrong. */
export function putBackOver({ session, db }: Place, kept: readonly Kept[], options: SendOptions & { readonly as: Blast }): Promise<readonly Reply[]> {
  const calls = kept.map(({ key, instead, expires, dump }) => ({ keys: [key], args: [db ?? '', instead ?? '', String(expires), dump] }));
  return runMany(session, putBack, calls, options);
}

/** About what the bin would take of a key that is there: 0 where none is. ARGV: database, the most that is worth a DUMP. */
const weighKey = script(`${luaGo}
local refused = go(ARGV[1])
if refused then return redis.error_reply(refused) end
local memory = redis.call('MEMORY', 'USAGE', KEYS[1])
if not memory then return 0 end
if memory > tonumber(ARGV[2]) then return memory + #KEYS[1] end
local dump = redis.call('DUMP', KEYS[1])
return dump and #dump + #KEYS[1] + 64 or 0
`);

/** A ReplyError for one that cannot be told. */
export function weighThere({ session, db }: Place, keys: readonly Bytes[], most: number, signal: AbortSignal): Promise<readonly Reply[]> {
  const calls = keys.map((key) => ({ keys: [key], args: [db ?? '', most] }));
  return runMany(session, weighKey, calls, { signal, quiet: true, as: { command: 'DUMP', keys: keys.length, typed: null } });
}
