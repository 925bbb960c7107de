/** Globs as Redis means them: `*`, `?`, `[a-z]`, `[^a]`, `\x`; without the patterns that make its own matching explode. */
import { foldTable } from './fold.ts';

/** One place of the pattern: which bytes it takes, or any number of any bytes. */
type Part = 'many' | Uint8Array;

export function globOf(pattern: Uint8Array, caseSensitive: boolean): (block: Uint8Array, from: number, to: number) => boolean {
  const parts = partsOf(pattern, foldTable(caseSensitive));
  return (block, from, to) => matches(parts, block, from, to);
}

/** Going back only to the last star is enough: what an earlier one took never has to change. So the time is names times pattern at most. */
function matches(parts: readonly Part[], block: Uint8Array, from: number, to: number): boolean {
  let at = from;
  let part = 0;
  let star = -1;
  let resume = from;
  while (at < to) {
    const wanted = parts[part];
    if (wanted === 'many') {
      star = part++;
      resume = at;
      if (part === parts.length) return true;
    } else if (wanted !== undefined && wanted[block[at] as number] === 1) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  while (parts[part] === 'many') part++;
  return part === parts.length;
}

function partsOf(pattern: Uint8Array, fold: Uint8Array): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < pattern.length) {
    const byte = pattern[at++] as number;
    if (byte === 0x2a) {
      // A run of stars is one.
      if (parts.at(-1) !== 'many') parts.push('many');
    } else if (byte === 0x3f) parts.push(new Uint8Array(256).fill(1));
    else if (byte === 0x5b) {
      const [set, next] = setOf(pattern, at, fold);
      parts.push(set);
      at = next;
    } else if (byte === 0x5c && at < pattern.length) parts.push(only(pattern[at++] as number, fold));
    else parts.push(only(byte, fold));
  }
  return parts;
}

function only(byte: number, fold: Uint8Array): Uint8Array {
  const set = new Uint8Array(256);
  take(set, byte, fold);
  return set;
}

function take(set: Uint8Array, byte: number, fold: Uint8Array): void {
  for (let one = 0; one < 256; one++) if (fold[one] === fold[byte]) set[one] = 1;
}

/** From after the bracket; one that is never closed goes to the end of the pattern, as in Redis. */
function setOf(pattern: Uint8Array, from: number, fold: Uint8Array): readonly [Uint8Array, number] {
  const set = new Uint8Array(256);
  let at = from;
  const not = pattern[at] === 0x5e;
  if (not) at++;
  for (;;) {
    if (at >= pattern.length) break;
    const byte = pattern[at] as number;
    if (byte === 0x5c && at + 1 < pattern.length) {
      take(set, pattern[at + 1] as number, fold);
      at += 2;
    } else if (byte === 0x5d) {
      at++;
      break;
    } else if (pattern[at + 1] === 0x2d && at + 2 < pattern.length) {
      const other = pattern[at + 2] as number;
      for (let one = Math.min(byte, other); one <= Math.max(byte, other); one++) take(set, one, fold);
      at += 3;
    } else {
      take(set, byte, fold);
      at++;
    }
  }
  return [not ? set.map((one) => 1 - one) : set, at];
}
