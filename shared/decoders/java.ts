/** Java object serialization: classes, fields and block data as they stand in the stream; nothing is ever loaded or made. */
import type { Bytes } from '../bytes.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { float32Text } from './msgpack.ts';
import { newReader, type Reader, startsWith } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, tagged, textNode, word } from './tree.ts';

const mark = [0xac, 0xed, 0x00, 0x05];

export const java: Decoder = {
  name: 'java',
  title: 'Java serialization',
  family: 'structure',
  detect: (bytes) => (startsWith(bytes, mark) ? 0.99 : refuse('mark', 0)),
  decode: (bytes, context) =>
    readTree((put) => {
      if (!startsWith(bytes, mark)) refuse('mark', 0);
      const stream: Stream = { reader: newReader(bytes, false, 4), context, handles: [] };
      const first = stream.reader.peek();
      // One object, as most values are, or block data with objects between.
      if (first !== 0x77 && first !== 0x7a) {
        read(stream, put, 0);
        return stream.reader.end();
      }
      const list = openList();
      put(list);
      while (stream.reader.left() > 0) read(stream, (node) => list.items.push(node), 1);
    }),
};

interface ClassDescription {
  readonly name: string;
  readonly flags: number;
  readonly fields: readonly { readonly type: string; readonly name: string }[];
  parent: ClassDescription | null;
}

interface Stream {
  readonly reader: Reader;
  readonly context: Context;
  /** What a handle of the stream stands for: a class for those that describe one, a text for strings. */
  readonly handles: (ClassDescription | Node | null)[];
}

const firstHandle = 0x7e0000;

function modified(bytes: Bytes): string {
  // Java's own UTF-8 writes surrogates apart and NUL in two bytes.
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const a = bytes[at] ?? 0;
    const b = bytes[at + 1] ?? 0;
    const c = bytes[at + 2] ?? 0;
    const size = a < 0x80 ? 1 : a < 0xe0 ? 2 : 3;
    text += String.fromCharCode(size === 1 ? a : size === 2 ? ((a & 31) << 6) | (b & 63) : ((a & 15) << 12) | ((b & 63) << 6) | (c & 63));
    at += size;
  }
  return text;
}

function name(reader: Reader): string {
  return modified(reader.take(reader.u16()));
}

function read(stream: Stream, put: Put, depth: number): void {
  const { reader, context, handles } = stream;
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const at = reader.at;
  const type = reader.u8();
  switch (type) {
    case 0x70:
      return put(word('null'));
    case 0x71: {
      const handle = reader.i32() - firstHandle;
      const known = handles[handle];
      if (handle < 0 || handle >= handles.length) return refuse('invalid', at, 'handle');
      return put(known !== null && known !== undefined && 'kind' in known ? known : { kind: 'reference', to: `#${handle}` });
    }
    case 0x73:
      return readObject(stream, put, depth);
    case 0x74:
    case 0x7c: {
      const size = type === 0x74 ? reader.u16() : Number(reader.u64());
      const text = textNode(modified(reader.take(size)));
      handles.push(text);
      return put(text);
    }
    case 0x75:
      return readArray(stream, put, depth);
    case 0x76: {
      const described = readClass(stream, depth + 1);
      handles.push(null);
      return put(tagged('class', textNode(described?.name ?? 'null')));
    }
    case 0x77:
      return put(bytesNode(reader.take(reader.u8())));
    case 0x7a:
      return put(bytesNode(reader.take(reader.i32())));
    case 0x7e: {
      const described = readClass(stream, depth + 1);
      handles.push(null);
      return read(stream, (constant) => put(tagged(`enum ${described?.name ?? ''}`, constant)), depth + 1);
    }
    case 0x72:
    case 0x7d:
      reader.at = at;
      return put(tagged('class', textNode(readClass(stream, depth + 1)?.name ?? 'null')));
    case 0x79:
      handles.length = 0;
      return put(word('reset'));
    default:
      return refuse('invalid', at, `type 0x${type.toString(16)}`);
  }
}

