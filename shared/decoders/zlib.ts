/** zlib (RFC 1950), which is also what PHP's gzcompress writes, and raw DEFLATE without a frame. */
import { type Bytes, exactText } from '../bytes.ts';
import { adler32 } from './checksums.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { deflateAlike } from './deflated.ts';
import { inflate } from './inflate.ts';
import { newReader } from './reader.ts';
import { newWriter } from './writer.ts';

export const zlib: Decoder = {
  name: 'zlib',
  title: 'zlib (PHP gzcompress)',
  family: 'compression',
  detect(bytes, { budget }) {
    checkHead(bytes);
    // Other heads are made by few, and by chance of every five hundred values by one: that is one to the end, or none.
    if (bytes[0] !== 0x78) unpacked(bytes, budget);
    return 0.9;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: unpacked(bytes, budget) }),
  encode(decoded, original, { budget }) {
    if (decoded.kind !== 'bytes') return refuse('unsupported');
    const writer = newWriter();
    writer.raw(original.subarray(0, 2));
    writer.raw(deflateAlike(original.subarray(2, original.length - 4), unpacked(original, budget), decoded.bytes));
    writer.view(4, (view) => view.setUint32(0, adler32(decoded.bytes)));
    return writer.done();
  },
};

function checkHead(bytes: Bytes): void {
  const [method = 0, flags = 0] = bytes;
  if ((method & 15) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0) refuse('mark', 0);
  if ((flags & 0x20) !== 0) refuse('unsupported', 1, 'dictionary');
}

function unpacked(bytes: Bytes, budget: Budget): Bytes {
  checkHead(bytes);
  const { bytes: inside, end } = inflate(bytes, 2, budget);
  const tail = newReader(bytes, false, end);
  if (tail.u32() !== adler32(inside)) refuse('checksum', end);
  tail.end();
  return inside;
}

/** No mark and no checksum: only that the stream ends with the value speaks for it. */
export const deflate: Decoder = {
  name: 'deflate',
  title: 'Raw DEFLATE',
  family: 'compression',
  unmarked: true,
  detect(bytes, { budget }) {
    const inside = raw(bytes, budget);
    if (inside.length === 0 || bytes.length < 8) return refuse('unlikely');
    return exactText(inside) === null ? 0.3 : 0.8;
  },
  decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: raw(bytes, budget) }),
  encode(decoded, original, { budget }) {
    return decoded.kind === 'bytes' ? deflateAlike(original, raw(original, budget), decoded.bytes) : refuse('unsupported');
  },
};

function raw(bytes: Bytes, budget: Budget): Bytes {
  const { bytes: inside, end } = inflate(bytes, 0, budget);
  return end < bytes.length ? refuse('goes-on', end) : inside;
}
