/** Finds a text in bytes without decoding them: case does not matter for A to Z, every other byte must be the same. */
import type { Bytes } from '../../bytes.ts';

export interface TextSearch {
  readonly length: number;
  /** Where the text begins within bytes[from, to), or -1. */
  find(bytes: Bytes, from: number, to: number): number;
}

const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** Horspool's search: after a miss the byte under the text's end tells how far to jump. An empty text is found at once. */
export function searchFor(text: Bytes): TextSearch {
  const wanted = text.map((byte) => folded[byte] ?? 0);
  const length = wanted.length;
  const end = length - 1;
  const jump = new Uint16Array(256).fill(Math.min(length, 0xffff));
  for (let at = 0; at < end; at++) jump[wanted[at] ?? 0] = Math.min(end - at, 0xffff);
  for (let byte = 0x41; byte <= 0x5a; byte++) jump[byte] = jump[byte + 0x20] ?? length;
  const last = wanted[end] ?? 0;

  return {
    length,
    find(bytes, from, to) {
      if (length === 0) return from <= to ? from : -1;
      for (let at = from + end; at < to; ) {
        const byte = bytes[at] as number;
        if (folded[byte] === last) {
          const start = at - end;
          let back = end - 1;
          while (back >= 0 && folded[bytes[start + back] as number] === wanted[back]) back--;
          if (back < 0) return start;
        }
        at += jump[byte] as number;
      }
      return -1;
    },
  };
}
