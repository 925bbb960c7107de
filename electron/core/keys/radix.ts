/** Sorts byte strings that lie end to end: large ranges by their next byte, small ones as numbers of their next five, natively. */
import type { Work } from './work.ts';

/** Shorter than this: one by one. */
const few = 12;
/** Native sorting cannot be interrupted: so many take a few milliseconds. The index of each has 24 bits beside its bytes. */
const many = 32_768;
const stride = 16_384;
const width = 5;

/** The positions in each range (pairs of from and to) are sorted by the bytes from `starts[position]` to `starts[position + 1]`; one that another begins with comes first. */
export function* sortPacked(packed: Uint8Array, starts: Uint32Array, order: Uint32Array, ranges: readonly number[]): Work {
  const words = new BigUint64Array(Math.min(many, order.length));
  const halves = new Uint32Array(words.buffer);
  const old = new Uint32Array(words.length);
  const spare = order.length > many ? new Uint32Array(order.length) : old;
  /** Ranges still to be sorted: from, to, and how many bytes are known to be the same. */
  const stack: number[] = [];
  for (let at = 0; at < ranges.length; at += 2) stack.push(ranges[at] as number, ranges[at + 1] as number, 0);
  let done = 0;
  while (stack.length > 0) {
    const depth = stack.pop() as number;
    const high = stack.pop() as number;
    const low = stack.pop() as number;
    if (high - low <= few) insertion(packed, starts, order, low, high, depth);
    else if (high - low <= many) natively(low, high, depth);
    else yield* byByte(low, high, depth);
    done += high - low;
    if (done < many) continue;
    done = 0;
    yield;
  }

  function natively(low: number, high: number, depth: number): void {
    const size = high - low;
    for (let at = 0; at < size; at++) {
      const position = order[low + at] as number;
      const from = (starts[position] as number) + depth;
      const end = starts[position + 1] as number;
      halves[at * 2 + 1] = wordAt(packed, from, end);
      halves[at * 2] = ((from + 4 < end ? (packed[from + 4] as number) : 0) << 24) | at;
      old[at] = position;
    }
    words.subarray(0, size).sort();
    let group = 0;
    for (let at = 0; at < size; at++) order[low + at] = old[(halves[at * 2] as number) & 0xff_ffff] as number;
    for (let at = 1; at <= size; at++) {
      if (at < size && halves[at * 2 + 1] === halves[group * 2 + 1] && (halves[at * 2] as number) >>> 24 === (halves[group * 2] as number) >>> 24) continue;
      if (at - group > 1) again(low + group, low + at, depth);
      group = at;
    }
  }

  /** What agrees in these bytes is told apart by the next, as long as there are any. */
  function again(low: number, high: number, depth: number): void {
    for (let at = low; at < high; at++) {
      const position = order[at] as number;
      if ((starts[position] as number) + depth + width < (starts[position + 1] as number)) return void stack.push(low, high, depth + width);
    }
    byLength(low, high);
  }

  /** All have ended: only zero bytes at their ends can make them differ. */
  function byLength(low: number, high: number): void {
    const lengthOf = (position: number): number => (starts[position + 1] as number) - (starts[position] as number);
    order.subarray(low, high).sort((a, b) => lengthOf(a) - lengthOf(b));
  }

  function* byByte(low: number, high: number, known: number): Work {
    let same = Number.POSITIVE_INFINITY;
    for (let from = low; from < high && same > 0; from += stride) {
      same = common(packed, starts, order, order[low] as number, from, Math.min(high, from + stride), known, same);
      yield;
    }
    const depth = known + same;
    const counts = new Uint32Array(258);
    for (let from = low; from < high; from += stride) {
      countBytes(packed, starts, order, from, Math.min(high, from + stride), depth, counts);
      yield;
    }
    for (let bucket = 1; bucket < 258; bucket++) counts[bucket] = (counts[bucket] as number) + (counts[bucket - 1] as number);
    const next = counts.slice(0, 257);
    for (let from = low; from < high; from += stride) {
      scatter(packed, starts, order, from, Math.min(high, from + stride), depth, next, spare);
      yield;
    }
    order.set(spare.subarray(0, high - low), low);
    byLength(low, low + (counts[1] as number));
    for (let bucket = 1; bucket < 257; bucket++) {
      const begin = counts[bucket] as number;
      const end = counts[bucket + 1] as number;
      if (end - begin > 1) stack.push(low + begin, low + end, depth + 1);
    }
  }
}

function wordAt(packed: Uint8Array, from: number, end: number): number {
  if (from + 4 <= end)
    return (((packed[from] as number) << 24) | ((packed[from + 1] as number) << 16) | ((packed[from + 2] as number) << 8) | (packed[from + 3] as number)) >>> 0;
  let word = 0;
  for (let at = from; at < from + 4; at++) word = (word << 8) | (at < end ? (packed[at] as number) : 0);
  return word >>> 0;
}

/** How many bytes all of these have in common with the first, `most` at most. */
function common(packed: Uint8Array, starts: Uint32Array, order: Uint32Array, first: number, from: number, to: number, depth: number, most: number): number {
  const base = (starts[first] as number) + depth;
  let same = Math.min(most, (starts[first + 1] as number) - base);
  for (let at = from; at < to && same > 0; at++) {
    const position = order[at] as number;
    const begin = (starts[position] as number) + depth;
    same = Math.min(same, Math.max(0, (starts[position + 1] as number) - begin));
    for (let byte = 0; byte < same; byte++)
      if (packed[begin + byte] !== packed[base + byte]) {
        same = byte;
        break;
      }
  }
  return Math.max(0, same);
}

/** Into bucket byte + 2, 1 for what has ended: summed up they are where each bucket begins. */
function countBytes(packed: Uint8Array, starts: Uint32Array, order: Uint32Array, from: number, to: number, depth: number, counts: Uint32Array): void {
  for (let at = from; at < to; at++) {
    const position = order[at] as number;
    const byte = (starts[position] as number) + depth;
    const bucket = byte < (starts[position + 1] as number) ? (packed[byte] as number) + 2 : 1;
    counts[bucket] = (counts[bucket] as number) + 1;
  }
}

function scatter(
  packed: Uint8Array,
  starts: Uint32Array,
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
  next: Uint32Array,
  spare: Uint32Array,
): void {
  for (let at = from; at < to; at++) {
    const position = order[at] as number;
    const byte = (starts[position] as number) + depth;
    const bucket = byte < (starts[position + 1] as number) ? (packed[byte] as number) + 1 : 0;
    spare[next[bucket] as number] = position;
    next[bucket] = (next[bucket] as number) + 1;
  }
}

function insertion(packed: Uint8Array, starts: Uint32Array, order: Uint32Array, low: number, high: number, depth: number): void {
  for (let at = low + 1; at < high; at++) {
    const position = order[at] as number;
    let to = at;
    while (to > low && isBefore(packed, starts, position, order[to - 1] as number, depth)) {
      order[to] = order[to - 1] as number;
      to--;
    }
    order[to] = position;
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
  // Either may have ended before `depth`: then it is zero bytes that the other has more of.
  return leftEnd - (starts[a] as number) < rightEnd - (starts[b] as number);
}
