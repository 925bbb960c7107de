/** A new key of any type: all that it begins with and its TTL in one step, and nothing where the name is taken. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import type { NewValue } from '../../../shared/keys/keys.ts';
import { type Arg, asText, isReplyError } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import { scriptsRefused } from '../script.ts';

/** What a refused step leaves behind is taken away again: a script is not undone by itself. */
const script = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
if ARGV[2] ~= '' then
  local told = redis.pcall('PUBLISH', ARGV[2], KEYS[1])
  if type(told) == 'table' and told.err then return told end
end
local at = 3
while at <= #ARGV do
  local size = tonumber(ARGV[at])
  local args = {}
  for n = 1, size do args[n] = ARGV[at + n] end
  table.insert(args, 2, KEYS[1])
  local answer = redis.pcall(unpack(args))
  if type(answer) == 'table' and answer.err then
    redis.call('DEL', KEYS[1])
    return answer
  end
  at = at + size + 1
end
if ARGV[1] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 'made'`;

/** Lua can hand over some thousands of arguments in one call. */
const perCommand = 500;

export async function create(session: Session, key: Bytes, value: NewValue, ttl: number | null, confirmed: string | null): Promise<void> {
  const commands = commandsOf(value);
  const as: Blast = { command: commands[0]?.[0] === undefined ? 'SET' : String(commands[0][0]), keys: 1, typed: null };
  const { announce } = session.profile;
  const args: Arg[] = [script, 1, key, ttl ?? '', announce, ...commands.flatMap((words) => [words.length, ...words])];
  try {
    const answer = await session.send('EVAL', args, { confirmed, as });
    if (isReplyError(answer)) fail({ code: 'redis', prefix: answer.prefix, message: answer.message });
    if (asText(answer) === 'exists') fail({ code: 'conflict', found: 'exists' });
  } catch (thrown) {
    // What is made without a script tells nobody.
    if (!scriptsRefused(thrown) || announce !== '') throw thrown;
    if (value.type === 'json' && ttl === null) {
      if ((await session.send('JSON.SET', [key, '$', value.text, 'NX'], { confirmed })) === null) fail({ code: 'conflict', found: 'exists' });
      return;
    }
    // A string alone has a command that does all of it.
    if (value.type !== 'string') throw thrown;
    const made = await session.send('SET', [key, value.bytes, 'NX', ...(ttl === null ? [] : ['PX', ttl])], { confirmed });
    if (made === null) fail({ code: 'conflict', found: 'exists' });
  }
}

/** Each with its name first; the key comes after it. */
function commandsOf(value: NewValue): readonly (readonly Arg[])[] {
  switch (value.type) {
    case 'string':
      return [['SET', value.bytes]];
    case 'hash':
      return chunks(value.fields).map((some) => ['HSET', ...some.flatMap(({ field, value: bytes }) => [field, bytes])]);
    case 'list':
      return chunks(value.items).map((some) => ['RPUSH', ...some]);
    case 'set':
      return chunks(value.members).map((some) => ['SADD', ...some]);
    case 'zset':
      return chunks(value.members).map((some) => ['ZADD', ...some.flatMap(({ member, score }) => [score, member])]);
    case 'json':
      return [['JSON.SET', '$', value.text]];
    case 'stream':
      return value.entries.map(({ id, fields }) => {
        if (fields.length > perCommand * 4) throw new FaultError({ code: 'input', path: 'value', message: 'One entry has too many fields.' });
        return ['XADD', id, ...fields.flatMap(({ field, value: bytes }) => [field, bytes])];
      });
  }
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / perCommand) }, (_, at) => items.slice(at * perCommand, (at + 1) * perCommand));
}
