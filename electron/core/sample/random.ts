/** Random numbers that are the same at every run, so that screenshots, tests and bug reports agree. */
import type { Bytes } from '../../../shared/bytes.ts';

export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** low <= n <= high */
  int(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  chance(share: number): boolean;
  hex(digits: number): string;
  bytes(count: number): Bytes;
}

/** mulberry32: 32 bits of state, plenty for data that only has to look alive. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    chance: (share) => next() < share,
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
    bytes: (count) => Uint8Array.from({ length: count }, () => int(0, 255)),
  };
}
