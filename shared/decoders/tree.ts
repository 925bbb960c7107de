/** Decoded structure as plain data: order and doubled keys kept, numbers as they are written, bytes as bytes, and never an object with keys from outside. */
import type { Bytes } from '../bytes.ts';

export type Node =
  /** `text` is verbatim where the format is text; otherwise exact, whatever its size (2^64, 1e400, NaN). */
  | { readonly kind: 'number'; readonly text: string }
  /** null, true, undefined: what is no number and no text. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  /** A value that its format names: a tag, an extension type, a class. Data only, never made into what it names. */
  | { readonly kind: 'tagged'; readonly tag: string; readonly of: Node }
  /** The same thing as another in this tree, which is why a tree can be drawn and a graph cannot. */
  | { readonly kind: 'reference'; readonly to: string };

export type Entry = readonly [key: Node, value: Node];

/** A list or a map while it is read: it stands in the tree from the start, so that a tree that is cut shows what was read. */
export interface OpenList {
  readonly kind: 'list';
  readonly items: Node[];
}
export interface OpenMap {
  readonly kind: 'map';
  readonly entries: [Node, Node][];
}

export const openList = (): OpenList => ({ kind: 'list', items: [] });
export const openMap = (): OpenMap => ({ kind: 'map', entries: [] });
export const number = (text: string | number | bigint): Node => ({ kind: 'number', text: typeof text === 'number' ? numberText(text) : String(text) });
export const word = (text: string): Node => ({ kind: 'word', text });
export const textNode = (text: string): Node => ({ kind: 'text', text });
export const bytesNode = (bytes: Bytes): Node => ({ kind: 'bytes', bytes });
export const tagged = (tag: string, of: Node): Node => ({ kind: 'tagged', tag, of });

/** A float keeps its point, so that it can be told from an integer. */
export function floatText(value: number): string {
  const text = numberText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** One step into a tree: the index of an item, or the place of an entry whose key this is. Of doubled keys the last one counts, as in most languages. */
export function childAt(node: Node, name: string): Node | null {
  switch (node.kind) {
    case 'list':
      return /^\d{1,9}$/.test(name) ? (node.items[Number(name)] ?? null) : null;
    case 'map':
      return node.entries.findLast(([key]) => keyText(key) === name)?.[1] ?? null;
    case 'tagged':
      return childAt(node.of, name);
    default:
      return null;
  }
}

/** What a query means by `user.tags.0`; null where there is nothing. */
export function nodeAt(root: Node, path: readonly string[]): Node | null {
  let node: Node | null = root;
  for (const name of path) {
    if (node === null) return null;
    node = childAt(node, name);
  }
  return node;
}

/** A scalar as text, for comparing and for keys; null for what has parts. */
export function scalarText(node: Node): string | null {
  switch (node.kind) {
    case 'number':
    case 'word':
    case 'text':
      return node.text;
    case 'bytes':
      return Array.from(node.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'tagged':
      return scalarText(node.of);
    case 'reference':
      return node.to;
    case 'list':
    case 'map':
      return null;
  }
}

export function keyText(key: Node): string {
  return scalarText(key) ?? `(${key.kind})`;
}
