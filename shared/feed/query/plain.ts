/** Whether a payload is text, by its first bytes: nearly all payloads are, and none of them may cost more for those that are not. */
import type { Bytes } from '../../bytes.ts';

/** ASCII without control characters, but for tabs and line ends. */
const ascii = Uint8Array.from({ length: 256 }, (_, byte) => ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d) ? 1 : 0));
const lookAt = 8;

/**
 * What looks like the beginning of text is text. False where that is not certain: then all of it has to be looked at. What is packed or
 * binary and begins so all the same has its lengths (BSON, Protobuf), its second byte (zlib) or its first copy (Snappy) to tell it by.
 */
export function beginsAsText(bytes: Bytes, from: number, to: number): boolean {
  const first = bytes[from] as number;
  if ((first === 0x7b || first === 0x5b) && to - from > 2) return ascii[bytes[from + 1] as number] === 1 && isTextByte(bytes[from + 2] as number);
  return to - from < lookAt ? isShortText(bytes, from, to) : isLongText(bytes, from, to, first);
}

function isLongText(bytes: Bytes, from: number, to: number, first: number): boolean {
  // Protobuf begins as white space does, and as a quoted text.
  if (first <= 0x20 || (first === 0x22 && bytes[to - 1] !== 0x22) || (first === 0x78 && bytes[from + 1] === 0x5e)) return false;
  const half = at(bytes, from) & at(bytes, from + 1) & at(bytes, from + 2) & at(bytes, from + 3);
  const isAscii = (half & at(bytes, from + 4) & at(bytes, from + 5) & at(bytes, from + 6) & at(bytes, from + 7)) === 1;
  return isAscii ? ((bytes[from + 1] as number) & 3) !== 0 || !mayBeSnappy(bytes, from, to) : areCharacters(bytes, from, from + lookAt, to);
}

function at(bytes: Bytes, index: number): number {
  return ascii[bytes[index] as number] as number;
}

function isShortText(bytes: Bytes, from: number, to: number): boolean {
  return from >= to || ((bytes[from] as number) > 0x20 && areCharacters(bytes, from, to, to));
}

/** UTF-8 without control characters, from its first byte; the last one that begins before `end` is whole. */
function areCharacters(bytes: Bytes, from: number, end: number, to: number): boolean {
  for (let index = from; index < end; ) {
    const byte = bytes[index] as number;
    const size = at(bytes, index) === 1 ? 1 : byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0;
    if (size === 0 || index + size > to) return false;
    for (let more = 1; more < size; more++) if (((bytes[index + more] as number) & 0xc0) !== 0x80) return false;
    index += size;
  }
  return true;
}

function isTextByte(byte: number): boolean {
  return ascii[byte] === 1 || byte >= 0xc2;
}

/** Its size, a literal, and then a copy of something that is not far back. */
function mayBeSnappy(bytes: Bytes, from: number, to: number): boolean {
  const literal = bytes[from + 1] as number;
  const copy = from + 3 + (literal >> 2);
  if (copy + 2 >= to) return false;
  const tag = bytes[copy] as number;
  return (tag & 3) === 1 ? tag < 0x20 : (tag & 3) === 2 && bytes[copy + 2] === 0;
}
