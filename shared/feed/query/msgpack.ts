/** Finds one value in MessagePack bytes by its path, without decoding what is beside the way. */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { float32Text } from '../../decoders/msgpack.ts';
import { floatText } from '../../decoders/tree.ts';

export type PackedKind = 'map' | 'list' | 'text' | 'bytes' | 'number' | 'word' | 'extension';

/** What stands at a place; the same one is filled in again and again. */
interface Head {
  kind: PackedKind;
  /** Entries of a map, items of a list, bytes of anything else. */
  count: number;
  /** Behind the head. */
  start: number;
}

const head: Head = { kind: 'word', count: 0, start: 0 };

/** As it would be written in a query: text and bytes as they are, numbers in digits. Null where the path leads nowhere, or the bytes are no MessagePack. */
export function findInMsgpack(bytes: Bytes, from: number, to: number, path: readonly Bytes[]): Bytes | null {
  let at = from;
  for (const name of path) {
    at = stepInto(bytes, at, to, name);
    if (at === -1) return null;
  }
  return valueAt(bytes, at, to);
}

/** One value, and nothing behind it. */
export function isWholeMsgpack(bytes: Bytes, from: number, to: number): boolean {
  return behind(bytes, from, to) === to;
}

/** What each entry of the outermost map is; a name that is neither text nor number is passed over. */
export function eachPacked(bytes: Bytes, from: number, to: number, told: (name: Bytes, kind: PackedKind, value: Bytes) => void): void {
  if (!headAt(bytes, from, to) || head.kind !== 'map') return;
  let { start: at } = head;
  for (let left = head.count; left > 0; left--) {
    const name = valueAt(bytes, at, to);
    const after = behind(bytes, at, to);
    if (after === -1) return;
    const end = behind(bytes, after, to);
    if (end === -1) return;
    const value = valueAt(bytes, after, to);
    if (headAt(bytes, after, to) && name !== null && value !== null) told(name, head.kind, value);
    at = end;
  }
}

/** Where the value under this name begins, or -1. A name given twice: the first counts. */
function stepInto(bytes: Bytes, from: number, to: number, name: Bytes): number {
  if (!headAt(bytes, from, to)) return -1;
  const { kind, count } = head;
  let at = head.start;
  if (kind === 'map') {
    for (let left = count; left > 0; left--) {
      const found = valueAt(bytes, at, to);
      at = behind(bytes, at, to);
      if (at === -1 || (found !== null && sameBytes(found, name))) return at;
      at = behind(bytes, at, to);
      if (at === -1) return -1;
    }
    return -1;
  }
  if (kind !== 'list') return -1;
  const index = indexOf(name);
  if (index < 0 || index >= count) return -1;
  for (let left = index; left > 0 && at !== -1; left--) at = behind(bytes, at, to);
  return at;
}

function indexOf(name: Bytes): number {
  if (name.length === 0 || name.length > 9) return -1;
  let index = 0;
  for (const digit of name) {
    if (digit < 0x30 || digit > 0x39) return -1;
    index = index * 10 + digit - 0x30;
  }
  return index;
}

function valueAt(bytes: Bytes, at: number, to: number): Bytes | null {
  if (!headAt(bytes, at, to)) return null;
  const { kind, count, start } = head;
  switch (kind) {
    case 'text':
    case 'bytes':
      return start + count <= to ? bytes.subarray(start, start + count) : null;
    case 'number':
      return start + count <= to ? utf8(numberText(bytes, at, bytes[at] as number)) : null;
    case 'word':
      return utf8(bytes[at] === 0xc0 ? 'null' : bytes[at] === 0xc2 ? 'false' : 'true');
    case 'map':
    case 'list': {
      const end = behind(bytes, at, to);
      return end === -1 ? null : bytes.subarray(at, end);
    }
    case 'extension':
      return null;
  }
}

function numberText(bytes: Bytes, at: number, first: number): string {
  if (first < 0x80) return String(first);
  if (first >= 0xe0) return String(first - 0x100);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + 1);
  switch (first) {
    case 0xca:
      return float32Text(view.getFloat32(0));
    case 0xcb:
      return floatText(view.getFloat64(0));
    case 0xcc:
      return String(view.getUint8(0));
    case 0xcd:
      return String(view.getUint16(0));
    case 0xce:
      return String(view.getUint32(0));
    case 0xcf:
      return String(view.getBigUint64(0));
    case 0xd0:
      return String(view.getInt8(0));
    case 0xd1:
      return String(view.getInt16(0));
    case 0xd2:
      return String(view.getInt32(0));
    default:
      return String(view.getBigInt64(0));
  }
}

/** Behind the value that begins here, with all that is in it; -1 where it is broken. Nesting is counted, not recursed into. */
function behind(bytes: Bytes, from: number, to: number): number {
  let at = from;
  for (let left = 1; left > 0; left--) {
    if (!headAt(bytes, at, to)) return -1;
    at = head.start;
    if (head.kind === 'map') left += head.count * 2;
    else if (head.kind === 'list') left += head.count;
    else at += head.count;
    if (at > to) return -1;
  }
  return at;
}

/** Fills in `head`; false where nothing can begin so, or it breaks off. */
function headAt(bytes: Bytes, at: number, to: number): boolean {
  if (at < 0 || at >= to) return false;
  const first = bytes[at] as number;
  if (first < 0x80 || first >= 0xe0) return put('number', 0, at + 1);
  if (first < 0x90) return put('map', first & 0x0f, at + 1);
  if (first < 0xa0) return put('list', first & 0x0f, at + 1);
  if (first < 0xc0) return put('text', first & 0x1f, at + 1);
  if (first === 0xc1) return false;
  if (first <= 0xc3) return put('word', 0, at + 1);
  if (first <= 0xc6) return counted('bytes', 1 << (first - 0xc4));
  // An extension has its type before its bytes.
  if (first <= 0xc9) return counted('extension', 1 << (first - 0xc7)) && ++head.count > 0;
  if (first === 0xca) return put('number', 4, at + 1);
  if (first === 0xcb) return put('number', 8, at + 1);
  if (first <= 0xcf) return put('number', 1 << (first - 0xcc), at + 1);
  if (first <= 0xd3) return put('number', 1 << (first - 0xd0), at + 1);
  if (first <= 0xd8) return put('extension', (1 << (first - 0xd4)) + 1, at + 1);
  if (first <= 0xdb) return counted('text', 1 << (first - 0xd9));
  if (first <= 0xdd) return counted('list', 2 << (first - 0xdc));
  return counted('map', 2 << (first - 0xde));

  function counted(kind: PackedKind, width: number): boolean {
    if (at + 1 + width > to) return false;
    let count = 0;
    for (let index = 1; index <= width; index++) count = count * 256 + (bytes[at + index] as number);
    return put(kind, count, at + 1 + width);
  }
}

function put(kind: PackedKind, count: number, start: number): true {
  head.kind = kind;
  head.count = count;
  head.start = start;
  return true;
}
