/** UTF-8 text, exactly: a byte order mark, CR LF and trailing zeros stay as they are. */
import { type Bytes, exactText } from '../bytes.ts';
import { type Decoder, refuse } from './decoder.ts';

export const text: Decoder = {
  name: 'text',
  title: 'Text',
  family: 'text',
  written: 'plain',
  detect(bytes) {
    // Looked at, not made into a string: of a long value that would take as much again in time and memory.
    const broken = firstBroken(bytes);
    if (broken < bytes.length) return refuse('not-utf8', broken);
    return controls(bytes) > bytes.length / 10 ? 0.1 : 0.5;
  },
  decode(bytes, { budget }) {
    budget.takeBytes(bytes.length);
    const found = exactText(bytes);
    return found === null ? refuse('not-utf8', firstBroken(bytes)) : { kind: 'text', text: found, language: 'plain' };
  },
};

/** Control characters that no text has: white space and ESC are not counted. */
function controls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes.subarray(0, 4096)) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) count++;
  return count;
}

/** The offset of the first byte that is not part of a whole UTF-8 character. */
export function firstBroken(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    // Most of most texts is ASCII.
    if ((bytes[at] as number) < 0x80) {
      at++;
      continue;
    }
    const size = characterSize(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return at;
}

/** 0 where none begins: overlong forms and surrogates included. */
function characterSize(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  const second = bytes[at + 1] ?? 0;
  if (at + size > bytes.length || (first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  for (let more = 1; more < size; more++) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

/** UTF-8 without control characters other than white space: what people call text. */
export function readable(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte < 0x20 ? byte < 0x09 || byte > 0x0d : byte === 0x7f) return false;
  return exactText(bytes) !== null;
}

const sampleSize = 65_536;

/** The beginning of a long text, for a look; it never ends inside of a character. */
export function sample(bytes: Bytes): Bytes {
  if (bytes.length <= sampleSize) return bytes;
  let end = sampleSize;
  while (end > sampleSize - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
