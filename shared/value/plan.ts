/** A write as data: what has to be so, and what is sent then. Whatever carries it out (a script, a transaction) does exactly this. */
import type { Bytes } from '../bytes.ts';
import type { Arg, Reply } from '../reply.ts';

export type Words = readonly [command: string, ...args: Arg[]];

export interface Check {
  readonly ask: Words;
  /** The reply in bytes, a number as its digits; null for nil; `some` for a list with anything in it, `none` for an empty one. */
  readonly is: Bytes | null | 'some' | 'none';
  /** What it means where it is not so. */
  readonly else: 'changed' | 'gone' | 'exists';
}

/** All of it concerns one key. Nothing is sent unless every check holds, in one atomic step with the writes. */
export interface Plan {
  /** What TYPE has to answer; `none` where the key must not be there. */
  readonly type: string;
  readonly checks: readonly Check[];
  /** What would lose data if a later one were refused comes last. */
  readonly writes: readonly Words[];
  /** DUMP it before and after, in the same step: for what has no other way back. */
  readonly image?: true;
}

/** Whether a reply is what a check wants: the same rule as in the script. */
export function holds({ is }: Check, reply: Reply): boolean {
  if (is === 'some' || is === 'none') return Array.isArray(reply) && reply.length > 0 === (is === 'some');
  const one = Array.isArray(reply) && reply.length === 1 && !Array.isArray(reply[0]) ? ((reply as readonly Reply[])[0] ?? null) : reply;
  if (is === null) return one === null;
  if (typeof one === 'string') return one === latin1(is);
  if (!(one instanceof Uint8Array) || one.length !== is.length) return false;
  return one.every((byte, at) => byte === is[at]);
}

/** A number that came as text is ASCII. */
function latin1(bytes: Bytes): string {
  return bytes.length > 400 ? '' : String.fromCharCode(...bytes);
}
