/**
 * A row that is a list of words (a command that MONITOR saw, an entry of a stream) as one piece of bytes: how wide the numbers of its
 * table are, the number of words, where each ends, then the words with a space between, so that a text search reads them as a line.
 */
import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';
import { quoteWhereNeeded } from '../escape.ts';

export function packWords(words: readonly Bytes[]): Bytes {
  const ends: number[] = [];
  for (const word of words) ends.push((ends.length === 0 ? 0 : (ends[ends.length - 1] as number) + 1) + word.length);
  const line = tableSize(ends, words.length);
  const packed = new Uint8Array(line + (ends[ends.length - 1] ?? 0));
  packTable(ends, words.length, packed, 0);
  for (const [index, word] of words.entries()) {
    const end = line + (ends[index] as number);
    packed.set(word, end - word.length);
    if (index < words.length - 1) packed[end] = 0x20;
  }
  return packed;
}

/** Most lines are short: there a number is one byte. There are never more words than bytes of the line and one. */
function widthFor(lineSize: number): number {
  if (lineSize < 0xff) return 1;
  return lineSize < 0xffff ? 2 : 4;
}

/** What stands before a line whose words end there. */
export function tableSize(ends: readonly number[], count: number): number {
  return 1 + widthFor(ends[count - 1] ?? 0) * (count + 1);
}

export function packTable(ends: readonly number[], count: number, into: Bytes, at: number): void {
  const width = widthFor(ends[count - 1] ?? 0);
  into[at] = width;
  let place = at + 1;
  putUint(into, place, width, count);
  for (let index = 0; index < count; index++) {
    place += width;
    putUint(into, place, width, ends[index] as number);
  }
}

function putUint(into: Bytes, at: number, width: number, value: number): void {
  into[at] = value;
  if (width === 1) return;
  into[at + 1] = value >>> 8;
  if (width === 2) return;
  into[at + 2] = value >>> 16;
  into[at + 3] = value >>> 24;
}

export function wordCount(bytes: Bytes, from: number): number {
  return uint(bytes, from + 1, bytes[from] as number);
}

/** Where the line of words begins: before it is only the table. */
export function lineStart(bytes: Bytes, from: number): number {
  const width = bytes[from] as number;
  return from + 1 + width * (uint(bytes, from + 1, width) + 1);
}

/** Where a word begins. */
export function wordStart(bytes: Bytes, from: number, index: number): number {
  return index === 0 ? lineStart(bytes, from) : wordEnd(bytes, from, index - 1) + 1;
}

/** Where it ends, exclusive. */
export function wordEnd(bytes: Bytes, from: number, index: number): number {
  const width = bytes[from] as number;
  return lineStart(bytes, from) + uint(bytes, from + 1 + width * (index + 1), width);
}

/** A view on one word. */
export function wordAt(bytes: Bytes, from: number, index: number): Bytes {
  const width = bytes[from] as number;
  const line = lineStart(bytes, from);
  const table = from + 1;
  const begin = index === 0 ? 0 : uint(bytes, table + width * index, width) + 1;
  return bytes.subarray(line + begin, line + uint(bytes, table + width * (index + 1), width));
}

export function unpackWords(bytes: Bytes): readonly Bytes[] {
  return Array.from({ length: wordCount(bytes, 0) }, (_, index) => wordAt(bytes, 0, index));
}

/** The words as a line that redis-cli would take back. */
export function wordsLine(words: readonly Bytes[]): Bytes {
  return utf8(words.map(quoteWhereNeeded).join(' '));
}

function uint(bytes: Bytes, at: number, width: number): number {
  const low = bytes[at] ?? 0;
  if (width === 1) return low;
  const short = low | ((bytes[at + 1] ?? 0) << 8);
  return width === 2 ? short : (short | ((bytes[at + 2] ?? 0) << 16)) + (bytes[at + 3] ?? 0) * 0x1000000;
}
