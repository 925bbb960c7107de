/** What divides a name: of several delimiters the one that comes first, and of those at one place the longest. */
import { utf8 } from '../../../shared/bytes.ts';

export interface Delimiters {
  /** Where the segment that begins at `from` ends, its delimiter included; -1 where the name goes on to its end. */
  next(block: Uint8Array, from: number, to: number): number;
}

export function delimitersOf(texts: readonly string[]): Delimiters {
  const all = texts
    .filter((text) => text !== '')
    .map(utf8)
    .sort((a, b) => b.length - a.length);
  const [only] = all;
  if (only === undefined) return { next: () => -1 };
  if (all.length === 1 && only.length === 1) {
    const byte = only[0] as number;
    return {
      next(block, from, to) {
        for (let at = from; at < to; at++) if (block[at] === byte) return at + 1;
        return -1;
      },
    };
  }
  const begins = new Uint8Array(256);
  for (const one of all) begins[one[0] as number] = 1;
  return {
    next(block, from, to) {
      for (let at = from; at < to; at++) {
        if (begins[block[at] as number] === 0) continue;
        for (const one of all) if (at + one.length <= to && isAt(block, at, one)) return at + one.length;
      }
      return -1;
    },
  };
}

function isAt(block: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let offset = 0; offset < wanted.length; offset++) if (block[at + offset] !== wanted[offset]) return false;
  return true;
}
