/** Sorts ids by name or by number in steps, over packed bytes: no string is made, nothing blocks for long. */
import type { Names } from './names.ts';
import { nowhere } from './names.ts';

/** A piece of work that can be interrupted at each yield. */
export type Work<T = void> = Generator<void, T>;

/** A part of a name: what comes after `from`, up to `to` where that is not the end of the name. */
export interface Part {
  readonly ids: Uint32Array;
  readonly from: number;
  /** By position in `ids`; null: to the end of each name. */
  readonly to: Uint32Array | null;
}

const stride = 8192;
const few = 32;
/** Names that agree in so many bytes are not told apart by sorting: a million of a megabyte would never end. */
const maxCompared = 512;

/**
 * Positions in `part.ids`, sorted. Numbers inside of names count as numbers: the digits of each are preceded by how many
 * there are, so that comparing bytes compares values.
 */
export function* sortedByName(names: Names, part: Part): Work<Uint32Array> {
  const { ids, from, to } = part;
  const total = ids.length;
  const order = new Uint32Array(total);
  const starts = new Uint32Array(total + 1);
  let packed = new Uint8Array(Math.max(64, total * 24));
  let used = 0;
  const place = nowhere();
  for (let at = 0; at < total; at++) {
    order[at] = at;
    starts[at] = used;
    names.look(ids[at] as number, place);
    const first = place.from + from;
    const end = Math.min(to === null ? place.to : place.from + (to[at] as number), first + maxCompared);
    if (used + (end - first) * 3 + 1 > packed.length) {
      const larger = new Uint8Array(Math.max(packed.length * 2, used + (end - first) * 3 + 1));
      larger.set(packed);
      packed = larger;
    }
    used = naturalKey(place.block, first, end, packed, used);
    if (at % stride === stride - 1) yield;
  }
  starts[total] = used;
  yield* radix(packed, starts, order);
  return order;
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

/** Most significant byte first, with a stack of ranges instead of recursion; short ranges by insertion. */
function* radix(packed: Uint8Array, starts: Uint32Array, order: Uint32Array): Work {
  const spare = new Uint32Array(order.length);
  const counts = new Uint32Array(258);
  const stack: number[] = [0, order.length, 0];
  let done = 0;
  while (stack.length > 0) {
    const depth = stack.pop() as number;
    const high = stack.pop() as number;
    const low = stack.pop() as number;
    const size = high - low;
    if (size < 2) continue;
    if (size <= few) {
      insertion(packed, starts, order, low, high, depth);
      done += size * 4;
    } else {
      counts.fill(0);
      for (let at = low; at < high; at++) {
        const index = order[at] as number;
        const byte = (starts[index] as number) + depth;
        const bucket = byte < (starts[index + 1] as number) ? (packed[byte] as number) + 2 : 1;
        counts[bucket] = (counts[bucket] as number) + 1;
        if ((at - low) % stride === stride - 1) yield;
      }
      const only = soleBucket(counts, size);
      if (only === null) {
        for (let bucket = 1; bucket < 258; bucket++) counts[bucket] = (counts[bucket] as number) + (counts[bucket - 1] as number);
        // Where each bucket begins: each is moved on while it is filled.
        const next = counts.slice(0, 257);
        for (let at = low; at < high; at++) {
          const index = order[at] as number;
          const byte = (starts[index] as number) + depth;
          const bucket = byte < (starts[index + 1] as number) ? (packed[byte] as number) + 1 : 0;
          spare[next[bucket] as number] = index;
          next[bucket] = (next[bucket] as number) + 1;
          if ((at - low) % stride === stride - 1) yield;
        }
        order.set(spare.subarray(0, size), low);
        // Bucket 0 holds names that have ended: they are the same.
        for (let bucket = 1; bucket < 257; bucket++) {
          const begin = counts[bucket] as number;
          const end = counts[bucket + 1] as number;
          if (end - begin > 1) stack.push(low + begin, low + end, depth + 1);
        }
      } else if (only > 1) stack.push(low, high, depth + 1);
      done += size * 2;
    }
    if (done > stride) {
      done = 0;
      yield;
    }
  }
}

function soleBucket(counts: Uint32Array, size: number): number | null {
  for (let bucket = 1; bucket < 258; bucket++) {
    const count = counts[bucket] as number;
    if (count > 0) return count === size ? bucket : null;
  }
  return null;
}

function insertion(packed: Uint8Array, starts: Uint32Array, order: Uint32Array, low: number, high: number, depth: number): void {
  for (let at = low + 1; at < high; at++) {
    const index = order[at] as number;
    let to = at;
    while (to > low && isBefore(packed, starts, index, order[to - 1] as number, depth)) {
      order[to] = order[to - 1] as number;
      to--;
    }
    order[to] = index;
  }
}

function isBefore(packed: Uint8Array, starts: Uint32Array, a: number, b: number, depth: number): boolean {
  let left = (starts[a] as number) + depth;
  let right = (starts[b] as number) + depth;
  const leftEnd = starts[a + 1] as number;
  const rightEnd = starts[b + 1] as number;
  while (left < leftEnd && right < rightEnd) {
    const difference = (packed[left++] as number) - (packed[right++] as number);
    if (difference !== 0) return difference < 0;
  }
  return left === leftEnd && right < rightEnd;
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
