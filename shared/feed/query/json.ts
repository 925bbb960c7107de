/** Finds one value in JSON bytes by its path, without parsing what is beside the way. */
import { type Bytes, utf8 } from '../../bytes.ts';

export interface Found {
  readonly kind: 'text' | 'number' | 'word' | 'nested';
  /** Without the quotes of a text. */
  readonly from: number;
  readonly to: number;
  /** A text with a backslash in it: as it stands it is not what it says. */
  readonly escaped: boolean;
}

const quoteMark = 0x22;
const backslash = 0x5c;
const openObject = 0x7b;
const closeObject = 0x7d;
const openList = 0x5b;
const closeList = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

/** Null where the path leads nowhere, or these bytes are no JSON as far as they were looked at. A name given twice: the first counts. */
export function findInJson(bytes: Bytes, from: number, to: number, path: readonly Bytes[]): Found | null {
  let at = skipSpace(bytes, from, to);
  const head = bytes[at];
  if (head !== openObject && head !== openList) return null;
  for (const name of path) {
    const next = bytes[at] === openObject ? member(bytes, at + 1, to, name) : bytes[at] === openList ? element(bytes, at + 1, to, name) : -1;
    if (next === -1) return null;
    at = next;
  }
  return valueAt(bytes, at, to);
}

/** The value as it is meant: a text without its quotes and escapes. */
export function jsonValue(bytes: Bytes, from: number, to: number, path: readonly Bytes[]): Bytes | null {
  const found = findInJson(bytes, from, to, path);
  if (found === null) return null;
  if (!found.escaped) return bytes.subarray(found.from, found.to);
  const text = unescaped(bytes, found);
  return text === null ? null : utf8(text);
}

/** What each member of the outermost object is; `told` gets views of name and value. */
export function eachMember(bytes: Bytes, from: number, to: number, told: (name: Bytes, value: Found) => void): void {
  let at = skipSpace(bytes, from, to);
  if (bytes[at++] !== openObject) return;
  for (;;) {
    at = skipSpace(bytes, at, to);
    if (bytes[at] !== quoteMark) return;
    const end = textEnd(bytes, at, to);
    if (end === -1) return;
    const name = bytes.subarray(at + 1, end - 1);
    at = skipSpace(bytes, end, to);
    if (bytes[at] !== colon) return;
    at = skipSpace(bytes, at + 1, to);
    const value = valueAt(bytes, at, to);
    if (value === null) return;
    told(name, value);
    at = skipSpace(bytes, value.kind === 'text' ? value.to + 1 : value.to, to);
    if (bytes[at] !== comma) return;
    at++;
  }
}

/** The text of a value that has escapes in it; null where they are broken. */
export function unescaped(bytes: Bytes, { from, to }: Found): string | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(from - 1, to + 1)));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Where the value of this member begins. */
function member(bytes: Bytes, from: number, to: number, name: Bytes): number {
  let at = from;
  for (;;) {
    at = skipSpace(bytes, at, to);
    if (bytes[at] !== quoteMark) return -1;
    const end = textEnd(bytes, at, to);
    if (end === -1) return -1;
    const hit = isName(bytes, at + 1, end - 1, name);
    at = skipSpace(bytes, end, to);
    if (bytes[at] !== colon) return -1;
    at = skipSpace(bytes, at + 1, to);
    if (hit) return at < to ? at : -1;
    at = afterValue(bytes, at, to);
    if (at === -1) return -1;
    at = skipSpace(bytes, at, to);
    if (bytes[at] !== comma || at >= to) return -1;
    at++;
  }
}

function element(bytes: Bytes, from: number, to: number, name: Bytes): number {
  if (name.length === 0) return -1;
  let index = 0;
  for (const digit of name) {
    if (digit < 0x30 || digit > 0x39 || index > 1e8) return -1;
    index = index * 10 + digit - 0x30;
  }
  let at = skipSpace(bytes, from, to);
  if (bytes[at] === closeList) return -1;
  for (; index > 0; index--) {
    at = afterValue(bytes, at, to);
    if (at === -1) return -1;
    at = skipSpace(bytes, at, to);
    if (bytes[at] !== comma) return -1;
    at = skipSpace(bytes, at + 1, to);
  }
  return at < to ? at : -1;
}

function isName(bytes: Bytes, from: number, to: number, name: Bytes): boolean {
  if (to - from === name.length) {
    let at = 0;
    while (at < name.length && bytes[from + at] === name[at]) at++;
    if (at === name.length) return true;
  }
  if (to - from <= name.length || bytes.subarray(from, to).indexOf(backslash) === -1) return false;
  const text = unescaped(bytes, { kind: 'text', from, to, escaped: true });
  return text !== null && text === new TextDecoder().decode(name);
}

function valueAt(bytes: Bytes, at: number, to: number): Found | null {
  const end = afterValue(bytes, at, to);
  if (end === -1) return null;
  const head = bytes[at] as number;
  if (head === quoteMark) {
    const escaped = bytes.subarray(at + 1, end - 1).indexOf(backslash) !== -1;
    return { kind: 'text', from: at + 1, to: end - 1, escaped };
  }
  const number = head === 0x2d || (head >= 0x30 && head <= 0x39);
  const kind = head === openObject || head === openList ? 'nested' : number ? 'number' : 'word';
  return { kind, from: at, to: end, escaped: false };
}

/** Behind the value that begins here, or -1. Brackets are counted, not matched: what is no JSON finds no more than its own bytes. */
function afterValue(bytes: Bytes, from: number, to: number): number {
  let at = from;
  let depth = 0;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte === quoteMark) {
      at = textEnd(bytes, at, to);
      if (at === -1) return -1;
      if (depth === 0) return at;
    } else if (byte === openObject || byte === openList) {
      depth++;
      at++;
    } else if (byte === closeObject || byte === closeList) {
      at++;
      if (--depth === 0) return at;
      if (depth < 0) return -1;
    } else if (depth > 0) {
      at++;
    } else {
      return scalarEnd(bytes, at, to);
    }
  }
  return -1;
}

function scalarEnd(bytes: Bytes, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte <= 0x20 || byte === comma || byte === closeObject || byte === closeList) break;
    at++;
  }
  return at > from ? at : -1;
}

/** Behind the closing quote of the text that begins here, or -1. */
function textEnd(bytes: Bytes, from: number, to: number): number {
  for (let at = from + 1; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === quoteMark) return at + 1;
    if (byte === backslash) at++;
  }
  return -1;
}

function skipSpace(bytes: Bytes, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09)) at++;
  return at;
}
