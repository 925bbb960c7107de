/** A server-side script: one atomic step, sent by its digest and with its text only where the server does not know it. */
import { createHash } from 'node:crypto';
import type { Bytes } from '../../shared/bytes.ts';
import { type Blast, FaultError } from '../../shared/fault.ts';
import { type Arg, isReplyError, type Reply, type ReplyError } from '../../shared/reply.ts';
import type { SendOptions, Session } from './connections/session.ts';

export interface Script {
  readonly text: string;
  readonly digest: string;
}

/** One run of a script: in a cluster its keys share a slot. */
export interface ScriptCall {
  readonly keys: readonly Bytes[];
  readonly args: readonly Arg[];
}

export function script(text: string): Script {
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** `as` is what the guard judges and the user is asked about: the script is only the vehicle. No key: it is about none. */
export async function run(session: Session, what: Script, key: Bytes | null, args: readonly Arg[], as: Blast, options: SendOptions): Promise<Reply> {
  const words = key === null ? [0, ...args] : [1, key, ...args];
  try {
    return await session.send('EVALSHA', [what.digest, ...words], { ...options, as });
  } catch (thrown) {
    // NOSCRIPT is certain: nothing ran.
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis' || thrown.fault.prefix !== 'NOSCRIPT') throw thrown;
    return session.send('EVAL', [what.text, ...words], { ...options, as });
  }
}

/** Many runs in one write; one that failed is its own ReplyError. */
export async function runMany(session: Session, what: Script, calls: readonly ScriptCall[], options: SendOptions & { readonly as: Blast }) {
  const send = (by: 'EVALSHA' | 'EVAL', some: readonly ScriptCall[]): Promise<readonly Reply[]> =>
    session.sendMany(
      some.map(({ keys, args }) => [by, by === 'EVAL' ? what.text : what.digest, keys.length, ...keys, ...args] as const),
      options,
    );
  const replies = [...(await send('EVALSHA', calls))];
  const missing = replies.flatMap((reply, at) => (isReplyError(reply) && reply.prefix === 'NOSCRIPT' ? [at] : []));
  if (missing.length === 0) return replies;
  const again = await send(
    'EVAL',
    missing.map((at) => calls[at] as ScriptCall),
  );
  for (const [place, at] of missing.entries()) replies[at] = again[place] as Reply;
  return replies;
}

/** Scripts may be forbidden to this user, or renamed away, while the plain command is not. */
export function isEvalRefused({ prefix, message }: ReplyError): boolean {
  return (prefix === 'NOPERM' && /\beval(sha)?\b/i.test(message)) || (prefix === 'ERR' && /^ERR unknown command .?eval(sha)?\b/i.test(message));
}

export function scriptsRefused(thrown: unknown): boolean {
  return thrown instanceof FaultError && thrown.fault.code === 'redis' && isEvalRefused(thrown.fault);
}

/**
 * What `pcall` gave as an error's text. Redis 6 puts the place in the script before it; what the user may not do inside a script
 * comes without the prefix that it has outside.
 */
export function caughtError(caught: string): ReplyError {
  const message = caught.replace(/^@user_script: ?\d+: ?-?/, '');
  if (/^(ERR )?(ACL failure in script|The user executing the script)/.test(message)) return { prefix: 'NOPERM', message };
  return { prefix: /^[A-Z][A-Z0-9_]*(?= |$)/.exec(message)?.[0] ?? 'ERR', message };
}
