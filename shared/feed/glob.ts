/** Redis globs on bytes, as PSUBSCRIBE reads them: `*`, `?`, `[a-c]`, `[^x]` and `\` before a byte that is meant as itself. */
import type { Bytes } from '../bytes.ts';

const star = 0x2a;
const question = 0x3f;
const open = 0x5b;
const close = 0x5d;
const not = 0x5e;
const dash = 0x2d;
const backslash = 0x5c;

/** What every match begins with. */
export function literalPrefix(pattern: Bytes): Bytes {
  const end = pattern.findIndex((byte) => byte === star || byte === question || byte === open || byte === backslash);
  return end === -1 ? pattern : pattern.subarray(0, end);
}

/** In time of both lengths multiplied at most: only the last star is ever tried again. */
export function globMatches(pattern: Bytes, name: Bytes): boolean {
  let at = 0;
  let inName = 0;
  let starAt = -1;
  let starName = 0;
  while (inName < name.length || at < pattern.length) {
    if (pattern[at] === star) {
      starAt = at++;
      starName = inName;
      continue;
    }
    const next = inName < name.length && at < pattern.length ? matchOne(pattern, at, name[inName] as number) : -1;
    if (next !== -1) {
      at = next;
      inName++;
      continue;
    }
    if (starAt === -1 || starName >= name.length) return false;
    inName = ++starName;
    at = starAt + 1;
  }
  return true;
}

/** Where the pattern goes on after it took this byte, or -1. */
function matchOne(pattern: Bytes, at: number, byte: number): number {
  const head = pattern[at];
  if (head === question) return at + 1;
  if (head === open) return matchClass(pattern, at + 1, byte);
  const literal = head === backslash && at + 1 < pattern.length ? at + 1 : at;
  return pattern[literal] === byte ? literal + 1 : -1;
}

/** A class that is not closed ends with the pattern, as in Redis. (Ranges above 0x7f differ between servers themselves: `char` is signed on some machines.) */
function matchClass(pattern: Bytes, from: number, byte: number): number {
  let at = from;
  const negated = pattern[at] === not;
  if (negated) at++;
  let hit = false;
  for (; at < pattern.length && pattern[at] !== close; at++) {
    if (pattern[at] === backslash && at + 1 < pattern.length) {
      at++;
      hit ||= pattern[at] === byte;
    } else if (at + 2 < pattern.length && pattern[at + 1] === dash) {
      const one = pattern[at] as number;
      const other = pattern[at + 2] as number;
      hit ||= byte >= Math.min(one, other) && byte <= Math.max(one, other);
      at += 2;
    } else {
      hit ||= pattern[at] === byte;
    }
  }
  return hit !== negated ? Math.min(at + 1, pattern.length) : -1;
}
