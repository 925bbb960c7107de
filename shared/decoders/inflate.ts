/** DEFLATE (RFC 1951) with an end: it says where the stream stopped, and stops at the budget instead of unpacking a bomb. */
import type { Bytes } from '../bytes.ts';
import { type Budget, refuse } from './decoder.ts';
import { copyWithin } from './lz4.ts';
import { type Code, codeOf } from './prefixCode.ts';

export interface Inflated {
  readonly bytes: Bytes;
  /** Where the byte after the stream is. */
  readonly end: number;
}

const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const farBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const farExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

let fixed: { readonly literals: Code; readonly fars: Code } | null = null;

export function inflate(bytes: Bytes, from: number, budget: Budget): Inflated {
  let at = from;
  let hold = 0;
  let held = 0;
  const cap = budget.left();
  let out = new Uint8Array(Math.min(cap, Math.max(1024, (bytes.length - from) * 4)) + 258);
  let to = 0;

  /** At least `count` bits, up to 24; beyond the end they are zeros, and using those is found at the end. */
  const need = (count: number): void => {
    while (held < count) {
      hold |= (bytes[at] ?? 0) << held;
      at++;
      held += 8;
    }
  };
  const bits = (count: number): number => {
    need(count);
    const value = hold & ((1 << count) - 1);
    hold >>>= count;
    held -= count;
    return value;
  };
  const symbol = ({ table, bits: longest }: Code): number => {
    need(longest);
    const found = table[hold & ((1 << longest) - 1)] ?? 0;
    const size = found & 15;
    if (size === 0) return refuse('invalid', Math.min(at, bytes.length), 'no such code');
    hold >>>= size;
    held -= size;
    return found >> 4;
  };
  const room = (more: number): void => {
    if (to + more <= out.length) return;
    const larger = new Uint8Array(Math.min(cap, out.length * 2 + more) + 258);
    larger.set(out.subarray(0, to));
    out = larger;
  };
  const check = (): void => {
    budget.step();
    if (to > cap) refuse('cap-bytes');
    if (at - (held >> 3) > bytes.length) refuse('ends-early', bytes.length);
  };

  for (let last = 0; last === 0; ) {
    last = bits(1);
    const type = bits(2);
    if (type === 0) {
      at -= held >> 3;
      hold = held = 0;
      const size = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      const inverse = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
      if (at + 4 > bytes.length) return refuse('ends-early', bytes.length);
      if ((size ^ 0xffff) !== inverse) return refuse('invalid', at, 'stored block');
      at += 4;
      if (at + size > bytes.length) return refuse('ends-early', bytes.length);
      if (to + size > cap) return refuse('cap-bytes');
      room(size);
      out.set(bytes.subarray(at, at + size), to);
      at += size;
      to += size;
      check();
      continue;
    }
    if (type === 3) return refuse('invalid', at, 'block type 3');
    const { literals, fars } = type === 1 ? fixedCodes() : dynamicCodes(bits, symbol, () => Math.min(at, bytes.length));
    for (let turn = 0; ; turn++) {
      // What 64 turns can do beyond an end is small, and thrown away.
      if ((turn & 63) === 0) check();
      const found = symbol(literals);
      if (found < 256) {
        if (to >= out.length) room(1);
        out[to++] = found;
        continue;
      }
      if (found === 256) break;
      const index = found - 257;
      const length = (lengthBase[index] ?? refuse('invalid', at, 'length code')) + bits(lengthExtra[index] ?? 0);
      const far = symbol(fars);
      const distance = (farBase[far] ?? refuse('invalid', at, 'distance code')) + bits(farExtra[far] ?? 0);
      if (distance > to) return refuse('invalid', Math.min(at, bytes.length), 'distance before the beginning');
      room(length);
      copyWithin(out, to, distance, length);
      to += length;
    }
  }
  check();
  budget.takeBytes(to);
  return { bytes: out.subarray(0, to), end: at - (held >> 3) };
}

function fixedCodes(): { readonly literals: Code; readonly fars: Code } {
  if (fixed !== null) return fixed;
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288);
  fixed = { literals: codeOf(lengths, 0), fars: codeOf(new Uint8Array(30).fill(5), 0) };
  return fixed;
}

function dynamicCodes(bits: (count: number) => number, symbol: (code: Code) => number, where: () => number): { readonly literals: Code; readonly fars: Code } {
  const literalCount = bits(5) + 257;
  const farCount = bits(5) + 1;
  const given = bits(4) + 4;
  if (literalCount > 286 || farCount > 30) return refuse('invalid', where(), 'code counts');
  const small = new Uint8Array(19);
  for (const index of orderOfLengths.slice(0, given)) small[index] = bits(3);
  const code = codeOf(small, where());
  const lengths = new Uint8Array(literalCount + farCount);
  for (let index = 0; index < lengths.length; ) {
    const found = symbol(code);
    if (found < 16) {
      lengths[index++] = found;
      continue;
    }
    if (found === 16 && index === 0) return refuse('invalid', where(), 'repeat of nothing');
    const value = found === 16 ? (lengths[index - 1] ?? 0) : 0;
    const count = found === 16 ? 3 + bits(2) : found === 17 ? 3 + bits(3) : 11 + bits(7);
    if (index + count > lengths.length) return refuse('invalid', where(), 'too many lengths');
    lengths.fill(value, index, index + count);
    index += count;
  }
  if (lengths[256] === 0) return refuse('invalid', where(), 'no end of block');
  return { literals: codeOf(lengths.subarray(0, literalCount), where()), fars: codeOf(lengths.subarray(literalCount), where()) };
}
