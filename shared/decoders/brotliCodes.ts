/** The tables that a Brotli stream (RFC 7932) is read by: bits, prefix codes, block types and context maps, as the stream states them. */
import type { Bytes } from '../bytes.ts';
import { type Budget, refuse } from './decoder.ts';
import { type Code, codeOf } from './prefixCode.ts';

export interface Bits {
  /** Up to 24. */
  take(count: number): number;
  symbol(code: Code): number;
  /** The bytes from the next whole one on. */
  align(): void;
  bytes(count: number): Bytes;
  /** The offset of the first byte of which nothing is read. */
  place(): number;
}

export function newBits(bytes: Bytes): Bits {
  let at = 0;
  let hold = 0;
  let held = 0;
  /** Beyond the end they are zeros, and using those is found by `place`. */
  const need = (count: number): void => {
    while (held < count) {
      hold |= (bytes[at] ?? 0) << held;
      at++;
      held += 8;
    }
  };
  const drop = (count: number): void => {
    hold >>>= count;
    held -= count;
  };
  const place = (): number => {
    const used = at - (held >> 3);
    return used > bytes.length ? refuse('ends-early', bytes.length) : used;
  };
  return {
    take(count) {
      need(count);
      const value = hold & ((1 << count) - 1);
      drop(count);
      return value;
    },
    symbol({ table, bits }) {
      need(bits);
      const found = table[hold & ((1 << bits) - 1)] ?? 0;
      drop(found & 15);
      return found >> 4;
    },
    align() {
      if ((hold & ((1 << (held & 7)) - 1)) !== 0) refuse('invalid', at, 'bits before a whole byte');
      at = place();
      hold = held = 0;
    },
    bytes(count) {
      if (at + count > bytes.length) return refuse('ends-early', bytes.length);
      at += count;
      return bytes.subarray(at - count, at);
    },
    place,
  };
}

/** 1 to 256. */
export function readCount(bits: Bits): number {
  if (bits.take(1) === 0) return 1;
  const size = bits.take(3);
  return 1 + (1 << size) + bits.take(size);
}

const orderOfLengths = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/** How long a length is that a code's lengths are written with: value << 4 | bits, by the next four bits. */
const lengthOfLength: Code = {
  table: Uint16Array.of(2, 66, 50, 35, 2, 66, 50, 20, 2, 66, 50, 35, 2, 66, 50, 84),
  bits: 4,
};
const full = 32_768;

/** A code of one symbol takes no bits. */
const only = (symbol: number): Code => ({ table: Uint16Array.of(symbol << 4), bits: 0 });

function readCode(bits: Bits, size: number, budget: Budget): Code {
  budget.step();
  const skipped = bits.take(2);
  const code = skipped === 1 ? simpleCode(bits, size) : writtenCode(bits, size, skipped);
  // A table is made of a few bits, and making it takes the longer the larger it is.
  for (let spent = 0; spent < code.table.length; spent += 64) budget.step();
  return code;
}

function simpleCode(bits: Bits, size: number): Code {
  const count = bits.take(2) + 1;
  const width = 32 - Math.clz32(size - 1);
  const symbols = Array.from({ length: count }, () => bits.take(width));
  if (new Set(symbols).size !== count || symbols.some((symbol) => symbol >= size)) return refuse('invalid', bits.place(), 'symbols of a code');
  const [first = 0] = symbols;
  if (count === 1) return only(first);
  const depths = count === 2 ? [1, 1] : count === 3 ? [1, 2, 2] : bits.take(1) === 0 ? [2, 2, 2, 2] : [1, 2, 3, 3];
  const lengths = new Uint8Array(size);
  for (const [index, symbol] of symbols.entries()) lengths[symbol] = depths[index] ?? 0;
  return codeOf(lengths, bits.place());
}

