/** Packed numbers as vector search, counters and sensors store them: floats and integers of one width, little endian unless `(be)` is said. */
import { type Bytes, exactText } from '../bytes.ts';
import { type Decoder, type Numbers, refuse } from './decoder.ts';

export const vectors: readonly Decoder[] = [
  vector('float32', 4, (count, at) => Float32Array.from({ length: count }, (_, index) => at.getFloat32(index * 4, true))),
  vector('float64', 8, (count, at) => Float64Array.from({ length: count }, (_, index) => at.getFloat64(index * 8, true))),
  vector('int8', 1, (count, at) => Int8Array.from({ length: count }, (_, index) => at.getInt8(index))),
  vector('uint8', 1, (count, at) => Uint8Array.from({ length: count }, (_, index) => at.getUint8(index))),
  vector('int16', 2, (count, at) => Int16Array.from({ length: count }, (_, index) => at.getInt16(index * 2, true))),
  vector('int32', 4, (count, at) => Int32Array.from({ length: count }, (_, index) => at.getInt32(index * 4, true))),
  vector('int64', 8, (count, at) => BigInt64Array.from({ length: count }, (_, index) => at.getBigInt64(index * 8, true))),
];

function vector(name: string, width: number, read: (count: number, view: DataView) => Numbers): Decoder {
  const numbers = (bytes: Bytes, bigEndian: boolean): Numbers => {
    const data = bigEndian ? turned(bytes, width) : bytes;
    return read(data.length / width, new DataView(data.buffer, data.byteOffset, data.byteLength));
  };
  return {
    name,
    title: `${name} vector`,
    family: 'numbers',
    unmarked: true,
    detect(bytes) {
      if (bytes.length % width !== 0) return refuse('length', bytes.length);
      if (!name.startsWith('float')) return 0.01;
      if (bytes.length < width * 4 || exactText(bytes.subarray(0, 4096)) !== null) return refuse('unlikely');
      const sample = numbers(bytes.subarray(0, width * 256), false);
      let fitting = 0;
      for (const value of sample) {
        const size = Math.abs(Number(value));
        if (size === 0 || (size > 1e-6 && size < 1e6)) fitting++;
      }
      if (fitting < sample.length * 0.95) return refuse('unlikely');
      // Whole doubles read as single floats are half zeros, and the other way round they are out of range.
      let zeros = 0;
      for (const value of sample) if (Number(value) === 0) zeros++;
      return zeros > sample.length * 0.4 ? 0.2 : sample.length >= 8 ? 0.75 : 0.4;
    },
    decode(bytes, { budget, argument }) {
      if (bytes.length % width !== 0) return refuse('length', bytes.length, `not a multiple of ${width}`);
      budget.takeBytes(bytes.length);
      return { kind: 'numbers', numbers: numbers(bytes, argument === 'be') };
    },
  };
}

function turned(bytes: Bytes, width: number): Bytes {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) out[at - (at % width) + (width - 1 - (at % width))] = bytes[at] ?? 0;
  return out;
}
