/** The rows of a tree from top to bottom, without making them: how many there are, and a walk over some of them. */
import { type Numbers, numbers, push } from './lists.ts';
import type { Split } from './split.ts';
import type { Tree } from './tree.ts';

export interface Visitor {
  folder(node: number, position: number, siblings: number): void;
  key(id: number, parent: number, position: number, siblings: number): void;
}

/** Counts the rows of every opened folder anew; gives those of the whole. */
export function layOut(tree: Tree): number {
  const reached: Split[] = [];
  const stack: Split[] = [tree.splitOf(tree.root) as Split];
  for (let split = stack.pop(); split !== undefined; split = stack.pop()) {
    reached.push(split);
    const ranks: Numbers = numbers();
    for (let rank = 0; rank < split.kidOrder.length; rank++) {
      const node = split.kidOrder[rank] as number;
      if (!tree.isOpen(node)) continue;
      const inner = tree.splitOf(node);
      if (inner === null) continue;
      push(ranks, rank);
      stack.push(inner);
    }
    split.openRanks = ranks;
  }
  // Parents were reached before their children.
  for (const split of reached.reverse()) {
    let rows = split.kidOrder.length + split.keyOrder.length;
    for (let at = 0; at < split.openRanks.length; at++) rows += inside(tree, split, at).visible;
    split.visible = rows;
  }
  return (reached.at(-1) as Split).visible;
}

/** Visits the rows of these positions. As laid out. */
export function walk(tree: Tree, from: number, count: number, visitor: Visitor): void {
  let skip = from;
  let left = count;
  const stack: { readonly split: Split; rank: number; open: number }[] = [{ split: tree.splitOf(tree.root) as Split, rank: 0, open: 0 }];
  while (left > 0) {
    const top = stack.at(-1);
    if (top === undefined) return;
    const { split } = top;
    const kids = split.kidOrder.length;
    const siblings = kids + split.keyOrder.length;
    if (top.rank < kids) {
      const nextOpen = top.open < split.openRanks.length ? (split.openRanks.items[top.open] as number) : kids;
      if (skip > 0 && top.rank < nextOpen) {
        const jump = Math.min(skip, nextOpen - top.rank);
        top.rank += jump;
        skip -= jump;
        continue;
      }
      const isOpen = top.rank === nextOpen;
      if (isOpen && skip > inside(tree, split, top.open).visible) {
        skip -= inside(tree, split, top.open).visible + 1;
        top.rank++;
        top.open++;
        continue;
      }
      if (skip > 0) skip--;
      else {
        visitor.folder(split.kidOrder[top.rank] as number, top.rank, siblings);
        left--;
      }
      if (isOpen) stack.push({ split: inside(tree, split, top.open++), rank: 0, open: 0 });
      top.rank++;
      continue;
    }
    const jump = Math.min(skip, siblings - top.rank);
    top.rank += jump;
    skip -= jump;
    for (; top.rank < siblings && left > 0; top.rank++, left--) visitor.key(split.keyOrder[top.rank - kids] as number, split.node, top.rank, siblings);
    if (top.rank === siblings) stack.pop();
  }
}

/** The row of a key, or of a folder; null where what it is in is not open. */
export function positionOf(tree: Tree, wanted: { readonly key: number } | { readonly folder: number }): number | null {
  const way = 'key' in wanted ? tree.path(wanted.key) : wayTo(tree, wanted.folder);
  let split = tree.splitOf(tree.root) as Split;
  let position = 0;
  for (const node of way) {
    const rank = split.kidOrder.indexOf(node);
    if (rank < 0) return null;
    position += rank;
    for (let at = 0; at < split.openRanks.length && (split.openRanks.items[at] as number) < rank; at++) position += inside(tree, split, at).visible;
    if ('folder' in wanted && node === wanted.folder) return position;
    const inner = tree.splitOf(node);
    if (inner === null || !tree.isOpen(node)) return null;
    position++;
    split = inner;
  }
  const rank = 'key' in wanted ? split.keyOrder.indexOf(wanted.key) : -1;
  if (rank < 0) return null;
  position += split.kidOrder.length + rank;
  for (let at = 0; at < split.openRanks.length; at++) position += inside(tree, split, at).visible;
  return position;
}

function wayTo(tree: Tree, folder: number): readonly number[] {
  const way: number[] = [];
  for (let node = folder; node !== tree.root; node = tree.parent(node)) way.push(node);
  return way.reverse();
}

function inside(tree: Tree, split: Split, open: number): Split {
  return tree.splitOf(split.kidOrder[split.openRanks.items[open] as number] as number) as Split;
}
