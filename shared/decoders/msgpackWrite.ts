/** A tree as MessagePack in its shortest forms: what most libraries write, so that what they wrote comes back the same. */
import { type Bytes, utf8 } from '../bytes.ts';
import { refuse } from './decoder.ts';
import type { Node } from './tree.ts';
import { newWriter, type Writer } from './writer.ts';

export function msgpackBytes(root: Node): Bytes {
  const writer = newWriter();
  write(writer, root);
  return writer.done();
}

function write(writer: Writer, node: Node): void {
  switch (node.kind) {
    case 'number':
      return writeNumber(writer, node.text);
    case 'word':
      return writer.u8(node.text === 'null' ? 0xc0 : node.text === 'false' ? 0xc2 : node.text === 'true' ? 0xc3 : refuse('unsupported', undefined, node.text));
    case 'text': {
      const bytes = utf8(node.text);
      if (bytes.length < 32) writer.u8(0xa0 | bytes.length);
      else head(writer, bytes.length, 0xd9, 0xda, 0xdb);
      return writer.raw(bytes);
    }
    case 'bytes':
      head(writer, node.bytes.length, 0xc4, 0xc5, 0xc6);
      return writer.raw(node.bytes);
    case 'list':
      if (node.items.length < 16) writer.u8(0x90 | node.items.length);
      else head(writer, node.items.length, null, 0xdc, 0xdd);
      for (const item of node.items) write(writer, item);
      return;
    case 'map':
      if (node.entries.length < 16) writer.u8(0x80 | node.entries.length);
      else head(writer, node.entries.length, null, 0xde, 0xdf);
      for (const [key, value] of node.entries) {
        write(writer, key);
        write(writer, value);
      }
      return;
    case 'tagged': {
      const type = Number(/^ext (-?\d{1,3})$/.exec(node.tag)?.[1] ?? 1000);
      return type >= -128 && type < 128 && node.of.kind === 'bytes' ? writeExtension(writer, type, node.of.bytes) : refuse('unsupported', undefined, node.tag);
    }
    case 'reference':
      return refuse('unsupported', undefined, node.to);
  }
}

function writeExtension(writer: Writer, type: number, bytes: Bytes): void {
  const fixed = [1, 2, 4, 8, 16].indexOf(bytes.length);
  if (fixed >= 0) writer.u8(0xd4 + fixed);
  else head(writer, bytes.length, 0xc7, 0xc8, 0xc9);
  writer.u8(type & 0xff);
  writer.raw(bytes);
}

/** The shortest of the heads with 8, 16 and 32 bits of length. */
function head(writer: Writer, length: number, one: number | null, two: number, four: number): void {
  if (one !== null && length < 0x100) {
    writer.u8(one);
    writer.u8(length);
  } else if (length < 0x10000) {
    writer.u8(two);
    writer.view(2, (view) => view.setUint16(0, length));
  } else {
    writer.u8(four);
    writer.view(4, (view) => view.setUint32(0, length));
  }
}

function writeNumber(writer: Writer, text: string): void {
  if (!/^-?\d+$/.test(text)) {
    writer.u8(0xcb);
    return writer.view(8, (view) => view.setFloat64(0, Number(text)));
  }
  const value = BigInt(text);
  if (value >= 0n && value < 0x80n) return writer.u8(Number(value));
  if (value < 0n && value >= -32n) return writer.u8(Number(value + 256n));
  const [type, size] =
    value >= 0n
      ? value < 1n << 8n
        ? [0xcc, 1]
        : value < 1n << 16n
          ? [0xcd, 2]
          : value < 1n << 32n
            ? [0xce, 4]
            : [0xcf, 8]
      : value >= -(1n << 7n)
        ? [0xd0, 1]
        : value >= -(1n << 15n)
          ? [0xd1, 2]
          : value >= -(1n << 31n)
            ? [0xd2, 4]
            : [0xd3, 8];
  if (value >= 1n << 64n || value < -(1n << 63n)) refuse('length', undefined, text);
  writer.u8(type);
  writer.view(size, (view) => {
    const bits = BigInt.asUintN(size * 8, value);
    for (let index = 0; index < size; index++) view.setUint8(index, Number((bits >> BigInt(8 * (size - 1 - index))) & 0xffn));
  });
}
