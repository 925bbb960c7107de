/** Brotli, which has no mark: it is recognised by being whole and giving text. */
import { decompress } from 'brotli/decompress';
import { type Bytes, exactText } from '../bytes.ts';
import { attempt, type Budget, type Decoder, refuse } from './decoder.ts';

/** The library cannot be stopped on its way, so what it may make is small. */
const most = 8 * 1024 * 1024;
const mostInput = 4 * 1024 * 1024;
const full = /not large enough/;

export const brotli: Decoder = {
  name: 'brotli',
  title: 'Brotli',
  family: 'compression',
  detect(bytes, { budget }) {
    // Every first byte begins some stream, and most text makes the library fail at once.
    if (bytes.length < 5) return refuse('unlikely');
    const done = attempt(() => unpacked(bytes.subarray(0, mostInput), 65_536, budget));
    if (!done.ok) return done.why.kind === 'cap-bytes' ? 0.3 : refuse(done.why.kind, done.why.at, done.why.detail);
    return done.value.length === 0 ? refuse('unlikely') : exactText(done.value) !== null && done.value.length > 4 ? 0.7 : 0.15;
  },
  decode(bytes, { budget }) {
    if (bytes.length > mostInput) return refuse('cap-input');
    return { kind: 'bytes', bytes: unpacked(bytes, Math.min(most, budget.left()), budget) };
  },
};

/** In growing rooms, because the library wants to know the size before. */
function unpacked(bytes: Bytes, cap: number, budget: Budget): Bytes {
  for (let size = Math.min(cap, bytes.length * 8 + 4096); ; size = Math.min(cap, size * 8)) {
    budget.step();
    const room = size;
    const done = attempt(() => decompress(bytes, room));
    if (done.ok) {
      budget.takeBytes(done.value.length);
      return done.value;
    }
    if (!full.test(done.why.detail ?? '')) return refuse(done.why.kind, done.why.at, done.why.detail);
    if (size >= cap) return refuse('cap-bytes');
  }
}
