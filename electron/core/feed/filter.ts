/** Finds a text in bytes without decoding them: case does not matter for A to Z, every other byte must be the same. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';

export interface Filter {
  /** An empty text: everything passes, and nothing needs to be looked at. */
  readonly all: boolean;
  readonly length: number;
  /** Whether the text lies within bytes[from, to). */
  within(bytes: Bytes, from: number, to: number): boolean;
}

const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** Horspool's search: after a miss the byte under the text's end tells how far to jump. */
export function textFilter(text: string): Filter {
  const wanted = utf8(text).map((byte) => folded[byte] ?? 0);
  const length = wanted.length;
  const end = length - 1;
  const jump = new Uint16Array(256).fill(length);
  for (let at = 0; at < end; at++) jump[wanted[at] ?? 0] = end - at;
  for (let byte = 0x41; byte <= 0x5a; byte++) jump[byte] = jump[byte + 0x20] ?? length;

  return {
    all: length === 0,
    length,
    within(bytes, from, to) {
      for (let at = from; at + length <= to; at += jump[bytes[at + end] as number] as number) {
        let back = end;
        while (back >= 0 && folded[bytes[at + back] as number] === wanted[back]) back--;
        if (back < 0) return true;
      }
      return false;
    },
  };
}
