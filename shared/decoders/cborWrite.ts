/** A tree as CBOR in its preferred forms: definite lengths, shortest heads. */
import { type Bytes, utf8 } from '../bytes.ts';
import { refuse } from './decoder.ts';
import { bytesNode, type Node } from './tree.ts';
import { newWriter, type Writer } from './writer.ts';

export function cborBytes(root: Node): Bytes {
  const writer = newWriter();
  write(writer, root);
  return writer.done();
}

const words = new Map([
  ['false', 0xf4],
  ['true', 0xf5],
  ['null', 0xf6],
  ['undefined', 0xf7],
]);

function write(writer: Writer, node: Node): void {
  switch (node.kind) {
    case 'number':
      return writeNumber(writer, node.text);
    case 'word':
      return writer.u8(words.get(node.text) ?? refuse('unsupported', undefined, node.text));
    case 'text': {
      const bytes = utf8(node.text);
      head(writer, 3, BigInt(bytes.length));
      return writer.raw(bytes);
    }
    case 'bytes':
      head(writer, 2, BigInt(node.bytes.length));
      return writer.raw(node.bytes);
    case 'list':
      head(writer, 4, BigInt(node.items.length));
      for (const item of node.items) write(writer, item);
      return;
    case 'map':
      head(writer, 5, BigInt(node.entries.length));
      for (const [key, value] of node.entries) {
        write(writer, key);
        write(writer, value);
      }
      return;
    case 'tagged': {
      if (node.tag === 'bignum' && node.of.kind === 'number') return writeBignum(writer, BigInt(node.of.text));
      const tag = /^tag (\d+)/.exec(node.tag)?.[1];
      if (tag === undefined) return refuse('unsupported', undefined, node.tag);
      head(writer, 6, BigInt(tag));
      return write(writer, node.of);
    }
    case 'reference':
      return refuse('unsupported', undefined, node.to);
  }
}

function writeNumber(writer: Writer, text: string): void {
  if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    return value < 0n ? head(writer, 1, -1n - value) : head(writer, 0, value);
  }
  writer.u8(0xfb);
  writer.view(8, (view) => view.setFloat64(0, Number(text)));
}

function writeBignum(writer: Writer, value: bigint): void {
  head(writer, 6, value < 0n ? 3n : 2n);
  const digits = (value < 0n ? -1n - value : value).toString(16);
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  write(writer, bytesNode(Uint8Array.from({ length: even.length / 2 }, (_, index) => Number.parseInt(even.slice(index * 2, index * 2 + 2), 16))));
}

function head(writer: Writer, major: number, size: bigint): void {
  if (size >= 1n << 64n) refuse('length', undefined, String(size));
  if (size < 24n) return writer.u8((major << 5) | Number(size));
  const [low, width] = size < 1n << 8n ? [24, 1] : size < 1n << 16n ? [25, 2] : size < 1n << 32n ? [26, 4] : [27, 8];
  writer.u8((major << 5) | low);
  for (let index = width - 1; index >= 0; index--) writer.u8(Number((size >> BigInt(8 * index)) & 0xffn));
}
