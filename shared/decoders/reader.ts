/** A place in bytes that moves forward and refuses to leave them. */
import { type Bytes, exactText } from '../bytes.ts';
import { refuse } from './decoder.ts';
import { bytesNode, type Node, textNode } from './tree.ts';

export interface Reader {
  readonly bytes: Bytes;
  at: number;
  left(): number;
  peek(): number;
  u8(): number;
  i8(): number;
  u16(): number;
  i16(): number;
  u32(): number;
  i32(): number;
  u64(): bigint;
  i64(): bigint;
  f32(): number;
  f64(): number;
  /** A view, not a copy. */
  take(count: number): Bytes;
  /** Refuses where anything follows. */
  end(): void;
}

export function newReader(bytes: Bytes, littleEndian = false, from = 0): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const move = (count: number): number => {
    const at = reader.at;
    if (count > bytes.length - at) return refuse('ends-early', bytes.length);
    reader.at = at + count;
    return at;
  };
  const reader: Reader = {
    bytes,
    at: from,
    left: () => bytes.length - reader.at,
    peek: () => bytes[reader.at] ?? refuse('ends-early', reader.at),
    u8: () => view.getUint8(move(1)),
    i8: () => view.getInt8(move(1)),
    u16: () => view.getUint16(move(2), littleEndian),
    i16: () => view.getInt16(move(2), littleEndian),
    u32: () => view.getUint32(move(4), littleEndian),
    i32: () => view.getInt32(move(4), littleEndian),
    u64: () => view.getBigUint64(move(8), littleEndian),
    i64: () => view.getBigInt64(move(8), littleEndian),
    f32: () => view.getFloat32(move(4), littleEndian),
    f64: () => view.getFloat64(move(8), littleEndian),
    take(count) {
      if (!(count >= 0)) return refuse('length', reader.at);
      const at = move(count);
      return bytes.subarray(at, at + count);
    },
    end() {
      if (reader.at < bytes.length) refuse('goes-on', reader.at);
    },
  };
  return reader;
}

/** LEB128 as Protobuf, Thrift and Snappy write it: at most 64 bits. */
export function varint(reader: Reader): bigint {
  const start = reader.at;
  let value = 0n;
  let low = 0;
  for (let index = 0; index < 10; index++) {
    const byte = reader.u8();
    // Four groups fit in a small integer; a BigInt for each byte would cost ten times as much.
    if (index < 4) low |= (byte & 0x7f) << (7 * index);
    else value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) {
      const all = value | BigInt(low);
      return all < 1n << 64n ? all : refuse('invalid', start, 'varint of more than 64 bits');
    }
  }
  return refuse('invalid', start, 'varint of more than 10 bytes');
}

/** A length: what no value is long enough for is refused before anything is made for it. */
export function varlength(reader: Reader): number {
  const start = reader.at;
  const length = varint(reader);
  return length <= BigInt(reader.bytes.length) ? Number(length) : refuse('length', start, String(length));
}

export const zigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

/** A string of a binary format: text where it is UTF-8, else its bytes, which no replacement character tells apart. */
export function stringNode(bytes: Bytes): Node {
  const text = exactText(bytes);
  return text === null ? bytesNode(bytes) : textNode(text);
}

export function latin1(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

export function startsWith(bytes: Bytes, mark: readonly number[] | string, at = 0): boolean {
  const expected = typeof mark === 'string' ? Array.from(mark, (char) => char.charCodeAt(0)) : mark;
  return expected.every((byte, index) => bytes[at + index] === byte);
}
