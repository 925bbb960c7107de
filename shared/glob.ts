/** Redis globs on bytes: `*`, `?`, `[a-c]`, `[^x]` and `\` before a byte that is meant as itself; without the patterns that make its own matching explode. */
import type { Bytes } from './bytes.ts';

/** One place of the pattern: any number of any bytes, one byte, or which bytes it takes. */
type Part = 'many' | number | Uint8Array;

const star = 0x2a;
const question = 0x3f;
const open = 0x5b;
const close = 0x5d;
const not = 0x5e;
const dash = 0x2d;
const backslash = 0x5c;

const asIs: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** What every match begins with. */
export function literalPrefix(pattern: Bytes): Bytes {
  const end = pattern.findIndex((byte) => byte === star || byte === question || byte === open || byte === backslash);
  return end === -1 ? pattern : pattern.subarray(0, end);
}

/** For one name. Where there are many, `globOf` reads the pattern once. */
export function globMatches(pattern: Bytes, name: Bytes): boolean {
  return globOf(pattern)(name, 0, name.length);
}

/** A test of the bytes between two places. Bytes that `fold` makes the same are the same. */
export function globOf(pattern: Bytes, fold: Uint8Array = asIs): (block: Uint8Array, from: number, to: number) => boolean {
  const parts = partsOf(pattern, fold);
  return (block, from, to) => matches(parts, fold, block, from, to);
}

/** Going back only to the last star is enough: what an earlier one took never has to change. So the time is name times pattern at most. */
function matches(parts: readonly Part[], fold: Uint8Array, block: Uint8Array, from: number, to: number): boolean {
  let at = from;
  let part = 0;
  let afterStar = -1;
  let resume = from;
  while (at < to) {
    const wanted = parts[part];
    if (wanted === 'many') {
      afterStar = ++part;
      resume = at;
      if (part === parts.length) return true;
    } else if (wanted !== undefined && takes(wanted, fold[block[at] as number] as number)) {
      part++;
      at++;
    } else if (afterStar >= 0) {
      part = afterStar;
      at = ++resume;
    } else return false;
  }
  while (parts[part] === 'many') part++;
  return part === parts.length;
}

function takes(wanted: number | Uint8Array, byte: number): boolean {
  return typeof wanted === 'number' ? wanted === byte : wanted[byte] === 1;
}

function partsOf(pattern: Bytes, fold: Uint8Array): readonly Part[] {
  const folded = (at: number): number => fold[pattern[at] as number] as number;
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    switch (pattern[at]) {
      case star:
        // A run of stars is one.
        if (parts.at(-1) !== 'many') parts.push('many');
        break;
      case question:
        parts.push(new Uint8Array(256).fill(1));
        break;
      case open: {
        const [set, last] = setOf(pattern, at + 1, fold);
        parts.push(set);
        at = last;
        break;
      }
      case backslash:
        if (at + 1 < pattern.length) at++;
        parts.push(folded(at));
        break;
      default:
        parts.push(folded(at));
    }
  }
  return parts;
}

/**
 * Which bytes, folded, a class takes, and where it ends. One that is not closed ends with the pattern, as in Redis. (Ranges above 0x7f differ
 * between servers themselves: `char` is signed on some machines.)
 */
function setOf(pattern: Bytes, from: number, fold: Uint8Array): readonly [Uint8Array, number] {
  const set = new Uint8Array(256);
  const take = (byte: number): void => void (set[fold[byte] as number] = 1);
  const negated = pattern[from] === not;
  let at = negated ? from + 1 : from;
  for (; at < pattern.length && pattern[at] !== close; at++) {
    if (pattern[at] === backslash && at + 1 < pattern.length) take(pattern[++at] as number);
    else if (at + 2 < pattern.length && pattern[at + 1] === dash) {
      const one = pattern[at] as number;
      const other = pattern[at + 2] as number;
      for (let byte = Math.min(one, other); byte <= Math.max(one, other); byte++) take(byte);
      at += 2;
    } else take(pattern[at] as number);
  }
  return [negated ? set.map((taken) => 1 - taken) : set, at];
}
