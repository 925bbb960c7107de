/** An opened folder, and the hash table that finds the folder of a segment in it. */
import { type Folders, none } from './folders.ts';
import { type Numbers, numbers, push } from './lists.ts';
import { hashOf, type Names, nowhere, type Place } from './names.ts';

/** Its folders and keys as they came, and in the order that is shown. */
export interface Split {
  readonly node: number;
  readonly kids: Numbers;
  readonly keys: Numbers;
  /** As of the last sorting: rows are made of these. */
  kidOrder: Uint32Array;
  keyOrder: Uint32Array;
  /** Something came or went since. */
  stale: boolean;
  /** More was on its way when it was sorted last. */
  partial: boolean;
  sortedAt: number;
  sortMs: number;
  /** Ranks of the kids that are open, ascending, and rows of everything that is visible in here. */
  openRanks: Numbers;
  visible: number;
  slots: Uint32Array;
}

export function emptySplit(node: number): Split {
  return {
    node,
    kids: numbers(),
    keys: numbers(),
    kidOrder: new Uint32Array(),
    keyOrder: new Uint32Array(),
    stale: true,
    partial: false,
    sortedAt: Number.NEGATIVE_INFINITY,
    sortMs: 0,
    openRanks: numbers(),
    visible: 0,
    slots: new Uint32Array(16),
  };
}

const other = nowhere();

/** `from` and `end` are counted from the beginning of the name at `place`. */
export function findKid(names: Names, nodes: Folders, split: Split, { block, from: base }: Place, from: number, end: number): number {
  const mask = split.slots.length - 1;
  let slot = hashOf(block, base + from, base + end, 0) & mask;
  for (let entry = split.slots[slot] as number; entry !== 0; entry = split.slots[slot] as number) {
    const node = entry - 1;
    if (nodes.ends[node] === end) {
      names.look(nodes.samples[node] as number, other);
      let at = from;
      while (at < end && other.block[other.from + at] === block[base + at]) at++;
      if (at === end) return node;
    }
    slot = (slot + 1) & mask;
  }
  return none;
}

export function addKid(names: Names, nodes: Folders, split: Split, node: number): void {
  push(split.kids, node);
  if (split.kids.length * 2 <= split.slots.length) return enter(names, nodes, split, node);
  split.slots = new Uint32Array(split.slots.length * 4);
  for (let at = 0; at < split.kids.length; at++) enter(names, nodes, split, split.kids.items[at] as number);
}

function enter(names: Names, nodes: Folders, split: Split, node: number): void {
  const mask = split.slots.length - 1;
  names.look(nodes.samples[node] as number, other);
  let slot = hashOf(other.block, other.from + (nodes.ends[split.node] as number), other.from + (nodes.ends[node] as number), 0) & mask;
  while (split.slots[slot] !== 0) slot = (slot + 1) & mask;
  split.slots[slot] = node + 1;
}
