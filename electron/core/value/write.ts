/** Writing a string: only if it still is what the user loaded, keeping its TTL. And setting a TTL. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { asCount, asList, asText } from '../../../shared/reply.ts';
import type { Expected, Saved } from '../../../shared/value/value.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { run, script } from '../script.ts';

/**
 * Compares and writes in one step. SET without KEEPTTL would drop the TTL; KEEPTTL is Redis 6.0,
 * before it the rest of the TTL is given anew. A key that expired meanwhile is not made again.
 */
const replaceIfSame = script(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return {'gone', 0} end
if kind ~= 'string' then return {'type', 0} end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'changed', 0} end
local left = redis.call('PTTL', KEYS[1])
local reply = redis.pcall('SET', KEYS[1], ARGV[2], 'XX', 'KEEPTTL')
if reply.err then
  if left > 0 then reply = redis.pcall('SET', KEYS[1], ARGV[2], 'PX', left) else reply = redis.pcall('SET', KEYS[1], ARGV[2]) end
end
if reply.err then return reply end
return {'saved', redis.call('PTTL', KEYS[1])}
`);

export async function saveString(session: Session, key: Bytes, bytes: Bytes, expected: Expected, options: SendOptions): Promise<Saved> {
  if (expected.kind === 'absent') {
    const reply = await session.send('SET', [key, bytes, 'NX'], options);
    if (reply === null) fail({ code: 'conflict', found: 'exists' });
    return { ttl: null };
  }
  const [outcome, left] = asList(await run(session, replaceIfSame, key, [expected.bytes, bytes], { command: 'SET', keys: 1, typed: null }, options));
  switch (asText(outcome)) {
    case 'saved': {
      const ttl = asCount(left);
      return { ttl: ttl < 0 ? null : ttl };
    }
    case 'gone':
      return fail({ code: 'conflict', found: 'gone' });
    case 'type':
      return fail({ code: 'conflict', found: 'type' });
    default:
      return fail({ code: 'conflict', found: 'changed' });
  }
}

/** Null takes the TTL away. Zero would delete the key, and is never what was meant. */
export async function setTtl(session: Session, key: Bytes, ttl: number | null, options: SendOptions): Promise<Saved> {
  if (ttl === 0) fail({ code: 'input', path: 'ttl', message: 'a time to live of 0 would delete the key' });
  if (ttl === null) {
    const changed = asCount(await session.send('PERSIST', [key], options));
    if (changed === 0 && asCount(await session.send('EXISTS', [key])) === 0) fail({ code: 'conflict', found: 'gone' });
    return { ttl: null };
  }
  if (asCount(await session.send('PEXPIRE', [key, ttl], options)) === 0) fail({ code: 'conflict', found: 'gone' });
  return { ttl };
}
