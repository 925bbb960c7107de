/** Brotli, which has no mark: it is recognised by giving text, and what is short by being whole. */
import { exactText } from '../bytes.ts';
import { unbrotli } from './brotliStream.ts';
import { type Decoder, refuse } from './decoder.ts';
import { readable, sample } from './text.ts';

/** No other bytes give so much without a mistake. */
const enough = 256 * 1024;

export const brotli: Decoder = {
  name: 'brotli',
  title: 'Brotli',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    // Every first byte begins some stream, but none that is made begins as text.
    if (bytes.length < 5 || readable(bytes.subarray(0, 256))) return refuse('unlikely');
    const inside = unbrotli(bytes, budget, enough);
    // What is packed is longer than what it is packed into, or nearly.
    if (inside.length < Math.min(enough, bytes.length - 16)) return refuse('unlikely', 0, 'longer than what it packs');
    return inside.length === 0 ? refuse('unlikely') : exactText(inside.length < enough ? inside : sample(inside)) !== null && inside.length > 4 ? 0.7 : 0.15;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: unbrotli(bytes, budget) }),
};
