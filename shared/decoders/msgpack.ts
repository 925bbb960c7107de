/** MessagePack: every type with its exact number, extension types, timestamps, and the LZ4 blocks of MessagePack-CSharp. */
import type { Bytes } from '../bytes.ts';
import { attempt, type Context, type Decoder, refuse } from './decoder.ts';
import { lz4BlockInto } from './lz4.ts';
import { msgpackBytes } from './msgpackWrite.ts';
import { newReader, type Reader, stringNode } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { timeText } from './time.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, tagged, word } from './tree.ts';

export const msgpack: Decoder = {
  name: 'msgpack',
  title: 'MessagePack',
  family: 'structure',
  detect(bytes, context) {
    const first = bytes[0] ?? 0;
    const done = readTree((put) => readAll(bytes, context, put));
    if (done.kind !== 'tree') return refuse('invalid');
    // Any byte below 0x80 is a whole number, and any short text may be a few of these.
    if (first < 0x80 || first >= 0xe0 || first === 0xc0 || first === 0xc2 || first === 0xc3) return 0.02;
    const { root } = done;
    if (root.kind === 'map') return root.entries.length === 0 ? 0.2 : root.entries.every(([key]) => key.kind === 'text' || key.kind === 'number') ? 0.95 : 0.6;
    if (root.kind === 'list') return root.items.length === 0 ? 0.2 : bytes.length > 6 ? 0.85 : 0.5;
    return root.kind === 'tagged' ? 0.6 : 0.4;
  },
  decode: (bytes, context) => readTree((put) => readAll(bytes, context, put)),
  encode: (decoded) => (decoded.kind === 'tree' && decoded.cut === null ? msgpackBytes(decoded.root) : refuse('unsupported')),
};

function readAll(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes);
  read(reader, put, 0, context);
  reader.end();
}

function read(reader: Reader, put: Put, depth: number, context: Context): void {
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const at = reader.at;
  const type = reader.u8();
  if (type < 0x80) return put(number(type));
  if (type < 0x90) return readMap(reader, type & 0x0f, put, depth, context);
  if (type < 0xa0) return readList(reader, type & 0x0f, put, depth, context);
  if (type < 0xc0) return put(stringNode(reader.take(type & 0x1f)));
  if (type >= 0xe0) return put(number(type - 0x100));
  switch (type) {
    case 0xc0:
      return put(word('null'));
    case 0xc2:
      return put(word('false'));
    case 0xc3:
      return put(word('true'));
    case 0xc4:
      return put(bytesNode(reader.take(reader.u8())));
    case 0xc5:
      return put(bytesNode(reader.take(reader.u16())));
    case 0xc6:
      return put(bytesNode(reader.take(reader.u32())));
    case 0xc7:
      return readExtension(reader, reader.u8(), put, depth, context);
    case 0xc8:
      return readExtension(reader, reader.u16(), put, depth, context);
    case 0xc9:
      return readExtension(reader, reader.u32(), put, depth, context);
    case 0xca:
      return put(number(float32Text(reader.f32())));
    case 0xcb:
      return put(number(floatText(reader.f64())));
    case 0xcc:
      return put(number(reader.u8()));
    case 0xcd:
      return put(number(reader.u16()));
    case 0xce:
      return put(number(reader.u32()));
    case 0xcf:
      return put(number(reader.u64()));
    case 0xd0:
      return put(number(reader.i8()));
    case 0xd1:
      return put(number(reader.i16()));
    case 0xd2:
      return put(number(reader.i32()));
    case 0xd3:
      return put(number(reader.i64()));
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return readExtension(reader, 1 << (type - 0xd4), put, depth, context);
    case 0xd9:
      return put(stringNode(reader.take(reader.u8())));
    case 0xda:
      return put(stringNode(reader.take(reader.u16())));
    case 0xdb:
      return put(stringNode(reader.take(reader.u32())));
    case 0xdc:
      return readList(reader, reader.u16(), put, depth, context);
    case 0xdd:
      return readList(reader, reader.u32(), put, depth, context);
    case 0xde:
      return readMap(reader, reader.u16(), put, depth, context);
    case 0xdf:
      return readMap(reader, reader.u32(), put, depth, context);
    default:
      return refuse('invalid', at, `type 0x${type.toString(16)}`);
  }
}

function readList(reader: Reader, count: number, put: Put, depth: number, context: Context): void {
  // Each item is at least one byte: a list of 4e9 in ten bytes is refused before the first is read.
  if (count > reader.left()) refuse('length', reader.at, `list of ${count}`);
  const list = openList();
  put(list);
  for (let index = 0; index < count; index++) read(reader, (item) => list.items.push(item), depth + 1, context);
}

function readMap(reader: Reader, count: number, put: Put, depth: number, context: Context): void {
  if (count * 2 > reader.left()) refuse('length', reader.at, `map of ${count}`);
  const map = openMap();
  put(map);
  for (let index = 0; index < count; index++) {
    let key: Node = word('null');
    read(reader, (node) => (key = node), depth + 1, context);
    read(reader, (value) => map.entries.push([key, value]), depth + 1, context);
  }
}

function readExtension(reader: Reader, length: number, put: Put, depth: number, context: Context): void {
  const type = reader.i8();
  const body = reader.take(length);
  if (type === -1) {
    const time = timestamp(body);
    if (time !== null) return put(tagged('timestamp', { kind: 'text', text: time }));
  }
  // MessagePack-CSharp: the size as MessagePack's int32, then one LZ4 block.
  if (type === 99) {
    const inner = attempt(() => {
      const sized = newReader(body);
      const size = sized.u8() === 0xd2 ? sized.i32() : refuse('invalid');
      return unpacked(sized.take(sized.left()), size, context);
    });
    if (inner.ok) {
      const inside = newReader(inner.value);
      read(inside, (node) => put(tagged('lz4', node)), depth + 1, context);
      return inside.end();
    }
    if (inner.why.kind.startsWith('cap-')) return refuse(inner.why.kind);
  }
  put(tagged(`ext ${type}`, bytesNode(body)));
}

function unpacked(block: Bytes, size: number, { budget }: Context): Bytes {
  if (size < 0 || size > block.length * 255 + 64) return refuse('length');
  budget.takeBytes(size);
  const out = new Uint8Array(size);
  return lz4BlockInto(block, out, budget) === size ? out : refuse('length');
}

/** Seconds and nanoseconds since 1970, in one of the three lengths there are. */
function timestamp(body: Bytes): string | null {
  const reader = newReader(body);
  if (body.length === 4) return timeText(BigInt(reader.u32()) * 1_000_000_000n);
  if (body.length === 8) {
    const both = reader.u64();
    return timeText((both & 0x3ffffffffn) * 1_000_000_000n + (both >> 34n));
  }
  if (body.length !== 12) return null;
  const nanoseconds = BigInt(reader.u32());
  return timeText(reader.i64() * 1_000_000_000n + nanoseconds);
}

/** The shortest digits that give this 32-bit float again. */
export function float32Text(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return floatText(short);
  }
  return floatText(value);
}
