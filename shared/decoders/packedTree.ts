/** A tree as three flat parts, so that a page gets a large one in no time and makes only the nodes that it looks at. */
import type { Bytes } from '../bytes.ts';
import type { Entry, Node } from './tree.ts';

export interface PackedTree {
  /** Node by node, a parent before its children: its kind, then two words of its own. */
  readonly shape: Uint32Array;
  /** All texts, end to end: as text, because what decoders give need not be valid Unicode. */
  readonly texts: string;
  readonly bytes: Bytes;
}

/** Where in the list a kind stands is its number. `again`: a node that stands elsewhere in the tree too, at the place that follows. */
const kinds = ['number', 'word', 'text', 'bytes', 'list', 'map', 'tagged', 'reference', 'again'] as const;
const words = 3;
/** Short texts are not worth looking for. */
const worth = 32;

export function packTree(root: Node): PackedTree {
  let shape = new Uint32Array(1024);
  let to = 0;
  const texts: string[] = [];
  let textEnd = 0;
  const long = new Map<string, number>();
  const chunks: Bytes[] = [];
  let bytesEnd = 0;
  const stored = new Map<Bytes, number>();
  const places = new Map<Node, number>();

  const put = (kind: (typeof kinds)[number], one: number, other: number): number => {
    if (to + words > shape.length) {
      const larger = new Uint32Array(shape.length * 2);
      larger.set(shape);
      shape = larger;
    }
    shape[to] = kinds.indexOf(kind);
    shape[to + 1] = one;
    shape[to + 2] = other;
    to += words;
    return to - words;
  };
  const text = (value: string): number => {
    const known = value.length < worth ? undefined : long.get(value);
    if (known !== undefined) return known;
    const at = textEnd;
    texts.push(value);
    textEnd += value.length;
    if (value.length >= worth) long.set(value, at);
    return at;
  };
  const store = (value: Bytes): number => {
    const known = stored.get(value);
    if (known !== undefined) return known;
    const at = bytesEnd;
    chunks.push(value);
    bytesEnd += value.length;
    stored.set(value, at);
    return at;
  };
  const add = (node: Node): void => {
    const place = places.get(node);
    if (place !== undefined) return void put('again', place, 0);
    places.set(node, to);
    switch (node.kind) {
      case 'bytes':
        put('bytes', store(node.bytes), node.bytes.length);
        return;
      case 'list': {
        const at = put('list', node.items.length, 0);
        for (const item of node.items) add(item);
        shape[at + 2] = to;
        return;
      }
      case 'map': {
        const at = put('map', node.entries.length, 0);
        for (const [key, value] of node.entries) {
          add(key);
          add(value);
        }
        shape[at + 2] = to;
        return;
      }
      case 'tagged':
        put('tagged', text(node.tag), node.tag.length);
        add(node.of);
        return;
      case 'reference':
        put('reference', text(node.to), node.to.length);
        return;
      default:
        put(node.kind, text(node.text), node.text.length);
    }
  };

  add(root);
  const bytes = new Uint8Array(bytesEnd);
  for (const chunk of chunks) bytes.set(chunk, stored.get(chunk));
  return { shape: shape.slice(0, to), texts: texts.join(''), bytes };
}

/** Children are made when they are first asked for, and then stay. */
export function unpackTree({ shape, texts, bytes }: PackedTree): Node {
  const textAt = (at: number): string => texts.slice(shape[at + 1], (shape[at + 1] ?? 0) + (shape[at + 2] ?? 0));
  const kindAt = (at: number): (typeof kinds)[number] => kinds[shape[at] ?? -1] ?? 'word';
  const after = (at: number): number => {
    let from = at;
    while (kindAt(from) === 'tagged') from += words;
    const kind = kindAt(from);
    return kind === 'list' || kind === 'map' ? (shape[from + 2] ?? 0) : from + words;
  };
  const children = (at: number, count: number): readonly Node[] => {
    const nodes: Node[] = [];
    for (let from = at + words; nodes.length < count; from = after(from)) nodes.push(node(from));
    return nodes;
  };
  function node(at: number): Node {
    const kind = kindAt(at);
    const [one = 0, other = 0] = [shape[at + 1], shape[at + 2]];
    switch (kind) {
      case 'again':
        return node(one);
      case 'bytes':
        return { kind, bytes: bytes.subarray(one, one + other) };
      case 'list':
        return {
          kind,
          get items() {
            return kept(this, 'items', children(at, one));
          },
        };
      case 'map':
        return {
          kind,
          get entries() {
            const flat = children(at, one * 2);
            const entries = Array.from({ length: one }, (_, index): Entry => [flat[index * 2] ?? this, flat[index * 2 + 1] ?? this]);
            return kept(this, 'entries', entries);
          },
        };
      case 'tagged':
        return { kind, tag: textAt(at), of: node(at + words) };
      case 'reference':
        return { kind, to: textAt(at) };
      default:
        return { kind, text: textAt(at) };
    }
  }
  return node(0);
}

/** From now on the value itself stands where it was worked out. */
function kept<T>(owner: object, name: string, value: T): T {
  Object.defineProperty(owner, name, { value, enumerable: true });
  return value;
}
