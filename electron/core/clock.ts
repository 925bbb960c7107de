/** The server's own clock: moments are told and compared by it, because the one here may be another. */
import { asCount, asList } from '../../shared/reply.ts';
import type { Session } from './connections/session.ts';

/** Milliseconds since 1970 when the server answered; in a cluster, by the node that was asked. */
export async function serverNow(session: Session): Promise<number> {
  const [seconds, micros] = asList(await session.send('TIME', [], { quiet: true }));
  return asCount(seconds) * 1000 + asCount(micros) / 1000;
}

/** `now` for a script that writes. Before Redis 5 it may write after TIME only where its effects are replicated. */
export const luaNow = `
if redis.replicate_commands then redis.replicate_commands() end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** A moment nearer than this may pass before the command that sets it runs, and would delete: in a script, in milliseconds. */
export const luaMarginMs = 50;
