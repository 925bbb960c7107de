/** Snappy: its frames, and bare blocks, which say their size first. */
import type { Bytes } from '../bytes.ts';
import { crc32c } from './checksums.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { newGrowing } from './growing.ts';
import { copyWithin } from './lz4.ts';
import { newReader, startsWith, varint } from './reader.ts';

const mark = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59];

export const snappy: Decoder = {
  name: 'snappy',
  title: 'Snappy',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    if (startsWith(bytes, mark)) return 0.99;
    block(bytes, budget);
    return bytes.length > 16 ? 0.6 : 0.05;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: startsWith(bytes, mark) ? frames(bytes, budget) : block(bytes, budget) }),
};

function frames(bytes: Bytes, budget: Budget): Bytes {
  const reader = newReader(bytes, true);
  const out = newGrowing(budget);
  while (reader.left() > 0) {
    budget.step();
    const type = reader.u8();
    const body = reader.take(reader.u8() | (reader.u16() << 8));
    if (type === 0xff || type === 0xfe || (type >= 0x80 && type < 0xfe)) continue;
    if (type > 1) refuse('unsupported', reader.at, `chunk 0x${type.toString(16)}`);
    if (body.length < 4) refuse('length', reader.at);
    const part =
      type === 1 ? body.subarray(4) : block(body.subarray(4), { ...budget, takeBytes: (count) => (count > 65_536 ? refuse('length', reader.at) : undefined) });
    const sum = crc32c(part);
    // Masked, as its writers do: turned and moved.
    if (newReader(body, true).u32() !== (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0) refuse('checksum', reader.at - body.length);
    out.add(part);
  }
  return out.done();
}

function block(bytes: Bytes, budget: Budget): Bytes {
  const reader = newReader(bytes, true);
  const size = varint(reader);
  // Three bytes make at most 64.
  if (size > BigInt(bytes.length) * 22n + 64n || size === 0n) refuse('length', 0, String(size));
  if (size > BigInt(budget.left())) refuse('cap-bytes', 0, String(size));
  budget.takeBytes(Number(size));
  const out = new Uint8Array(Number(size));
  let to = 0;
  while (reader.left() > 0) {
    budget.step();
    const tag = reader.u8();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = 1 + (short < 60 ? short : tail(reader, short - 59));
      const part = reader.take(length);
      if (length > out.length - to) return refuse('length', reader.at);
      out.set(part, to);
      to += length;
      continue;
    }
    const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const offset = kind === 1 ? ((tag >> 5) << 8) | reader.u8() : kind === 2 ? reader.u16() : reader.u32();
    if (offset === 0 || offset > to) return refuse('invalid', reader.at, 'offset before the beginning');
    if (length > out.length - to) return refuse('length', reader.at);
    copyWithin(out, to, offset, length);
    to += length;
  }
  return to === out.length ? out : refuse('ends-early', bytes.length);
}

function tail(reader: ReturnType<typeof newReader>, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index++) value += reader.u8() * 2 ** (8 * index);
  return value;
}
