/** The console: one command as the user split it into words, its reply as Redis gave it. */
import { displayText, utf8 } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Reply } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { NodeHandle } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';

export function consoleHandlers(sessions: Sessions): Pick<Handlers<KeytideContract>, 'console.run'> {
  return {
    async 'console.run'({ session: id, words, confirmed, everywhere }, { signal }) {
      const [command = new Uint8Array(), ...args] = words;
      const session = sessions.get(id);
      const started = performance.now();
      const options = { confirmed, signal };
      const name = displayText(command);
      const reply = everywhere === true ? await onEach(session.nodes(), (node) => node.send(name, args, options)) : await session.send(name, args, options);
      return { reply, ms: performance.now() - started };
    },
  };
}

/** What each of them answered, under its address; one that refuses or is gone does not hide the others. */
async function onEach(nodes: readonly NodeHandle[], send: (node: NodeHandle) => Promise<Reply>): Promise<Reply> {
  const answers = await Promise.all(nodes.map(async (node) => [utf8(node.address), await send(node).catch(asReply)] as const));
  const [only] = answers;
  if (only === undefined) throw new FaultError({ code: 'offline' });
  return answers;
}

function asReply(thrown: unknown): Reply {
  if (!(thrown instanceof FaultError)) throw thrown;
  const { fault } = thrown;
  switch (fault.code) {
    case 'redis':
      return { prefix: fault.prefix, message: fault.message };
    case 'unknown':
    case 'offline':
    case 'timeout':
      return { prefix: fault.code.toUpperCase(), message: fault.code.toUpperCase() };
    // Asked of all of them alike: the question, or the lock, is the answer to the whole.
    default:
      throw thrown;
  }
}
