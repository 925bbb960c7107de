/** Brotli, which has no mark: it is recognised by being whole and giving text. */
import { decompress } from 'brotli/decompress';
import { type Bytes, exactText } from '../bytes.ts';
import { attempt, type Budget, type Decoder, refuse } from './decoder.ts';
import { readable } from './text.ts';

/** The library cannot be stopped on its way, so what it may make is small. */
const most = 8 * 1024 * 1024;
const mostInput = 4 * 1024 * 1024;
const trailing = 65_536;
const full = /not large enough/;

export const brotli: Decoder = {
  name: 'brotli',
  title: 'Brotli',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    if (bytes.length < 5 || readable(bytes.subarray(0, 256))) return refuse('unlikely');
    checkHead(bytes);
    const done = attempt(() => unpacked(bytes.subarray(0, mostInput), 65_536, budget));
    if (!done.ok) return done.why.kind === 'cap-bytes' ? 0.3 : refuse(done.why.kind, done.why.at, done.why.detail);
    return done.value.length === 0 ? refuse('unlikely') : exactText(done.value) !== null && done.value.length > 4 ? 0.7 : 0.15;
  },
  decode(bytes, { budget }) {
    if (bytes.length > mostInput) return refuse('cap-input');
    checkHead(bytes);
    return { kind: 'bytes', bytes: unpacked(bytes, Math.min(most, budget.left()), budget) };
  },
};

/** The first meta-block's head: nearly all other bytes fail here, before the library takes memory for a window. */
function checkHead(bytes: Bytes): void {
  const word = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16) | ((bytes[3] ?? 0) << 24);
  const windowBits = (word & 1) === 0 ? 1 : (word & 0x0e) !== 0 ? 4 : 7;
  let rest = word >>> windowBits;
  const last = (rest & 1) === 1;
  rest >>>= 1;
  if (last) {
    if ((rest & 1) === 1) refuse('unlikely', 0, 'empty');
    rest >>>= 1;
  }
  const nibbles = rest & 3;
  rest >>>= 2;
  // No size: metadata, which no encoder begins with.
  if (nibbles === 3) refuse('unlikely', 0, 'metadata');
  const size = (rest & (2 ** (4 * (nibbles + 4)) - 1)) + 1;
  // What is packed is longer than what it is packed into, or stored as it is.
  if (nibbles < 2 && last && size < bytes.length - 16) refuse('unlikely', 0, 'longer than what it packs');
}

/** In a room that is likely large enough, then in the largest: the library wants to know the size before. */
function unpacked(bytes: Bytes, cap: number, budget: Budget): Bytes {
  for (let size = Math.min(cap, bytes.length * 32 + 65_536); ; size = cap) {
    budget.step();
    const room = size;
    const done = attempt(() => decompress(bytes, room));
    if (done.ok) {
      // The library does not say where it stopped: a stream that is whole without its last byte goes on behind its end.
      if (bytes.length <= trailing && attempt(() => decompress(bytes.subarray(0, -1), room)).ok) return refuse('goes-on');
      budget.takeBytes(done.value.length);
      return done.value;
    }
    if (!full.test(done.why.detail ?? '')) return refuse(done.why.kind, done.why.at, done.why.detail);
    if (size >= cap) return refuse('cap-bytes');
  }
}
