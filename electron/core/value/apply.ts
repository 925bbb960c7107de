/** Carries out a plan in one atomic step: by a script, or where scripts are not allowed by a transaction that watches the key. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import { type Blast, fail } from '../../../shared/fault.ts';
import { type Arg, asCount, asList, asText, type Reply } from '../../../shared/reply.ts';
import type { Check, Plan, Words } from '../../../shared/value/plan.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { run, script, scriptsRefused } from '../script.ts';
import { type Applied, transact } from './transaction.ts';

/**
 * The reply of a check becomes bytes the way `holds` does it. A command that this user may not send is found before
 * the first write (Redis 7); what else can be refused (OOM, a bad score) is refused by the first write, before anything changed.
 * SET knows KEEPTTL since Redis 6.0: before it, the rest of the time is given anew.
 */
const carryOut = script(`
local at = 0
local function word() at = at + 1; return ARGV[at] end
local function words() local list = {}; for i = 1, tonumber(word()) do list[i] = word() end; return list end
local kind, wanted = redis.call('TYPE', KEYS[1]).ok, word()
if kind ~= wanted then
  if wanted == 'none' then return {'exists'} end
  if kind == 'none' then return {'gone'} end
  return {'type'}
end
for i = 1, tonumber(word()) do
  local how, other, expected = word(), word(), word()
  local reply = redis.pcall(unpack(words()))
  if type(reply) == 'table' and reply.err then return reply end
  local same
  if how == 'some' then
    same = type(reply) == 'table' and #reply > 0
  else
    if type(reply) == 'table' and #reply == 1 and type(reply[1]) ~= 'table' then reply = reply[1] end
    if type(reply) == 'number' then reply = string.format('%.0f', reply) end
    if how == 'nil' then same = reply == false else same = reply == expected end
  end
  if not same then return {other} end
end
local left, now, expires = redis.call('PTTL', KEYS[1]), redis.call('TIME'), '0'
if left > 0 then expires = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000) + left) end
local writes, reply = {}, false
for i = 1, tonumber(word()) do
  writes[i] = words()
  if redis.acl_check_cmd and not redis.acl_check_cmd(unpack(writes[i])) then
    local where = writes[i][1] == 'PUBLISH' and ' on the channel ' .. writes[i][2] or ' on this key'
    return redis.error_reply('NOPERM this user has no permissions to run ' .. writes[i][1] .. where)
  end
end
for i, write in ipairs(writes) do
  reply = redis.pcall(unpack(write))
  if type(reply) == 'table' and reply.err and write[#write] == 'KEEPTTL' and string.find(reply.err, 'syntax') then
    if left > 0 then reply = redis.pcall('SET', write[2], write[3], 'PX', left) else reply = redis.pcall('SET', write[2], write[3]) end
  end
  if type(reply) == 'table' and reply.err then return reply end
end
if type(reply) == 'table' and reply.ok then reply = reply.ok end
return {'done', expires, redis.call('EXISTS', KEYS[1]), reply}
`);

/** `as` is what the guard judges and the user is asked about. Fails with `conflict` where a check does not hold: then nothing was written. */
export async function apply(session: Session, key: Bytes, plan: Plan, as: Blast, options: SendOptions): Promise<Applied> {
  const told = announced(plan, key, session.profile.announce);
  try {
    return outcomeOf(await run(session, carryOut, key, encode(told), as, options));
  } catch (thrown) {
    if (!scriptsRefused(thrown)) throw thrown;
    return transact(session, key, told, as, options);
  }
}

/**
 * Who is told hears it when the step is over, and a channel that this user may not publish to is refused before anything was written: so it
 * comes first. Where the server then has no memory for the write, it was told of nothing.
 */
function announced(plan: Plan, key: Bytes, channel: string): Plan {
  return channel === '' || plan.writes.length === 0 ? plan : { ...plan, writes: [['PUBLISH', utf8(channel), key], ...plan.writes] };
}

function outcomeOf(reply: Reply): Applied {
  const [outcome, expires, there, last = null] = asList(reply);
  switch (asText(outcome)) {
    case 'done':
      return { expires: asText(expires), there: asCount(there) === 1, last };
    case 'gone':
      return fail({ code: 'conflict', found: 'gone' });
    case 'type':
      return fail({ code: 'conflict', found: 'type' });
    case 'exists':
      return fail({ code: 'conflict', found: 'exists' });
    default:
      return fail({ code: 'conflict', found: 'changed' });
  }
}

function encode({ type, checks, writes }: Plan): readonly Arg[] {
  const counted = (words: Words): readonly Arg[] => [words.length, ...words];
  const how = ({ is }: Check): readonly Arg[] => (is === 'some' ? ['some', ''] : is === null ? ['nil', ''] : ['is', is]);
  const checked = checks.flatMap((check): readonly Arg[] => {
    const [kind, expected] = how(check);
    return [kind ?? '', check.else, expected ?? '', ...counted(check.ask)];
  });
  return [type, checks.length, ...checked, writes.length, ...writes.flatMap(counted)];
}
