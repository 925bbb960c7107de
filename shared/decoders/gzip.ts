/** gzip: one member or several, with their checksums. */
import type { Bytes } from '../bytes.ts';
import { crc32 } from './checksums.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { deflateAlike } from './deflated.ts';
import { newGrowing } from './growing.ts';
import { inflate } from './inflate.ts';
import { newReader, type Reader, startsWith } from './reader.ts';
import { newWriter } from './writer.ts';

export const gzip: Decoder = {
  name: 'gzip',
  title: 'gzip',
  family: 'compression',
  detect: (bytes) => (startsWith(bytes, [0x1f, 0x8b, 0x08]) ? 0.99 : refuse('mark', 0)),
  decode(bytes, { budget }) {
    checkStated(bytes, budget);
    const first = member(bytes, 0, budget);
    if (first.end === bytes.length) return { kind: 'bytes', bytes: first.bytes };
    const all = newGrowing({ ...budget, takeBytes: () => undefined }, first.bytes.length * 2);
    all.add(first.bytes);
    for (let end = first.end; end < bytes.length; ) {
      const next = member(bytes, end, budget);
      all.add(next.bytes);
      end = next.end;
    }
    return { kind: 'bytes', bytes: all.done() };
  },
  encode(decoded, original, { budget }) {
    if (decoded.kind !== 'bytes') return refuse('unsupported');
    const head = header(newReader(original, true));
    const before = member(original, 0, budget);
    if (before.end !== original.length) return refuse('not-exact', before.end);
    const writer = newWriter();
    writer.raw(original.subarray(0, head));
    writer.raw(deflateAlike(original.subarray(head, original.length - 8), before.bytes, decoded.bytes));
    writer.view(8, (view) => {
      view.setUint32(0, crc32(decoded.bytes), true);
      view.setUint32(4, decoded.bytes.length >>> 0, true);
    });
    return writer.done();
  },
};

function member(bytes: Bytes, from: number, budget: Budget): { readonly bytes: Bytes; readonly end: number } {
  const start = header(newReader(bytes, true, from));
  const { bytes: inside, end } = inflate(bytes, start, budget);
  const tail = newReader(bytes, true, end);
  if (tail.u32() !== crc32(inside)) refuse('checksum', end);
  if (tail.u32() !== inside.length >>> 0) refuse('length', end + 4);
  return { bytes: inside, end: tail.at };
}

/** The last four bytes are the size of what the last member holds: a bomb says so itself, or lies and ends at the cap. */
function checkStated(bytes: Bytes, budget: Budget): void {
  const size = bytes.length < 18 ? 0 : newReader(bytes, true, bytes.length - 4).u32();
  if (size > budget.left() && size <= bytes.length * 1032) refuse('cap-bytes', bytes.length - 4, String(size));
}

/** Where the packed part begins. */
function header(reader: Reader): number {
  if (reader.u8() !== 0x1f || reader.u8() !== 0x8b) refuse('mark', reader.at - 1);
  if (reader.u8() !== 8) refuse('unsupported', reader.at - 1, 'method');
  const flags = reader.u8();
  reader.take(6);
  if ((flags & 4) !== 0) reader.take(reader.u16());
  if ((flags & 8) !== 0) zeroEnded(reader);
  if ((flags & 16) !== 0) zeroEnded(reader);
  if ((flags & 2) !== 0) reader.take(2);
  return reader.at;
}

function zeroEnded(reader: Reader): void {
  const end = reader.bytes.indexOf(0, reader.at);
  if (end < 0) refuse('ends-early', reader.bytes.length);
  reader.at = end + 1;
}