function readClass(stream: Stream, depth: number): ClassDescription | null {
  const { reader, context, handles } = stream;
  context.budget.checkDepth(depth);
  const at = reader.at;
  const type = reader.u8();
  if (type === 0x70) return null;
  if (type === 0x71) {
    const known = handles[reader.i32() - firstHandle];
    return known !== null && known !== undefined && 'fields' in known ? known : refuse('invalid', at, 'handle of no class');
  }
  if (type === 0x7d) {
    const described: ClassDescription = { name: 'proxy', flags: 2, fields: [], parent: null };
    handles.push(described);
    const count = reader.i32();
    if (count < 0 || count > reader.left()) return refuse('length', at, String(count));
    for (let index = 0; index < count; index++) name(reader);
    annotations(stream, () => undefined, depth + 1);
    described.parent = readClass(stream, depth + 1);
    return described;
  }
  if (type !== 0x72) return refuse('invalid', at, `class 0x${type.toString(16)}`);
  const title = name(reader);
  reader.take(8);
  const fields: { type: string; name: string }[] = [];
  const slot = handles.push(null) - 1;
  const flags = reader.u8();
  const count = reader.u16();
  const described: ClassDescription = { name: title, flags, fields, parent: null };
  handles[slot] = described;
  for (let index = 0; index < count; index++) {
    const kind = String.fromCharCode(reader.u8());
    fields.push({ type: kind, name: name(reader) });
    if (kind === 'L' || kind === '[') read(stream, () => undefined, depth + 1);
  }
  annotations(stream, () => undefined, depth + 1);
  described.parent = readClass(stream, depth + 1);
  for (let up: ClassDescription | null = described.parent, turn = 0; up !== null; up = up.parent)
    if (up === described || turn++ > 100) return refuse('invalid', at, 'class is its own parent');
  return described;
}

function annotations(stream: Stream, put: Put, depth: number): void {
  while (stream.reader.peek() !== 0x78) read(stream, put, depth);
  stream.reader.u8();
}

function readObject(stream: Stream, put: Put, depth: number): void {
  const { reader, handles } = stream;
  const at = reader.at;
  const described = readClass(stream, depth + 1);
  if (described === null) return refuse('invalid', at, 'object of no class');
  handles.push(null);
  const map = openMap();
  put(tagged(described.name, map));
  const line: ClassDescription[] = [];
  for (let one: ClassDescription | null = described; one !== null; one = one.parent) line.unshift(one);
  for (const one of line) {
    const serializable = (one.flags & 2) !== 0;
    if (serializable) for (const field of one.fields) readField(stream, field.type, (value) => map.entries.push([textNode(field.name), value]), depth + 1);
    const written = (one.flags & 1) !== 0 || ((one.flags & 4) !== 0 && (one.flags & 8) !== 0);
    if ((one.flags & 4) !== 0 && (one.flags & 8) === 0) return refuse('unsupported', reader.at, 'Externalizable of protocol 1');
    if (!written) continue;
    const extra = openList();
    annotations(stream, (node) => (extra.items.length === 0 && map.entries.push([word(`written by ${one.name}`), extra]), extra.items.push(node)), depth + 1);
  }
}

function readField(stream: Stream, type: string, put: Put, depth: number): void {
  const { reader, context } = stream;
  if (type === 'L' || type === '[') return read(stream, put, depth);
  context.budget.takeNode();
  switch (type) {
    case 'B':
      return put(number(reader.i8()));
    case 'C':
      return put(textNode(String.fromCharCode(reader.u16())));
    case 'D':
      return put(number(floatText(reader.f64())));
    case 'F':
      return put(number(float32Text(reader.f32())));
    case 'I':
      return put(number(reader.i32()));
    case 'J':
      return put(number(reader.i64()));
    case 'S':
      return put(number(reader.i16()));
    case 'Z':
      return put(word(reader.u8() === 0 ? 'false' : 'true'));
    default:
      return refuse('invalid', reader.at, `field type ${JSON.stringify(type)}`);
  }
}

function readArray(stream: Stream, put: Put, depth: number): void {
  const { reader, handles } = stream;
  const described = readClass(stream, depth + 1);
  handles.push(null);
  const at = reader.at;
  const count = reader.i32();
  if (count < 0 || count > reader.left()) return refuse('length', at, String(count));
  const type = described?.name[1] ?? '';
  if (type === 'B') return put(bytesNode(reader.take(count)));
  const list = openList();
  put(tagged(described?.name ?? 'array', list));
  for (let index = 0; index < count; index++) readField(stream, type, (item) => list.items.push(item), depth + 1);
}
