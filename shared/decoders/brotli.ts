/** Brotli, which has no mark: it is recognised by being whole and giving text. */
import { decompress } from 'brotli/decompress';
import { type Bytes, exactText } from '../bytes.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { readable } from './text.ts';

const most = 16 * 1024 * 1024;
const mostLook = 1024 * 1024;

export const brotli: Decoder = {
  name: 'brotli',
  title: 'Brotli',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    // Every first byte begins some stream, but none that is made begins as text.
    if (bytes.length < 5 || readable(bytes.subarray(0, 256))) return refuse('unlikely');
    const size = statedSize(bytes);
    // What is packed is longer than what it is packed into, or nearly.
    if (size < bytes.length - 16) return refuse('unlikely', 0, 'longer than what it packs');
    // Too much to unpack for a look: it can be chosen, and is not taken for likely.
    if (size > mostLook) return 0.04;
    const inside = unpacked(bytes, budget);
    return inside.length === 0 ? refuse('unlikely') : exactText(inside) !== null && inside.length > 4 ? 0.7 : 0.15;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: unpacked(bytes, budget) }),
};

function unpacked(bytes: Bytes, budget: Budget): Bytes {
  const size = statedSize(bytes);
  if (size > Math.min(most, budget.left())) return refuse('cap-bytes', 0, String(size));
  budget.takeBytes(size);
  const out = decompress(bytes, size);
  if (out.length !== size) return refuse('length', 0);
  return out;
}

/**
 * How much the stream makes, from the heads of its meta-blocks. The library makes whatever a stream asks for, so only those are given to it
 * of which that is known before: any stored blocks, then one packed block that is the last, as encoders write one value.
 */
function statedSize(bytes: Bytes): number {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++, at++) value |= (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) << index;
    return at > bytes.length * 8 ? refuse('ends-early', bytes.length) : value;
  };
  // The window: one bit for 64 KB, else three or six more; one of their values means a format of its own.
  if (bits(1) === 1 && bits(3) === 0 && bits(3) === 1) refuse('unsupported', 0, 'large window');
  let total = 0;
  for (;;) {
    const last = bits(1) === 1;
    if (last && bits(1) === 1) return total;
    const nibbles = bits(2) + 4;
    if (nibbles === 7) return refuse('unsupported', at >> 3, 'metadata');
    const size = bits(nibbles * 4) + 1;
    total += size;
    if (last) return total;
    if (bits(1) === 0) return refuse('unsupported', at >> 3, 'several packed blocks');
    at = ((at + 7) & ~7) + size * 8;
    if (at > bytes.length * 8) return refuse('ends-early', bytes.length);
  }
}
