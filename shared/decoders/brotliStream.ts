/** Brotli (RFC 7932) unpacked within the budget: what a meta-block states is asked for before anything of it is made. */
import type { Bytes } from '../bytes.ts';
import { type Bits, newBits, readBlocks, readCodes, readContextMap, readCount } from './brotliCodes.ts';
import { allWords, powers, ways } from './brotliWords.ts';
import { type Budget, refuse } from './decoder.ts';
import { copyWithin } from './lz4.ts';

const insertBase = [0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 18, 26, 34, 50, 66, 98, 130, 194, 322, 578, 1090, 2114, 6210, 22_594];
const insertBits = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24];
const copyBase = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18, 22, 30, 38, 54, 70, 102, 134, 198, 326, 582, 1094, 2118];
const copyBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24];
/** Where a row of 64 commands begins among both. */
const insertRow = [0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16];
const copyRow = [0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16];
/** The distances of before that the first sixteen mean, and how far from them. */
const farOf = [0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
const farBy = [0, 0, 0, 0, -1, 1, -2, 2, -3, 3, -1, 1, -2, 2, -3, 3];

interface Out {
  bytes: Uint8Array;
  to: number;
  /** The four distances used last, the latest first. */
  fars: readonly [number, number, number, number];
}

/** `enough`: no more than the beginning is wanted, of about that length; then what comes behind is not looked at. */
export function unbrotli(bytes: Bytes, budget: Budget, enough = Number.POSITIVE_INFINITY): Bytes {
  const bits = newBits(bytes);
  const window = windowOf(bits);
  const cap = budget.left();
  const out: Out = { bytes: new Uint8Array(Math.min(cap, bytes.length * 4 + 1024)), to: 0, fars: [4, 11, 15, 16] };
  for (let last = 0; last === 0; ) {
    budget.step();
    last = bits.take(1);
    if (last === 1 && bits.take(1) === 1) break;
    const nibbles = bits.take(2) + 4;
    if (nibbles === 7) {
      skipped(bits);
      continue;
    }
    const low = bits.take(16);
    const high = nibbles === 4 ? 0 : bits.take((nibbles - 4) * 4);
    if (nibbles > 4 && high >> ((nibbles - 5) * 4) === 0) return refuse('length', bits.place());
    const size = (high << 16) + low + 1;
    if (size > cap - out.to && enough === Number.POSITIVE_INFINITY) return refuse('cap-bytes', bits.place(), String(out.to + size));
    room(out, size);
    if (last === 0 && bits.take(1) === 1) {
      bits.align();
      out.bytes.set(bits.bytes(size), out.to);
      out.to += size;
    } else metaBlock(bits, out, out.to + size, window, budget, enough);
    if (out.to >= enough) return out.bytes.subarray(0, out.to);
  }
  bits.align();
  const end = bits.place();
  if (end < bytes.length) return refuse('goes-on', end);
  budget.takeBytes(out.to);
  return out.bytes.subarray(0, out.to);
}

/** How far back a copy may reach. */
function windowOf(bits: Bits): number {
  if (bits.take(1) === 0) return 2 ** 16 - 16;
  const large = bits.take(3);
  if (large > 0) return 2 ** (17 + large) - 16;
  const small = bits.take(3);
  // One of its values means a format of its own.
  return small === 1 ? refuse('unsupported', 0, 'large window') : 2 ** (small === 0 ? 17 : 8 + small) - 16;
}

/** A block that is no content. */
function skipped(bits: Bits): void {
  if (bits.take(1) === 1) refuse('invalid', bits.place(), 'reserved bit');
  const size = bits.take(2);
  let length = 0;
  for (let at = 0; at < size; at++) length += bits.take(8) * 2 ** (8 * at);
  if (size > 1 && length < 2 ** (8 * (size - 1))) refuse('length', bits.place());
  bits.align();
  if (size > 0) bits.bytes(length + 1);
}

function room(out: Out, more: number): void {
  if (out.to + more <= out.bytes.length) return;
  const larger = new Uint8Array(out.to + Math.max(more, out.bytes.length));
  larger.set(out.bytes.subarray(0, out.to));
  out.bytes = larger;
}

function metaBlock(bits: Bits, out: Out, end: number, window: number, budget: Budget, enough: number): void {
  const literals = readBlocks(bits, budget);
  const commands = readBlocks(bits, budget);
  const distances = readBlocks(bits, budget);
  const postfix = bits.take(2);
  const direct = bits.take(4) << postfix;
  const modes = Uint8Array.from({ length: literals.count }, () => bits.take(2));
  const literalTrees = readCount(bits);
  const literalMap = readContextMap(bits, 64 * literals.count, literalTrees, budget);
  const distanceTrees = readCount(bits);
  const distanceMap = readContextMap(bits, 4 * distances.count, distanceTrees, budget);
  const literalCodes = readCodes(bits, literalTrees, 256, budget);
  const commandCodes = readCodes(bits, commands.count, 704, budget);
  const distanceCodes = readCodes(bits, distanceTrees, 16 + direct + (48 << postfix), budget);
  const { bytes } = out;
  let { to } = out;

  const distanceOf = (symbol: number): number => {
    if (symbol < 16) return (out.fars[farOf[symbol] ?? 0] ?? 0) + (farBy[symbol] ?? 0);
    if (symbol < 16 + direct) return symbol - 15;
    const wide = symbol - direct - 16;
    const count = 1 + (wide >> (postfix + 1));
    const offset = ((2 + ((wide >> postfix) & 1)) << count) - 4;
    return ((offset + bits.take(count)) << postfix) + (wide & ((1 << postfix) - 1)) + direct + 1;
  };

  while (to < end && to < enough) {
    budget.step();
    bits.place();
    const command = bits.symbol(commandCodes[commands.next()] ?? refuse('invalid', bits.place()));
    const row = command >> 6;
    const insert = (insertRow[row] ?? 0) + ((command >> 3) & 7);
    const copy = (copyRow[row] ?? 0) + (command & 7);
    const inserted = (insertBase[insert] ?? 0) + bits.take(insertBits[insert] ?? 0);
    const copied = (copyBase[copy] ?? 0) + bits.take(copyBits[copy] ?? 0);
    if (inserted > end - to) refuse('length', bits.place());
    for (const stop = to + inserted; to < stop; to++) {
      if ((to & 255) === 0) budget.step();
      const type = literals.next();
      const context = contextOf(modes[type] ?? 0, to > 0 ? (bytes[to - 1] ?? 0) : 0, to > 1 ? (bytes[to - 2] ?? 0) : 0);
      bytes[to] = bits.symbol(literalCodes[literalMap[type * 64 + context] ?? 0] ?? refuse('invalid', bits.place()));
    }
    if (to >= end) break;
    // The first two rows go as far as the copy before.
    const symbol =
      row < 2 ? 0 : bits.symbol(distanceCodes[distanceMap[distances.next() * 4 + Math.min(copied, 5) - 2] ?? 0] ?? refuse('invalid', bits.place()));
    const distance = distanceOf(symbol);
    if (distance <= 0) refuse('invalid', bits.place(), 'distance');
    const most = Math.min(window, to);
    if (distance > most) {
      const word = wordOf(copied, distance - most - 1) ?? refuse('invalid', bits.place(), 'distance before the beginning');
      if (word.length > end - to) refuse('length', bits.place());
      bytes.set(word, to);
      to += word.length;
      continue;
    }
    if (symbol !== 0) out.fars = [distance, out.fars[0], out.fars[1], out.fars[2]];
    if (copied > end - to) refuse('length', bits.place());
    copyWithin(bytes, to, distance, copied);
    to += copied;
  }
  bits.place();
  out.to = to;
}

const textClass = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0xe0) return 2;
  if (byte <= 0x20 || byte > 0x7e) return 0;
  const letter = String.fromCharCode(byte);
  return /[a-z]/.test(letter) ? 3 : /[A-Z0-9]/.test(letter) ? 2 : 1;
});
const placesOfMarks: readonly (readonly [string, number])[] = [
  [' ', 8],
  ['"\'', 16],
  ['%', 20],
  ['(<[{', 24],
  [')>]}', 28],
  [',:;', 32],
  ['.', 36],
  ['=', 40],
];
const placeOfMark = new Map(placesOfMarks.flatMap(([marks, place]) => Array.from(marks, (mark) => [mark, place] as const)));
/** Of the byte before: what kind of place in a text comes after it. */
const textPlace = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return byte >= 0xc0 ? 2 + (byte & 1) : byte & 1;
  const letter = String.fromCharCode(byte);
  if (byte < 0x20) return /[\t\n\r]/.test(letter) ? 4 : 0;
  if (/[a-z]/.test(letter)) return /[aeiou]/.test(letter) ? 56 : 60;
  if (/[A-Z]/.test(letter)) return /[AEIOU]/.test(letter) ? 48 : 52;
  if (/[0-9]/.test(letter)) return 44;
  return byte === 0x7f ? 0 : (placeOfMark.get(letter) ?? 12);
});
const signedClass = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0 ? 0 : byte < 16 ? 1 : byte < 64 ? 2 : byte < 128 ? 3 : byte < 192 ? 4 : byte < 240 ? 5 : byte < 255 ? 6 : 7,
);

