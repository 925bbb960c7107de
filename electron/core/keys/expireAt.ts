/** A key lives until a moment of the server's clock; never until one that has passed, which would delete it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, fail } from '../../../shared/fault.ts';
import { asText } from '../../../shared/reply.ts';
import { luaTell } from '../announce.ts';
import { luaMarginMs, luaNow, serverNow } from '../clock.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { run, script, scriptsRefused } from '../script.ts';

const setMoment = script(`
${luaTell('ARGV[2]')}
if silent then return silent end
${luaNow}
if tonumber(ARGV[1]) <= now + ${luaMarginMs} then return 'late' end
local changed = redis.call('PEXPIREAT', KEYS[1], ARGV[1])
if changed == 1 then tell(KEYS[1]) end
return tostring(changed)
`);

/** What an answer and a command take on their way, where no script can look and act in one step. */
const marginMs = 1000;

export async function expireAt(session: Session, key: Bytes, at: number, options: SendOptions): Promise<void> {
  const as: Blast = { command: 'PEXPIREAT', keys: 1, typed: null };
  const word = await tryScript();
  if (word === 'late') fail({ code: 'input', path: 'ttl', message: 'By the server’s clock this moment has passed: setting it would delete the key.' });
  if (word === '0') fail({ code: 'conflict', found: 'gone' });

  async function tryScript(): Promise<string> {
    try {
      return asText(await run(session, setMoment, key, [at, session.profile.announce], as, options));
    } catch (thrown) {
      // What is done without a script tells nobody.
      if (!scriptsRefused(thrown) || session.profile.announce !== '') throw thrown;
      if (at <= (await serverNow(session)) + marginMs) return 'late';
      return asText(await session.send('PEXPIREAT', [key, at], options));
    }
  }
}
