/** Packing again what DEFLATE unpacked: only with the level that gives the original its own bytes, so only what this library or a like one wrote. */
import { deflateSync } from 'fflate';
import { type Bytes, sameBytes } from '../bytes.ts';
import { refuse } from './decoder.ts';

const levels = [6, 9, 1, 3, 0] as const;

/** `packed`: the DEFLATE stream of `before`; answers the one of `after`. */
export function deflateAlike(packed: Bytes, before: Bytes, after: Bytes): Bytes {
  const level = levels.find((one) => sameBytes(deflateSync(before, { level: one }), packed));
  return level === undefined ? refuse('not-exact') : deflateSync(after, { level });
}
