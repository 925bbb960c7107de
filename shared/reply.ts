/** Replies of Redis as every room sees them: bytes stay bytes, numbers stay the text Redis wrote. */
import type { Bytes } from './bytes.ts';
import { displayText } from './bytes.ts';

/** `string` is a number as Redis wrote it (integers, doubles); `null` is nil; an `Error` inside a list is that element's own error. */
export type Reply = Bytes | string | null | boolean | ReplyError | readonly Reply[];

/** An error as data: inside EXEC and pipelines one element can fail while others do not. */
export interface ReplyError {
  readonly prefix: string;
  readonly message: string;
}

export type Arg = Bytes | string | number;

/** Sends one command; the rest (guard, deadline, outcome) is the session's. Rejects with a FaultError. */
export type Send = (command: string, ...args: readonly Arg[]) => Promise<Reply>;

/** The reply had another shape than the command's documentation says: a bug here or a hostile server. */
export class UnexpectedReply extends Error {}

export function asBytes(reply: Reply | undefined): Bytes {
  if (reply instanceof Uint8Array) return reply;
  throw new UnexpectedReply('expected bytes');
}

export function asList(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw new UnexpectedReply('expected a list');
}

/** An integer small enough to count with: lengths, counts, milliseconds. */
export function asCount(reply: Reply | undefined): number {
  const text = reply instanceof Uint8Array ? displayText(reply) : reply;
  if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) return Number(text);
  throw new UnexpectedReply('expected a number');
}

/** ASCII that Redis itself made: type names, cursors, stream ids, scores. */
export function asText(reply: Reply | undefined): string {
  if (reply instanceof Uint8Array) return displayText(reply);
  if (typeof reply === 'string') return reply;
  throw new UnexpectedReply('expected text');
}

export function isReplyError(reply: Reply | undefined): reply is ReplyError {
  return typeof reply === 'object' && reply !== null && 'prefix' in reply;
}
