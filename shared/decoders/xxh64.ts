/** XXH64, of which Zstandard's frames carry the lower half: in halves of 32 bits, as numbers of 64 are slow here. */
import type { Bytes } from '../bytes.ts';

/** A word of 64 bits in two halves; the lower one is what a function answers, the higher one is left in `high`. */
let high = 0;

type Word = readonly [high: number, low: number];
const primes: readonly [Word, Word, Word, Word, Word] = [
  [0x9e3779b1, 0x85ebca87],
  [0xc2b2ae3d, 0x27d4eb4f],
  [0x165667b1, 0x9e3779f9],
  [0x85ebca77, 0xc2b2ae63],
  [0x27d4eb2f, 0x165667c5],
];

function times(aHigh: number, aLow: number, [bHigh, bLow]: Word): number {
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  high = (a1 * b1 + (middle >>> 16) + (other >>> 16) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0;
  return (other << 16) | (low & 0xffff) | 0;
}

function plus(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  const low = (aLow >>> 0) + (bLow >>> 0);
  high = (aHigh + bHigh + (low > 0xffffffff ? 1 : 0)) | 0;
  return low | 0;
}

/** To the left, by 1 to 31. */
function turned(aHigh: number, aLow: number, count: number): number {
  high = (aHigh << count) | (aLow >>> (32 - count));
  return (aLow << count) | (aHigh >>> (32 - count));
}

/** One word more into a lane. */
function mixed(laneHigh: number, laneLow: number, wordHigh: number, wordLow: number): number {
  let low = times(wordHigh, wordLow, primes[1]);
  low = plus(laneHigh, laneLow, high, low);
  low = turned(high, low, 31);
  return times(high, low, primes[0]);
}

/** The lower 32 bits. */
export function xxh64Low(bytes: Bytes): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [p1, p2, p3, p4, p5] = primes;
  let at = 0;
  let hashHigh = p5[0];
  let hash = p5[1];
  if (bytes.length >= 32) {
    // The first lane begins with the sum of two primes, the last with the negative of one.
    const lows = [plus(p1[0], p1[1], p2[0], p2[1]), p2[1], 0, plus(~p1[0], ~p1[1], 0, 1)];
    const highs = [(plus(p1[0], p1[1], p2[0], p2[1]), high), p2[0], 0, (plus(~p1[0], ~p1[1], 0, 1), high)];
    for (; at + 32 <= bytes.length; at += 32)
      for (let lane = 0; lane < 4; lane++) {
        const place = at + lane * 8;
        lows[lane] = mixed(highs[lane] ?? 0, lows[lane] ?? 0, view.getInt32(place + 4, true), view.getInt32(place, true));
        highs[lane] = high;
      }
    hash = 0;
    hashHigh = 0;
    for (const [lane, count] of [1, 7, 12, 18].entries()) {
      const part = turned(highs[lane] ?? 0, lows[lane] ?? 0, count);
      hash = plus(hashHigh, hash, high, part);
      hashHigh = high;
    }
    for (let lane = 0; lane < 4; lane++) {
      const part = mixed(0, 0, highs[lane] ?? 0, lows[lane] ?? 0);
      hash = times(hashHigh ^ high, hash ^ part, p1);
      hash = plus(high, hash, p4[0], p4[1]);
      hashHigh = high;
    }
  }
  hash = plus(hashHigh, hash, 0, bytes.length);
  hashHigh = high;
  for (; at + 8 <= bytes.length; at += 8) {
    const part = mixed(0, 0, view.getInt32(at + 4, true), view.getInt32(at, true));
    hash = turned(hashHigh ^ high, hash ^ part, 27);
    hash = times(high, hash, p1);
    hash = plus(high, hash, p4[0], p4[1]);
    hashHigh = high;
  }
  if (at + 4 <= bytes.length) {
    const part = times(0, view.getInt32(at, true), p1);
    hash = turned(hashHigh ^ high, hash ^ part, 23);
    hash = times(high, hash, p2);
    hash = plus(high, hash, p3[0], p3[1]);
    hashHigh = high;
    at += 4;
  }
  for (; at < bytes.length; at++) {
    const part = times(0, bytes[at] ?? 0, p5);
    hash = turned(hashHigh ^ high, hash ^ part, 11);
    hash = times(high, hash, p1);
    hashHigh = high;
  }
  // Only the lower half is wanted, but both go into it.
  hash ^= hashHigh >>> 1;
  hash = times(hashHigh, hash, p2);
  hashHigh = high;
  hash ^= (hash >>> 29) | (hashHigh << 3);
  hashHigh ^= hashHigh >>> 29;
  hash = times(hashHigh, hash, p3);
  return (hash ^ high) >>> 0;
}
