/** A server-side script: one atomic step, sent by its digest and with its text only where the server does not know it. */
import { createHash } from 'node:crypto';
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, FaultError } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import type { SendOptions, Session } from '../connections/session.ts';

export interface Script {
  readonly text: string;
  readonly digest: string;
}

export function script(text: string): Script {
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** `as` is what the guard judges and the user is asked about: the script is only the vehicle. */
export async function run(session: Session, what: Script, key: Bytes, args: readonly Arg[], as: Blast, options: SendOptions): Promise<Reply> {
  try {
    return await session.send('EVALSHA', [what.digest, 1, key, ...args], { ...options, as });
  } catch (thrown) {
    // NOSCRIPT is certain: nothing ran.
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis' || thrown.fault.prefix !== 'NOSCRIPT') throw thrown;
    return session.send('EVAL', [what.text, 1, key, ...args], { ...options, as });
  }
}

/** Scripts may be forbidden to this user, or renamed away, while the plain command is not. */
export function scriptsRefused(thrown: unknown): boolean {
  if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis') return false;
  const { prefix, message } = thrown.fault;
  return (prefix === 'NOPERM' && /\beval(sha)?\b/i.test(message)) || (prefix === 'ERR' && /^ERR unknown command .?eval(sha)?\b/i.test(message));
}