function writtenCode(bits: Bits, size: number, skipped: number): Code {
  const small = new Uint8Array(18);
  let room = 32;
  let count = 0;
  for (const index of orderOfLengths.slice(skipped)) {
    if (room <= 0) break;
    const length = bits.symbol(lengthOfLength);
    small[index] = length;
    if (length === 0) continue;
    room -= 32 >> length;
    count++;
  }
  if (count !== 1 && room !== 0) return refuse('invalid', bits.place(), 'lengths of lengths');
  const code = count === 1 ? only(small.findIndex((length) => length > 0)) : codeOf(small, bits.place());
  const lengths = new Uint8Array(size);
  let to = 0;
  let left = full;
  let last = 8;
  let repeats = 0;
  let repeated = 0;
  while (to < size && left > 0) {
    const symbol = bits.symbol(code);
    if (symbol < 16) {
      lengths[to++] = symbol;
      repeats = 0;
      if (symbol === 0) continue;
      last = symbol;
      left -= full >> symbol;
      continue;
    }
    const value = symbol === 16 ? last : 0;
    if (value !== repeated) repeats = 0;
    repeated = value;
    // Several in a row are the digits of one count.
    const before = repeats;
    repeats = (repeats > 0 ? (repeats - 2) << (symbol - 14) : 0) + bits.take(symbol - 14) + 3;
    const more = repeats - before;
    if (to + more > size) return refuse('invalid', bits.place(), 'too many lengths');
    lengths.fill(value, to, to + more);
    to += more;
    if (value > 0) left -= more * (full >> value);
  }
  if (left !== 0) return refuse('invalid', bits.place(), 'lengths of a code');
  return codeOf(lengths, bits.place());
}

export function readCodes(bits: Bits, count: number, size: number, budget: Budget): readonly Code[] {
  return Array.from({ length: count }, () => readCode(bits, size, budget));
}

/** Which of `trees` codes counts in which context. */
export function readContextMap(bits: Bits, size: number, trees: number, budget: Budget): Uint8Array {
  const map = new Uint8Array(size);
  if (trees < 2) return map;
  const runs = bits.take(1) === 0 ? 0 : bits.take(4) + 1;
  const code = readCode(bits, trees + runs, budget);
  for (let to = 0; to < size; ) {
    budget.step();
    const symbol = bits.symbol(code);
    if (symbol > runs) map[to++] = symbol - runs;
    else to += symbol === 0 ? 1 : (1 << symbol) + bits.take(symbol);
    if (to > size) return refuse('invalid', bits.place(), 'too many contexts');
  }
  return bits.take(1) === 0 ? map : movedToFront(map);
}

/** Undoes the move to front: each index means the tree that stood there, which then is the first. */
function movedToFront(map: Uint8Array): Uint8Array {
  const order = Uint8Array.from({ length: 256 }, (_, index) => index);
  return map.map((index) => {
    const tree = order[index] ?? 0;
    order.copyWithin(1, 0, index);
    order[0] = tree;
    return tree;
  });
}

const lengthBases = [1, 5, 9, 13, 17, 25, 33, 41, 49, 65, 81, 97, 113, 145, 177, 209, 241, 305, 369, 497, 753, 1265, 2289, 4337, 8433, 16_625];
const lengthBits = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 24];

/** The types of one kind of symbol, each for a number of symbols. */
export interface Blocks {
  readonly count: number;
  /** The type of the next symbol. */
  next(): number;
}

export function readBlocks(bits: Bits, budget: Budget): Blocks {
  const count = readCount(bits);
  if (count === 1) return { count, next: () => 0 };
  const types = readCode(bits, count + 2, budget);
  const lengths = readCode(bits, 26, budget);
  const length = (): number => {
    const symbol = bits.symbol(lengths);
    return (lengthBases[symbol] ?? 0) + bits.take(lengthBits[symbol] ?? 0);
  };
  let left = length();
  let type = 0;
  let before = 1;
  return {
    count,
    next() {
      if (left === 0) {
        const symbol = bits.symbol(types);
        const chosen = symbol === 0 ? before : symbol === 1 ? (type + 1) % count : symbol - 2;
        before = type;
        type = chosen;
        left = length();
      }
      left--;
      return type;
    },
  };
}
