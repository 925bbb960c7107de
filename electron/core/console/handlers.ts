/** The console: one command as the user split it into words, its reply as Redis gave it. */
import { displayText } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Sessions } from '../sessions.ts';

export function consoleHandlers(sessions: Sessions): Pick<Handlers<KeytideContract>, 'console.run'> {
  return {
    async 'console.run'({ session, words, confirmed }, { signal }) {
      const [command = new Uint8Array(), ...args] = words;
      const started = performance.now();
      const reply = await sessions.get(session).send(displayText(command), args, { confirmed, signal });
      return { reply, ms: performance.now() - started };
    },
  };
}
