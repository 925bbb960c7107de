/** What a type brings whose values are no table: what is seen when one is opened, what can be asked of it then, and what an edit of it sends. */
import type { Bytes } from '../bytes.ts';
import { FaultError } from '../fault.ts';
import { isReplyError, type Reply, type ReplyError, type Send } from '../reply.ts';
import type { Plan, Words } from './plan.ts';

export interface Asking {
  readonly send: Send;
  /** One write for all; an answer that is a refusal stands in its place. */
  sendMany(commands: readonly Words[]): Promise<readonly Reply[]>;
  /** Commands, in capitals, that this server has. */
  readonly can: ReadonlySet<string>;
}

/** A write that was thought through: what is sent, what the user is asked about, and what takes it back. */
export interface Deed {
  readonly plan: Plan;
  /** Null where nothing can take it back. Made after the write: it takes back only what the write has left. */
  readonly undo: ((asking: Asking) => Promise<Plan | null>) | null;
}

export interface Opening<Facts> {
  /** As TYPE answers it. */
  readonly name: string;
  /** A server without this command cannot be asked. */
  readonly needs: string;
  open(asking: Asking, key: Bytes): Promise<Facts>;
}

export interface ModuleType<Facts, Ask, Answer, Act> extends Opening<Facts> {
  ask(asking: Asking, key: Bytes, ask: Ask): Promise<Answer>;
  act(asking: Asking, key: Bytes, act: Act): Promise<Deed>;
}

/** What the module said, null where it refused: for facts that may be missing. */
export async function orNull(answer: Promise<Reply>): Promise<Reply> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'redis') return null;
    throw thrown;
  }
}

/** Modules answer one match as itself, or in a list, or (RESP3) in a list in a list. */
export function unwrapped(reply: Reply | undefined): Exclude<Reply, ReplyError> | undefined {
  let inner = reply;
  while (Array.isArray(inner) && inner.length === 1) inner = (inner as readonly Reply[])[0];
  return isReplyError(inner) ? null : inner;
}
