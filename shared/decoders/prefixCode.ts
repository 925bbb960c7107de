/** Canonical prefix codes of up to 15 bits, as DEFLATE and Brotli have them, as one table each. */
import { refuse } from './decoder.ts';

/** A Huffman code as a table of all words of its longest length: symbol << 4 | length. */
export interface Code {
  readonly table: Uint16Array;
  readonly bits: number;
}

export function codeOf(lengths: Uint8Array, at: number): Code {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let bits = 15;
  while (bits > 1 && counts[bits] === 0) bits--;
  const next = new Uint16Array(17);
  let left = 1;
  for (let length = 1; length <= 15; length++) {
    left = left * 2 - (counts[length] ?? 0);
    if (left < 0) return refuse('invalid', at, 'too many codes');
    next[length + 1] = ((next[length] ?? 0) + (counts[length] ?? 0)) << 1;
  }
  const table = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const word = next[length] ?? 0;
    next[length] = word + 1;
    for (let entry = reversed(word, length); entry < table.length; entry += 1 << length) table[entry] = (symbol << 4) | length;
  }
  return { table, bits };
}

function reversed(word: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) if ((word & (1 << bit)) !== 0) result |= 1 << (length - 1 - bit);
  return result;
}
