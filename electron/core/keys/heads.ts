/** Sorts names by the first twelve bytes of their natural form: that tells nearly all apart, and packs a fraction of each. */
import type { Names } from './names.ts';
import { nowhere } from './names.ts';
import { maxCompared, naturalKey, type Part } from './natural.ts';
import { giveBack, room } from './room.ts';
import type { Work } from './work.ts';

/** Three words for each name, in the order of `part.ids`; room to be given back. */
export type Heads = Uint32Array;

const width = 12;
const words = width / 4;
const stride = 16_384;
const sampled = 64;
const atOnce = 128;
const digits = 1 << 16;

const place = nowhere();
/** A run of digits is written whole, so more than the width may come. */
const scratch = new Uint8Array(width + maxCompared + 3);

export function* headsOf(names: Names, part: Part): Work<Heads> {
  const total = part.ids.length;
  const heads: Heads = room(total * words);
  let common = commonOf(names, part);
  for (let from = 0; from < total; ) {
    const until = Math.min(total, from + stride);
    if (fill(names, part, heads, from, until, common)) from = until;
    else {
      // The samples had more in common than all of them have.
      common = new Uint8Array();
      from = 0;
    }
    yield;
  }
  return heads;
}

/** Positions in the order of their heads, what has the same stays in the order it had; room to be given back. */
export function* sortedByHeads(heads: Heads): Work<Uint32Array> {
  const total = heads.length / words;
  let order = room(total);
  let spare = room(total);
  for (let at = 0; at < total; at++) order[at] = at;
  const counts = room(digits);
  for (let word = words - 1; word >= 0; word--)
    for (const shift of [0, 16]) {
      counts.fill(0);
      for (let from = 0; from < total; from += stride) {
        count(heads, from, Math.min(total, from + stride), word, shift, counts);
        yield;
      }
      if (!summed(counts, total)) continue;
      for (let from = 0; from < total; from += stride) {
        scatter(heads, order, spare, from, Math.min(total, from + stride), word, shift, counts);
        yield;
      }
      [order, spare] = [spare, order];
    }
  giveBack(spare, counts);
  return order;
}

export function isSameHead(heads: Heads, a: number, b: number): boolean {
  for (let word = 0; word < words; word++) if (heads[a * words + word] !== heads[b * words + word]) return false;
  return true;
}

/** What some of the names begin with, up to the first digit: how many digits a number has counts before its value. */
function commonOf(names: Names, { ids, from, to }: Part): Uint8Array {
  let common: Uint8Array | null = null;
  for (let at = 0; at < ids.length; at += Math.max(1, Math.floor(ids.length / sampled))) {
    names.look(ids[at] as number, place);
    const begin = place.from + from;
    const length = Math.min(maxCompared, (to === null ? place.to : place.from + (to[at] as number)) - begin);
    let same = 0;
    const most: number = Math.min(length, common?.length ?? length);
    for (; same < most; same++) {
      const byte = place.block[begin + same] as number;
      if (common === null ? byte >= 0x30 && byte <= 0x39 : byte !== common[same]) break;
    }
    common = common === null ? place.block.slice(begin, begin + same) : common.subarray(0, same);
  }
  return common ?? new Uint8Array();
}

/** False where one of them does not begin with what is said to be common. */
function fill(names: Names, { ids, from, to }: Part, heads: Heads, first: number, last: number, common: Uint8Array): boolean {
  for (let at = first; at < last; at++) {
    if ((at - first) % atOnce === 0) names.approach(ids, at, Math.min(last, at + atOnce));
    names.look(ids[at] as number, place);
    const { block } = place;
    const begin = place.from + from;
    const end = Math.min(to === null ? place.to : place.from + (to[at] as number), begin + maxCompared);
    if (end - begin < common.length) return false;
    for (let byte = 0; byte < common.length; byte++) if (block[begin + byte] !== common[byte]) return false;
    let used = naturalKey(block, begin + common.length, end, scratch, 0, width);
    while (used < width) scratch[used++] = 0;
    for (let word = 0, byte = 0; word < words; word++, byte += 4)
      heads[at * words + word] =
        ((scratch[byte] as number) << 24) | ((scratch[byte + 1] as number) << 16) | ((scratch[byte + 2] as number) << 8) | (scratch[byte + 3] as number);
  }
  return true;
}

function count(heads: Heads, from: number, to: number, word: number, shift: number, counts: Uint32Array): void {
  for (let at = from; at < to; at++) {
    const digit = ((heads[at * words + word] as number) >>> shift) & (digits - 1);
    counts[digit] = (counts[digit] as number) + 1;
  }
}

/** Makes of each count where its first goes. False where all have the same digit: nothing would move. */
function summed(counts: Uint32Array, total: number): boolean {
  let sum = 0;
  for (let digit = 0; digit < digits; digit++) {
    const many = counts[digit] as number;
    if (many === total) return false;
    counts[digit] = sum;
    sum += many;
  }
  return true;
}

function scatter(heads: Heads, order: Uint32Array, into: Uint32Array, from: number, to: number, word: number, shift: number, next: Uint32Array): void {
  for (let at = from; at < to; at++) {
    const position = order[at] as number;
    const digit = ((heads[position * words + word] as number) >>> shift) & (digits - 1);
    into[next[digit] as number] = position;
    next[digit] = (next[digit] as number) + 1;
  }
}
