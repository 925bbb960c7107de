/** Changes of a string that need not all of it: a bit, some bytes in place, a count; each only while it is what was seen. */
import { type Bytes, utf8 } from '../bytes.ts';
import { fail } from '../fault.ts';
import type { Plan } from './plan.ts';

export type Change =
  | { readonly kind: 'bit'; readonly offset: number; readonly to: 0 | 1 }
  /** As many bytes for as many; the string never grows by it. */
  | { readonly kind: 'patch'; readonly at: number; readonly from: Bytes; readonly to: Bytes }
  /** A 64-bit number as text, with its sign. */
  | { readonly kind: 'count'; readonly by: string };

export interface Changed {
  readonly undo: string | null;
  /** What a counter is now, as the server wrote it; null for other changes. */
  readonly count: string | null;
}

export function planOfChange(key: Bytes, change: Change): Plan {
  switch (change.kind) {
    case 'bit':
      return {
        type: 'string',
        checks: [{ ask: ['GETBIT', key, change.offset], is: utf8(change.to === 1 ? '0' : '1'), else: 'changed' }],
        writes: [['SETBIT', key, change.offset, change.to]],
      };
    case 'patch':
      if (change.from.length !== change.to.length || change.to.length === 0) fail({ code: 'input', path: 'to', message: 'as many bytes as are replaced' });
      return {
        type: 'string',
        checks: [{ ask: ['GETRANGE', key, change.at, change.at + change.from.length - 1], is: change.from, else: 'changed' }],
        writes: [['SETRANGE', key, change.at, change.to]],
      };
    case 'count':
      if (!isWhole(change.by)) fail({ code: 'input', path: 'by', message: 'a whole number of 64 bits' });
      return {
        type: 'string',
        checks: [],
        // What INCRBY answers inside of a script is a Lua number, exact to 2^53 only: GET is exact.
        writes: [
          ['INCRBY', key, change.by],
          ['GET', key],
        ],
      };
  }
}

/** The change that takes it back. */
export function inverseOf(change: Change): Change {
  switch (change.kind) {
    case 'bit':
      return { ...change, to: change.to === 1 ? 0 : 1 };
    case 'patch':
      return { ...change, from: change.to, to: change.from };
    case 'count':
      return { kind: 'count', by: change.by.startsWith('-') ? change.by.slice(1) : `-${change.by.replace('+', '')}` };
  }
}

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** What INCRBY takes, and a counter can hold. */
export function isWhole(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false;
  const number = BigInt(text.replace('+', ''));
  return number >= least && number <= most;
}
