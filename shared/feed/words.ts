/**
 * A row that is a list of words (a command that MONITOR saw, an entry of a stream) as one piece of bytes:
 * the number of words, where each ends, then the words with a space between, so that a text search reads them as a line.
 */
import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';
import { quoteWhereNeeded } from '../escape.ts';

const width = 4;

export function packWords(words: readonly Bytes[]): Bytes {
  const head = width * (words.length + 1);
  const packed = new Uint8Array(head + words.reduce((sum, word) => sum + word.length, 0) + Math.max(0, words.length - 1));
  const view = new DataView(packed.buffer);
  view.setUint32(0, words.length, true);
  let at = head;
  for (const [index, word] of words.entries()) {
    packed.set(word, at);
    at += word.length;
    view.setUint32(width * (index + 1), at - head, true);
    if (index < words.length - 1) packed[at++] = 0x20;
  }
  return packed;
}

/** Words as a reader leaves them, which takes the next line into the same memory: each ends in `bytes` at `ends`, and a space follows. */
export interface WordLine {
  bytes: Bytes;
  readonly ends: number[];
  count: number;
}

/** What `packWords` would make of them takes so much room. */
export function packedSize({ ends, count }: WordLine): number {
  return width * (count + 1) + (ends[count - 1] ?? 0);
}

/** As `packWords`, into memory that is there. */
export function packLine({ bytes, ends, count }: WordLine, into: Bytes, at: number): void {
  putUint(into, at, count);
  for (let index = 0; index < count; index++) putUint(into, at + width * (index + 1), ends[index] as number);
  const line = at + width * (count + 1);
  const size = ends[count - 1] ?? 0;
  for (let place = 0; place < size; place++) into[line + place] = bytes[place] as number;
}

function putUint(into: Bytes, at: number, value: number): void {
  into[at] = value;
  into[at + 1] = value >>> 8;
  into[at + 2] = value >>> 16;
  into[at + 3] = value >>> 24;
}

export function wordCount(bytes: Bytes, from: number): number {
  return uint(bytes, from);
}

/** Where the line of words begins: before it is only the table. */
export function lineStart(bytes: Bytes, from: number): number {
  return from + width * (uint(bytes, from) + 1);
}

/** A view on one word. */
export function wordAt(bytes: Bytes, from: number, index: number): Bytes {
  const line = lineStart(bytes, from);
  const begin = index === 0 ? 0 : uint(bytes, from + width * index) + 1;
  return bytes.subarray(line + begin, line + uint(bytes, from + width * (index + 1)));
}

export function unpackWords(bytes: Bytes): readonly Bytes[] {
  return Array.from({ length: wordCount(bytes, 0) }, (_, index) => wordAt(bytes, 0, index));
}

/** The words as a line that redis-cli would take back. */
export function wordsLine(words: readonly Bytes[]): Bytes {
  return utf8(words.map(quoteWhereNeeded).join(' '));
}

function uint(bytes: Bytes, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)) + (bytes[at + 3] ?? 0) * 0x1000000;
}
