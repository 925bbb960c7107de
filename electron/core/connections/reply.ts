/** The one place where a reply of ioredis becomes a `Reply`: every Buffer copied once, into memory of exactly its size. */
import type { Reply, ReplyError } from '../../../shared/reply.ts';

const maxMessage = 2000;

export function toReply(raw: unknown): Reply {
  if (raw instanceof Uint8Array) return owned(raw);
  if (Array.isArray(raw)) return raw.map(toReply);
  if (typeof raw === 'string' || raw === null) return raw;
  // With `stringNumbers` every number is text already: what is still a number was RESP3's #t or #f.
  if (typeof raw === 'number') return raw === 1;
  if (typeof raw === 'boolean') return raw;
  if (raw instanceof Error) return toReplyError(raw.message);
  throw new TypeError(`a reply of type ${typeof raw}`);
}

/** Redis writes `PREFIX what happened`; what has no such prefix is told under ERR. */
export function toReplyError(message: string): ReplyError {
  const short = message.slice(0, maxMessage);
  return { prefix: /^[A-Z][A-Z0-9_]*(?= |$)/.exec(short)?.[0] ?? 'ERR', message: short };
}

/** A reply of many chunks was put together in memory of its own; a smaller one is a view on a socket chunk. */
function owned(view: Uint8Array): Uint8Array {
  const alone = view.byteOffset === 0 && view.buffer.byteLength === view.length && view.buffer instanceof ArrayBuffer;
  return alone ? new Uint8Array(view.buffer) : new Uint8Array(view);
}
