/** Sorts ids by name or by number in steps, over packed bytes: no string is made, nothing blocks for long. */
import type { Names } from './names.ts';
import { nowhere } from './names.ts';
import { sortPacked } from './radix.ts';
import type { Work } from './work.ts';

/** A part of a name: what comes after `from`, up to `to` where that is not the end of the name. */
export interface Part {
  readonly ids: Uint32Array;
  readonly from: number;
  /** By position in `ids`; null: to the end of each name. */
  readonly to: Uint32Array | null;
}

const stride = 8192;
/** Names that agree in so many bytes are not told apart by sorting: a million of a megabyte would never end. */
const maxCompared = 512;

/**
 * Positions in `part.ids`, sorted. Numbers inside of names count as numbers: the digits of each are preceded by how many
 * there are, so that comparing bytes compares values.
 */
export function* sortedByName(names: Names, part: Part): Work<Uint32Array> {
  const total = part.ids.length;
  const packed: Packed = { bytes: new Uint8Array(64 + total * guess(names, part)), used: 0, starts: new Uint32Array(total + 1) };
  for (let from = 0; from < total; from += stride) {
    pack(names, part, packed, from, Math.min(total, from + stride));
    yield;
  }
  packed.starts[total] = packed.used;
  const order = new Uint32Array(total);
  for (let at = 0; at < total; at++) order[at] = at;
  yield* sortPacked(packed.bytes, packed.starts, order);
  return order;
}

/** Room for one: making it larger later means to copy all of it. */
function guess(names: Names, { ids, from, to }: Part): number {
  const some = Math.min(ids.length, 100);
  let sum = 0;
  for (let at = 0; at < some; at++) {
    names.look(ids[at] as number, place);
    sum += Math.min(maxCompared, to === null ? place.to - place.from - from : (to[at] as number) - from);
  }
  return some === 0 ? 0 : Math.ceil((sum / some) * 1.3) + 6;
}

interface Packed {
  bytes: Uint8Array;
  used: number;
  readonly starts: Uint32Array;
}

const place = nowhere();

function pack(names: Names, { ids, from, to }: Part, packed: Packed, first: number, last: number): void {
  for (let at = first; at < last; at++) {
    packed.starts[at] = packed.used;
    names.look(ids[at] as number, place);
    const begin = place.from + from;
    const end = Math.min(to === null ? place.to : place.from + (to[at] as number), begin + maxCompared);
    const most = packed.used + (end - begin) * 3 + 1;
    if (most > packed.bytes.length) {
      const larger = new Uint8Array(Math.max(packed.bytes.length * 2, most));
      larger.set(packed.bytes.subarray(0, packed.used));
      packed.bytes = larger;
    }
    packed.used = naturalKey(place.block, begin, end, packed.bytes, packed.used);
  }
}

/** Zeros in front do not count: `007` is a 7. They decide between names that are the same otherwise. */
function naturalKey(block: Uint8Array, first: number, end: number, into: Uint8Array, used: number): number {
  let at = first;
  let zeros = 0;
  while (at < end) {
    const byte = block[at] as number;
    if (byte < 0x30 || byte > 0x39) {
      into[used++] = byte;
      at++;
      continue;
    }
    while (at < end && block[at] === 0x30) {
      at++;
      zeros++;
    }
    let stop = at;
    while (stop < end && (block[stop] as number) >= 0x30 && (block[stop] as number) <= 0x39) stop++;
    into[used++] = 0x30;
    into[used++] = Math.min(255, stop - at);
    while (at < stop) into[used++] = block[at++] as number;
  }
  if (zeros > 0) into[used++] = Math.min(255, zeros);
  return used;
}

/** Puts positions, sorted otherwise already, in the order of whole numbers below 2^32; those that are equal stay as they are. */
export function* sortedByNumber(order: Uint32Array, value: (position: number) => number, descending: boolean): Work<Uint32Array> {
  let from = order;
  const keys = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const number = Math.min(0xffff_ffff, Math.max(0, value(at)));
    keys[at] = descending ? 0xffff_ffff - number : number;
    if (at % stride === stride - 1) yield;
  }
  for (const shift of [0, 16]) {
    const counts = new Uint32Array(65_537);
    for (let at = 0; at < keys.length; at++) {
      const bucket = (((keys[at] as number) >>> shift) & 0xffff) + 1;
      counts[bucket] = (counts[bucket] as number) + 1;
      if (at % stride === stride - 1) yield;
    }
    for (let bucket = 1; bucket < counts.length; bucket++) counts[bucket] = (counts[bucket] as number) + (counts[bucket - 1] as number);
    const into = new Uint32Array(from.length);
    for (let at = 0; at < from.length; at++) {
      const position = from[at] as number;
      const bucket = ((keys[position] as number) >>> shift) & 0xffff;
      into[counts[bucket] as number] = position;
      counts[bucket] = (counts[bucket] as number) + 1;
      if (at % stride === stride - 1) yield;
    }
    from = into;
  }
  return from;
}
