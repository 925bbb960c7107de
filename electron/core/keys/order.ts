/** Sorts ids by name or by number in steps, over packed bytes: no string is made, nothing blocks for long. */
import { headsOf, isSameHead, sortedByHeads } from './heads.ts';
import { numbers, push } from './lists.ts';
import type { Names } from './names.ts';
import { nowhere } from './names.ts';
import { maxCompared, naturalKey, type Part } from './natural.ts';
import { sortPacked } from './radix.ts';
import { giveBack } from './room.ts';
import type { Work } from './work.ts';

const stride = 8192;
/** Fewer are packed whole at once. */
const many = 4096;

/** Positions in `part.ids`, sorted, in room to be given back; numbers inside of names count as numbers. */
export function* sortedByName(names: Names, part: Part): Work<Uint32Array> {
  if (part.ids.length < many) {
    const order = part.ids.map((_, at) => at);
    yield* sortWhole(names, part, order, [0, order.length]);
    return order;
  }
  const heads = yield* headsOf(names, part);
  const order = yield* sortedByHeads(heads);
  // Where in the order names are that their heads do not tell apart, and which ranges of these belong together.
  const tied = numbers();
  const ranges: number[] = [];
  let group = 0;
  for (let at = 1; at <= order.length; at++) {
    if (at % stride === 0) yield;
    if (at < order.length && isSameHead(heads, order[at] as number, order[group] as number)) continue;
    if (at - group > 1) {
      ranges.push(tied.length, tied.length + at - group);
      for (let one = group; one < at; one++) push(tied, one);
    }
    group = at;
  }
  giveBack(heads);
  if (tied.length === 0) return order;
  const places = tied.items.subarray(0, tied.length);
  const positions = places.map((at) => order[at] as number);
  const inner = places.map((_, at) => at);
  const { ids, from, to } = part;
  yield* sortWhole(names, { ids: positions.map((at) => ids[at] as number), from, to: to && positions.map((at) => to[at] as number) }, inner, ranges);
  for (let at = 0; at < places.length; at++) order[places[at] as number] = positions[inner[at] as number] as number;
  return order;
}

/** Sorts each of these ranges of `order`, positions in `part.ids`. */
function* sortWhole(names: Names, part: Part, order: Uint32Array, ranges: readonly number[]): Work {
  const total = part.ids.length;
  const packed: Packed = { bytes: new Uint8Array(64 + total * guess(names, part)), used: 0, starts: new Uint32Array(total + 1) };
  for (let from = 0; from < total; from += stride) {
    pack(names, part, packed, from, Math.min(total, from + stride));
    yield;
  }
  packed.starts[total] = packed.used;
  yield* sortPacked(packed.bytes, packed.starts, order, ranges);
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
    packed.used = naturalKey(place.block, begin, end, packed.bytes, packed.used, Number.POSITIVE_INFINITY);
  }
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