function contextOf(mode: number, last: number, before: number): number {
  switch (mode) {
    case 0:
      return last & 63;
    case 1:
      return last >> 2;
    case 2:
      return (textPlace[last] ?? 0) | (textClass[before] ?? 0);
    default:
      return ((signedClass[last] ?? 0) << 3) | (signedClass[before] ?? 0);
  }
}

/** A word that is built in, in one of its ways; null: there is none of this length, or not so many. */
function wordOf(length: number, id: number): Bytes | null {
  const power = powers[length] ?? 0;
  const way = ways[id >> power];
  if (power === 0 || way === undefined) return null;
  let start = (id & ((1 << power) - 1)) * length;
  for (let shorter = 4; shorter < length; shorter++) start += shorter << (powers[shorter] ?? 0);
  const [before, change, after] = way;
  const word = allWords().slice(
    start + (change > 11 ? Math.min(change - 11, length) : 0),
    start + (change > 0 && change < 10 ? Math.max(length - change, 0) : length),
  );
  if (change === 10 || change === 11) {
    let at = 0;
    do at += raise(word, at);
    while (change === 11 && at < word.length);
  }
  return Uint8Array.of(...latin1Bytes(before), ...word, ...latin1Bytes(after));
}

/** As large letters go in Brotli: right for ASCII and Greek, and whatever comes of it elsewhere. Answers how many bytes it looked at. */
function raise(word: Uint8Array, at: number): number {
  const first = word[at] ?? 0;
  if (first < 0xc0) {
    if (first >= 0x61 && first <= 0x7a) word[at] = first ^ 32;
    return 1;
  }
  const [size, mask] = first < 0xe0 ? [2, 32] : [3, 5];
  const place = at + size - 1;
  if (place < word.length) word[place] = (word[place] ?? 0) ^ mask;
  return size;
}

function latin1Bytes(text: string): readonly number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}
