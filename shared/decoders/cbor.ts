/** CBOR (RFC 8949): tags, bignums, indefinite lengths, half floats and simple values, all as data. */
import type { Bytes } from '../bytes.ts';
import { cborBytes } from './cborWrite.ts';
import { type Context, type Decoder, refuse } from './decoder.ts';
import { float32Text } from './msgpack.ts';
import { newReader, type Reader, stringNode } from './reader.ts';
import { type Put, readTree } from './reading.ts';
import { bytesNode, floatText, type Node, number, openList, openMap, scalarText, tagged, word } from './tree.ts';

export const cbor: Decoder = {
  name: 'cbor',
  title: 'CBOR',
  family: 'structure',
  detect(bytes, context) {
    const first = bytes[0] ?? 0;
    const done = readTree((put) => readAll(bytes, context, put));
    if (done.kind !== 'tree') return refuse('invalid');
    if (bytes[0] === 0xd9 && bytes[1] === 0xd9 && bytes[2] === 0xf7) return 0.99;
    const { root } = done;
    if (root.kind === 'map') return root.entries.length === 0 ? 0.15 : root.entries.every(([key]) => key.kind === 'text' || key.kind === 'number') ? 0.9 : 0.5;
    if (root.kind === 'list') return root.items.length === 0 || bytes.length < 6 ? 0.15 : 0.75;
    return first >= 0xc0 && root.kind === 'tagged' && bytes.length > 4 ? 0.4 : 0.02;
  },
  decode: (bytes, context) => readTree((put) => readAll(bytes, context, put)),
  encode: (decoded) => (decoded.kind === 'tree' && decoded.cut === null ? cborBytes(decoded.root) : refuse('unsupported')),
};

function readAll(bytes: Bytes, context: Context, put: Put): void {
  const reader = newReader(bytes);
  read(reader, put, 0, context);
  reader.end();
}

const endless = -1n;

function read(reader: Reader, put: Put, depth: number, context: Context): void {
  context.budget.checkDepth(depth);
  context.budget.takeNode();
  const at = reader.at;
  const head = reader.u8();
  const major = head >> 5;
  if (major === 7) return put(simple(reader, head & 31, at));
  const size = argument(reader, head & 31, at);
  if (size === endless && (major < 2 || major > 5)) return refuse('invalid', at, 'indefinite length');
  switch (major) {
    case 0:
      return put(number(size));
    case 1:
      return put(number(-1n - size));
    case 2:
      return put(bytesNode(pieces(reader, size, 2, context)));
    case 3:
      return put(stringNode(pieces(reader, size, 3, context)));
    case 4:
      return readList(reader, size, put, depth, context);
    case 5:
      return readMap(reader, size, put, depth, context);
    default:
      return read(reader, (of) => put(meaning(size, of)), depth + 1, context);
  }
}

function argument(reader: Reader, low: number, at: number): bigint {
  if (low < 24) return BigInt(low);
  if (low === 24) return BigInt(reader.u8());
  if (low === 25) return BigInt(reader.u16());
  if (low === 26) return BigInt(reader.u32());
  if (low === 27) return reader.u64();
  return low === 31 ? endless : refuse('invalid', at, `additional information ${low}`);
}

function pieces(reader: Reader, size: bigint, major: number, context: Context): Bytes {
  if (size !== endless) return reader.take(count(reader, size));
  const parts: Bytes[] = [];
  let length = 0;
  while (reader.peek() !== 0xff) {
    context.budget.step();
    const at = reader.at;
    const head = reader.u8();
    if (head >> 5 !== major) return refuse('invalid', at, 'piece of another type');
    const inner = argument(reader, head & 31, at);
    if (inner === endless) return refuse('invalid', at, 'endless piece');
    const part = reader.take(count(reader, inner));
    parts.push(part);
    length += part.length;
  }
  reader.u8();
  context.budget.takeBytes(length);
  const all = new Uint8Array(length);
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}

/** Nothing has more parts than there are bytes left. */
function count(reader: Reader, size: bigint): number {
  return size <= BigInt(reader.left()) ? Number(size) : refuse('length', reader.at, String(size));
}

function readList(reader: Reader, size: bigint, put: Put, depth: number, context: Context): void {
  const total = size === endless ? Number.POSITIVE_INFINITY : count(reader, size);
  const list = openList();
  put(list);
  for (let index = 0; index < total; index++) {
    if (size === endless && ends(reader)) return;
    read(reader, (item) => list.items.push(item), depth + 1, context);
  }
}

function readMap(reader: Reader, size: bigint, put: Put, depth: number, context: Context): void {
  const total = size === endless ? Number.POSITIVE_INFINITY : count(reader, size);
  const map = openMap();
  put(map);
  for (let index = 0; index < total; index++) {
    if (size === endless && ends(reader)) return;
    let key: Node = word('null');
    read(reader, (node) => (key = node), depth + 1, context);
    read(reader, (value) => map.entries.push([key, value]), depth + 1, context);
  }
}

function ends(reader: Reader): boolean {
  if (reader.peek() !== 0xff) return false;
  reader.u8();
  return true;
}

function simple(reader: Reader, low: number, at: number): Node {
  switch (low) {
    case 20:
      return word('false');
    case 21:
      return word('true');
    case 22:
      return word('null');
    case 23:
      return word('undefined');
    case 24: {
      const value = reader.u8();
      return value < 32 ? refuse('invalid', at, `simple value ${value}`) : word(`simple(${value})`);
    }
    case 25:
      return number(floatText(halfFloat(reader.u16())));
    case 26:
      return number(float32Text(reader.f32()));
    case 27:
      return number(floatText(reader.f64()));
    default:
      return low < 20 ? word(`simple(${low})`) : refuse('invalid', at, low === 31 ? 'break' : `additional information ${low}`);
  }
}

function halfFloat(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const names = new Map([
  [0n, 'date'],
  [1n, 'epoch'],
  [4n, 'decimal'],
  [5n, 'bigfloat'],
  [21n, 'base64url'],
  [22n, 'base64'],
  [23n, 'base16'],
  [24n, 'cbor'],
  [32n, 'uri'],
  [33n, 'base64url'],
  [34n, 'base64'],
  [35n, 'regexp'],
  [36n, 'mime'],
  [37n, 'uuid'],
  [258n, 'set'],
  [55799n, 'self-described'],
]);

/** More than this many bytes of an integer take quadratic time to write in decimal. */
const longestBignum = 1024;

function meaning(tag: bigint, of: Node): Node {
  if ((tag === 2n || tag === 3n) && of.kind === 'bytes' && of.bytes.length <= longestBignum) {
    const value = BigInt(`0x0${scalarText(of)}`);
    return tagged('bignum', number(tag === 2n ? value : -1n - value));
  }
  const name = names.get(tag);
  return tagged(name === undefined ? `tag ${tag}` : `tag ${tag} ${name}`, of);
}
