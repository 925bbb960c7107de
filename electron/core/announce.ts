/** A write to a key and the word of it on the connection's channel, in one step: both happen, or neither. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Blast } from '../../shared/fault.ts';
import type { Arg, Reply } from '../../shared/reply.ts';
import type { SendOptions, Session } from './connections/session.ts';

/**
 * At the beginning of a script: `tell(key)` for what was written, and `silent` where this user may not publish there, which is to be returned
 * before anything is written. Before Redis 7 nobody can be asked for that: what is refused then was written and not told.
 */
export const luaTell = (channel: string): string => `
local channel, silent = ${channel}, false
if channel ~= '' and redis.acl_check_cmd and not redis.acl_check_cmd('PUBLISH', channel, '') then
  silent = redis.error_reply('NOPERM this user has no permissions to run PUBLISH on the channel ' .. channel)
end
local function tell(key) if channel ~= '' then redis.pcall('PUBLISH', channel, key) end end
`;

/** Of a reply of 0 nobody is told: nothing was changed. */
const writeAndTell = `
${luaTell('ARGV[1]')}
if silent then return silent end
local words = {}
for i = 2, #ARGV do words[i - 1] = ARGV[i] end
local reply = redis.pcall(unpack(words))
if type(reply) == 'table' and reply.err then return reply end
if reply ~= 0 then for i = 1, #KEYS do tell(KEYS[i]) end end
if type(reply) == 'table' and reply.ok then return reply.ok end
return reply
`;

/** One command about these keys. Where a channel is to be told and scripts are not allowed it fails: nothing is written unheard. */
export function sendTold(session: Session, keys: readonly Bytes[], [command, ...args]: readonly [string, ...Arg[]], options: SendOptions): Promise<Reply> {
  const { announce } = session.profile;
  if (announce === '') return session.send(command, args, options);
  const as: Blast = options.as ?? { command, keys: keys.length, typed: null };
  return session.send('EVAL', [writeAndTell, keys.length, ...keys, announce, command, ...args], { ...options, as });
}
