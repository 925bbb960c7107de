/** WATCH, look, MULTI, write, EXEC on a connection of its own: for users who may not run scripts. Sent only while it is the connection that watches. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, type Fault, FaultError, fail } from '../../../shared/fault.ts';
import { asCount, asList, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import { holds, type Plan, type Words } from '../../../shared/value/plan.ts';
import type { Line } from '../connections/line.ts';
import type { SendOptions, Session } from '../connections/session.ts';

export interface Applied {
  /** Server time in milliseconds at which the key expires, as text; '0' for never. As it was before. */
  readonly expires: string;
  /** Whether the key is still there: the last element takes it with it. */
  readonly there: boolean;
  /** What the last write answered. */
  readonly last: Reply;
  /** Where the plan asked for it, and DUMP is allowed. */
  readonly image: { readonly before: Bytes; readonly after: Bytes } | null;
}

export function imageOf(before: Reply, after: Reply): Applied['image'] {
  return before instanceof Uint8Array && after instanceof Uint8Array ? { before, after } : null;
}

export async function transact(session: Session, key: Bytes, plan: Plan, as: Blast, options: SendOptions): Promise<Applied> {
  const watching = await watchOn(session, key, options);
  try {
    return await carry(watching, key, plan, as, options);
  } finally {
    watching.close();
  }
}

interface Watching {
  /** Refused once the connection that has sent WATCH is gone: a new one would have forgotten it. */
  send(words: Words, options?: SendOptions): Promise<Reply>;
  close(): void;
}

async function carry(on: Watching, key: Bytes, plan: Plan, as: Blast, { confirmed = null }: SendOptions): Promise<Applied> {
  const kind = asText(await on.send(['TYPE', key]));
  if (kind !== plan.type) fail({ code: 'conflict', found: plan.type === 'none' ? 'exists' : kind === 'none' ? 'gone' : 'type' });
  for (const check of plan.checks) if (!holds(check, await on.send(check.ask))) fail({ code: 'conflict', found: check.else });
  const left = asCount(await on.send(['PTTL', key]));
  const time = left > 0 ? asList(await on.send(['TIME'])).map(asCount) : [];
  const expires = left > 0 ? String((time[0] ?? 0) * 1000 + Math.floor((time[1] ?? 0) / 1000) + left) : '0';
  // Nobody can write between this look and EXEC without ending it.
  const dump = async (): Promise<Reply> => (plan.image === true ? on.send(['DUMP', key]).catch(() => null) : null);
  const before = await dump();
  await on.send(['MULTI']);
  for (const write of plan.writes) await on.send(write, { confirmed, as });
  if (before !== null) await on.send(['DUMP', key]);
  await on.send(['EXISTS', key]);
  const executed = await on.send(['EXEC']);
  // Nil: somebody touched the key since WATCH. Nothing was written.
  if (executed === null) fail({ code: 'conflict', found: 'changed' });
  const replies = asList(executed);
  for (const reply of replies) if (isReplyError(reply)) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  const after = before === null ? null : (replies.at(-2) ?? null);
  return { expires, there: asCount(replies.at(-1)) === 1, last: replies[plan.writes.length - 1] ?? null, image: imageOf(before, after) };
}

async function watchOn(session: Session, key: Bytes, options: SendOptions): Promise<Watching> {
  const watching = await openWatching((events) => session.openLine('write', events), options);
  try {
    await watching.send(['WATCH', key]);
    return watching;
  } catch (thrown) {
    watching.close();
    const home =
      thrown instanceof FaultError && thrown.fault.code === 'redis' && thrown.fault.prefix === 'MOVED' ? thrown.fault.message.split(' ')[2] : undefined;
    const node = session.nodes().find(({ address }) => address === home);
    if (node === undefined) throw thrown;
    const there = await openWatching((events) => node.openLine('write', events), options);
    await there.send(['WATCH', key]).catch((refused: unknown) => {
      there.close();
      throw refused;
    });
    return there;
  }
}

/** Waits for the first connection; a second one is never used. */
function openWatching(open: (events: Parameters<Session['openLine']>[1]) => Line, { signal }: SendOptions): Promise<Watching> {
  return new Promise((resolve, reject) => {
    let connections = 0;
    let lost = false;
    const give = (fault: Fault): void => {
      line.close();
      reject(new FaultError(fault));
    };
    const line = open({
      ready() {
        if (++connections > 1) lost = true;
        signal?.removeEventListener('abort', cancel);
        resolve({
          // Nothing may be awaited between this look and the line taking its connection.
          send: (words, options) => (lost ? Promise.reject(new FaultError({ code: 'offline' })) : line.send(words[0], words.slice(1), options)),
          close: line.close,
        });
      },
      lost() {
        lost = true;
      },
      failed: give,
      message: () => undefined,
    });
    const cancel = (): void => give({ code: 'cancelled' });
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
