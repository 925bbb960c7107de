/** The fields of one payload, outermost only, each as what it is. */
import { type Bytes, utf8 } from '../../bytes.ts';
import { keyText, type Node } from '../../decoders/tree.ts';
import type { FieldType } from '../insight.ts';
import { eachMember, type Found } from './json.ts';
import { eachPacked, type PackedKind } from './msgpack.ts';
import { bytesOf } from './treeValue.ts';

export type Told = (name: Bytes, type: FieldType, value: Bytes) => void;

export function jsonMembers(bytes: Bytes, from: number, to: number, told: Told): void {
  eachMember(bytes, from, to, (name, value) => told(name, typeOf(bytes, value), bytes.subarray(value.from, value.to)));
}

export function packedMembers(bytes: Bytes, from: number, to: number, told: Told): void {
  eachPacked(bytes, from, to, (name, kind, value) => told(name, packedType(kind, value), value));
}

export function treeMembers(root: Node, told: Told): void {
  const map = root.kind === 'tagged' ? root.of : root;
  if (map.kind !== 'map') return;
  for (const [key, value] of map.entries) told(utf8(keyText(key)), nodeType(value), bytesOf(value) ?? new Uint8Array(0));
}

function typeOf(bytes: Bytes, { kind, from }: Found): FieldType {
  if (kind !== 'word') return kind;
  return bytes[from] === 0x6e ? 'null' : 'boolean';
}

function packedType(kind: PackedKind, value: Bytes): FieldType {
  switch (kind) {
    case 'map':
    case 'list':
      return 'nested';
    case 'number':
      return 'number';
    case 'word':
      return value[0] === 0x6e ? 'null' : 'boolean';
    case 'text':
    case 'bytes':
    case 'extension':
      return 'text';
  }
}

function nodeType(node: Node): FieldType {
  switch (node.kind) {
    case 'map':
    case 'list':
      return 'nested';
    case 'number':
      return 'number';
    case 'word':
      return node.text === 'true' || node.text === 'false' ? 'boolean' : 'null';
    case 'text':
    case 'bytes':
    case 'reference':
      return 'text';
    case 'tagged':
      return nodeType(node.of);
  }
}
