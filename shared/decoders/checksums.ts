/** The checksums that packed formats end with. */
import type { Bytes } from '../bytes.ts';

/** By a polynomial, its bits in reverse. */
function cyclic(polynomial: number): (bytes: Bytes) => number {
  let table: Uint32Array | null = null;
  return (bytes) => {
    table ??= Uint32Array.from({ length: 256 }, (_, index) => {
      let value = index;
      for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
      return value;
    });
    let crc = 0xffffffff;
    for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  };
}

export const crc32 = cyclic(0xedb88320);
/** Castagnoli's, which Snappy's frames carry. */
export const crc32c = cyclic(0x82f63b78);

export function adler32(bytes: Bytes): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length; ) {
    // 3800 additions fit in 32 bits before the remainder must be taken.
    const end = Math.min(at + 3800, bytes.length);
    for (; at < end; at++) high += low += bytes[at] ?? 0;
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

/** XXH32, which LZ4 frames carry. */
export function xxh32(bytes: Bytes, seed = 0): number {
  const [p1, p2, p3, p4, p5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1];
  const turn = (value: number, count: number): number => (value << count) | (value >>> (32 - count));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = (seed + p5) | 0;
  if (bytes.length >= 16) {
    const lanes = [(seed + p1 + p2) | 0, (seed + p2) | 0, seed | 0, (seed - p1) | 0];
    for (; at + 16 <= bytes.length; at += 16)
      for (let lane = 0; lane < 4; lane++) {
        const mixed = ((lanes[lane] ?? 0) + Math.imul(view.getUint32(at + lane * 4, true), p2)) | 0;
        lanes[lane] = Math.imul(turn(mixed, 13), p1);
      }
    const [a = 0, b = 0, c = 0, d = 0] = lanes;
    hash = (turn(a, 1) + turn(b, 7) + turn(c, 12) + turn(d, 18)) | 0;
  }
  hash = (hash + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4) hash = Math.imul(turn((hash + Math.imul(view.getUint32(at, true), p3)) | 0, 17), p4);
  for (; at < bytes.length; at++) hash = Math.imul(turn((hash + Math.imul(bytes[at] ?? 0, p5)) | 0, 11), p1);
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
