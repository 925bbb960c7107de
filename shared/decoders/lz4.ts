/** LZ4: frames, and bare blocks in the forms that clients store, always into memory of a known size. */
import type { Bytes } from '../bytes.ts';
import { xxh32 } from './checksums.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { newGrowing } from './growing.ts';
import { newReader, startsWith } from './reader.ts';

const magic = [0x04, 0x22, 0x4d, 0x18];

/** Fills `out` from one block, which may look back over what is already in it before `from`. Answers where it stopped. */
export function lz4BlockInto(block: Bytes, out: Uint8Array, budget: Budget, from = 0): number {
  let at = 0;
  let to = from;
  const length = (start: number): number => {
    let more = start;
    if (start < 15) return more;
    for (;;) {
      const byte = block[at++] ?? refuse('ends-early', at);
      more += byte;
      if (byte !== 255) return more;
    }
  };
  while (at < block.length) {
    budget.step();
    const token = block[at++] ?? 0;
    const literals = length(token >> 4);
    if (literals > block.length - at) return refuse('ends-early', block.length);
    if (literals > out.length - to) return refuse('length', at);
    out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= block.length) return to;
    const offset = (block[at] ?? 0) | ((block[at + 1] ?? refuse('ends-early', at)) << 8);
    at += 2;
    if (offset === 0 || offset > to) return refuse('invalid', at - 2, 'offset before the beginning');
    const count = length(token & 15) + 4;
    if (count > out.length - to) return refuse('length', at);
    copyWithin(out, to, offset, count);
    to += count;
  }
  return to;
}

/** A match may overlap what it makes: then it repeats. */
export function copyWithin(out: Uint8Array, to: number, offset: number, count: number): void {
  if (offset >= count) out.copyWithin(to, to - offset, to - offset + count);
  else if (offset === 1) out.fill(out[to - 1] ?? 0, to, to + count);
  else for (let index = 0; index < count; index++) out[to + index] = out[to - offset + index] ?? 0;
}

export const lz4: Decoder = {
  name: 'lz4',
  title: 'LZ4 frame',
  family: 'compression',
  detect: (bytes) => (startsWith(bytes, magic) ? 0.99 : refuse('mark', 0)),
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: frames(bytes, budget) }),
};

function frames(bytes: Bytes, budget: Budget): Bytes {
  const reader = newReader(bytes, true);
  const out = newGrowing(budget);
  if (!startsWith(bytes, magic)) refuse('mark', 0);
  while (reader.left() > 0) {
    const mark = reader.u32();
    if (mark >>> 4 === 0x184d2a5) {
      reader.take(reader.u32());
      continue;
    }
    if (mark !== 0x184d2204) refuse('goes-on', reader.at - 4);
    const from = reader.at;
    const flags = reader.u8();
    const block = reader.u8();
    if (flags >> 6 !== 1) refuse('invalid', reader.at - 2, `version ${flags >> 6}`);
    const sizes = [65_536, 262_144, 1_048_576, 4_194_304];
    const maximum = sizes[((block >> 4) & 7) - 4] ?? refuse('invalid', reader.at - 1, 'block size');
    if ((flags & 8) !== 0) {
      const size = reader.u64();
      if (size > BigInt(budget.left())) refuse('cap-bytes');
    }
    if ((flags & 1) !== 0) refuse('unsupported', reader.at, 'dictionary');
    const head = xxh32(bytes.subarray(from, reader.at));
    if (reader.u8() !== ((head >>> 8) & 0xff)) refuse('checksum', reader.at - 1);
    const start = out.length();
    for (let word = reader.u32(); word !== 0; word = reader.u32()) {
      const data = reader.take(word & 0x7fffffff);
      const plain = word >>> 31 === 1;
      const linked = (flags & 0x20) === 0;
      if ((flags & 0x10) !== 0 && reader.u32() !== xxh32(data)) refuse('checksum', reader.at - 4);
      if (plain) out.add(data);
      else out.fill(maximum, (room, from) => lz4BlockInto(data, linked ? room : room.subarray(from), budget, linked ? from : 0) + (linked ? 0 : from));
    }
    if ((flags & 4) !== 0 && reader.u32() !== xxh32(out.done().subarray(start))) refuse('checksum', reader.at - 4);
  }
  return out.done();
}

/** A block has no mark: python-lz4 puts its size before it in four bytes, little endian; others in four bytes, big endian. */
export const lz4Block: Decoder = {
  name: 'lz4-block',
  title: 'LZ4 block with size',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    block(bytes, budget);
    return bytes.length > 16 ? 0.6 : 0.1;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: block(bytes, budget) }),
};

function block(bytes: Bytes, budget: Budget): Bytes {
  const reader = newReader(bytes);
  const big = reader.u32();
  const little = newReader(bytes, true).u32();
  const body = reader.take(reader.left());
  for (const size of new Set([little, big])) {
    // A block grows at most 255 times: another size is not its own.
    if (size === 0 || size > body.length * 255 + 64) continue;
    if (size > budget.left()) return refuse('cap-bytes', 0, String(size));
    const out = new Uint8Array(size);
    try {
      if (lz4BlockInto(body, out, budget) === size) {
        budget.takeBytes(size);
        return out;
      }
    } catch (error) {
      if (size === big || little === big) throw error;
    }
  }
  return refuse('length', 0);
}
