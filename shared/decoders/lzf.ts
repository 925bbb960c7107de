/** LZF as liblzf writes it to files (blocks with a head) and as PHP, perl and Redis keep it (bare). */
import { type Bytes, exactText } from '../bytes.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { newGrowing } from './growing.ts';
import { copyWithin } from './lz4.ts';
import { newReader, startsWith } from './reader.ts';

export const lzf: Decoder = {
  name: 'lzf',
  title: 'LZF',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    if (framed(bytes)) return 0.9;
    const inside = bare(bytes, budget);
    if (bytes.length < 12 || inside.length <= bytes.length) return refuse('unlikely');
    return exactText(inside) === null ? 0.2 : 0.7;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: framed(bytes) ? blocks(bytes, budget) : bare(bytes, budget) }),
};

function framed(bytes: Bytes): boolean {
  return startsWith(bytes, 'ZV') && (bytes[2] === 0 || bytes[2] === 1);
}

function blocks(bytes: Bytes, budget: Budget): Bytes {
  const reader = newReader(bytes);
  const out = newGrowing(budget);
  while (reader.left() > 0) {
    if (reader.u8() !== 0x5a || reader.u8() !== 0x56) refuse('mark', reader.at - 1);
    const packed = reader.u8();
    if (packed > 1) refuse('invalid', reader.at - 1, `block type ${packed}`);
    const size = reader.u16();
    if (packed === 0) {
      out.add(reader.take(size));
      continue;
    }
    const whole = reader.u16();
    const body = reader.take(size);
    out.fill(whole, (room, from) => (into(body, room.subarray(from, from + whole), budget) === whole ? from + whole : refuse('length', reader.at)));
  }
  return out.done();
}

/** The size is not told, but 3 bytes make at most 264: twice through, once to count. */
function bare(bytes: Bytes, budget: Budget): Bytes {
  const size = into(bytes, null, budget);
  budget.takeBytes(size);
  const out = new Uint8Array(size);
  into(bytes, out, budget);
  return out;
}

/** Without `out`, only counts. */
function into(bytes: Bytes, out: Uint8Array | null, budget: Budget): number {
  let at = 0;
  let to = 0;
  const next = (): number => bytes[at++] ?? refuse('ends-early', bytes.length);
  while (at < bytes.length) {
    budget.step();
    const control = next();
    if (control < 32) {
      const count = control + 1;
      if (count > bytes.length - at) return refuse('ends-early', bytes.length);
      if (out !== null && to + count > out.length) return refuse('length', at);
      out?.set(bytes.subarray(at, at + count), to);
      at += count;
      to += count;
      continue;
    }
    const long = control >> 5;
    const count = (long === 7 ? 7 + next() : long) + 2;
    const offset = (((control & 31) << 8) | next()) + 1;
    if (offset > to) return refuse('invalid', at - 1, 'offset before the beginning');
    if (out !== null && to + count > out.length) return refuse('length', at);
    if (out !== null) copyWithin(out, to, offset, count);
    to += count;
  }
  return to;
}
