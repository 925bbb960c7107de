/** Zstandard: what a frame says it needs is checked before anything is made for it. */
import { Decompress } from 'fzstd';
import type { Bytes } from '../bytes.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { newGrowing } from './growing.ts';
import { newReader, startsWith } from './reader.ts';
import { xxh64Low } from './xxh64.ts';

const magic = [0x28, 0xb5, 0x2f, 0xfd];
/** More than any level but --ultra and --long asks for. */
const mostWindow = 32 * 1024 * 1024;

export const zstd: Decoder = {
  name: 'zstd',
  title: 'Zstandard',
  family: 'compression',
  detect: (bytes) => (startsWith(bytes, magic) ? 0.99 : refuse('mark', 0)),
  decode(bytes, { budget }) {
    if (!startsWith(bytes, magic)) return refuse('mark', 0);
    const frames: Frame[] = [];
    for (let at = 0; at < bytes.length; at = frames.at(-1)?.end ?? bytes.length) frames.push(frame(bytes, at, budget));
    const out = newGrowing(budget);
    for (const { start, end, sum } of frames) {
      if (start === null) continue;
      const began = out.length();
      const stream = new Decompress((part) => out.add(part));
      // In pieces, so that no push makes more than a few blocks before the budget is asked.
      for (let at = start; at < end; at += 65_536) stream.push(bytes.subarray(at, Math.min(end, at + 65_536)), at + 65_536 >= end);
      if (sum !== null && sum !== xxh64Low(out.done().subarray(began))) refuse('checksum', end - 4);
    }
    return { kind: 'bytes', bytes: out.done() };
  },
};

interface Frame {
  /** Null where it is skipped. */
  readonly start: number | null;
  readonly end: number;
  /** Null where it has none. */
  readonly sum: number | null;
}

/** Walks over one frame by its headers, and refuses where they state more than there may be. */
function frame(bytes: Bytes, from: number, budget: Budget): Frame {
  const reader = newReader(bytes, true, from);
  const mark = reader.u32();
  if (mark >>> 4 === 0x184d2a5) {
    reader.take(reader.u32());
    return { start: null, end: reader.at, sum: null };
  }
  if (mark !== 0xfd2fb528) return refuse('goes-on', from);
  const flags = reader.u8();
  const single = (flags & 0x20) !== 0;
  if ((flags & 8) !== 0) refuse('invalid', reader.at - 1, 'reserved bit');
  if ((flags & 3) !== 0) refuse('unsupported', reader.at - 1, 'dictionary');
  if (!single) {
    const descriptor = reader.u8();
    const base = 2 ** (10 + (descriptor >> 3));
    if (base + (base / 8) * (descriptor & 7) > mostWindow) refuse('cap-window', reader.at - 1, String(base));
  }
  const size = contentSize(reader, flags >> 6, single);
  if (size !== null && size > BigInt(budget.left())) refuse('cap-bytes', reader.at, String(size));
  let stated = 0;
  for (let last = 0; last === 0; ) {
    budget.step();
    const head = reader.u8() | (reader.u16() << 8);
    last = head & 1;
    const type = (head >> 1) & 3;
    if (type === 3) refuse('invalid', reader.at - 3, 'block type 3');
    const length = head >> 3;
    if (length > 131_072) refuse('length', reader.at - 3, String(length));
    reader.take(type === 1 ? 1 : length);
    // What is not packed, or one byte over and over, says how much it is.
    if (type !== 2) stated += length;
    if (stated > budget.left()) refuse('cap-bytes', reader.at, String(stated));
  }
  const sum = (flags & 4) === 0 ? null : reader.u32();
  return { start: from, end: reader.at, sum };
}

function contentSize(reader: ReturnType<typeof newReader>, code: number, single: boolean): bigint | null {
  switch (code) {
    case 0:
      return single ? BigInt(reader.u8()) : null;
    case 1:
      return BigInt(reader.u16() + 256);
    case 2:
      return BigInt(reader.u32());
    default:
      return reader.u64();
  }
}
