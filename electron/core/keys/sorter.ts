/** Puts the folders and keys of one opened folder in the order that is asked for. */
import type { KeyShape } from '../../../shared/keys/shape.ts';
import type { KeyIndex } from './keyIndex.ts';
import { sortedByName, sortedByNumber } from './order.ts';
import { giveBack, room } from './room.ts';
import type { Split } from './split.ts';
import type { Tree } from './tree.ts';
import type { Work } from './work.ts';

/** A sorting waits so many times as long as it takes: most of the time is for other work, however much comes in. */
const restFactor = 6;
const leastRestMs = 40;

export interface Moment {
  readonly now: number;
  /** Names of the index were not looked at yet. */
  readonly reading: boolean;
  /** A scan brings more. */
  readonly growing: boolean;
  /** Nothing is on screen yet: the first hits do not wait for company. */
  readonly awaited: boolean;
  /** Someone waits for the order to be right. */
  readonly hurried: boolean;
}

/** An opened folder whose order is to be made anew now; or when the next one is due, infinity where none is. */
export function nextToSort(tree: Tree, moment: Moment): Split | number {
  let next = Number.POSITIVE_INFINITY;
  for (const split of tree.splits()) {
    if (!split.stale || !isShown(tree, split.node)) continue;
    const due = dueAt(split, moment);
    if (due <= moment.now) {
      split.partial = moment.reading || moment.growing;
      return split;
    }
    next = Math.min(next, due);
  }
  return next;
}

function dueAt(split: Split, { reading, growing, awaited, hurried }: Moment): number {
  const more = reading || growing;
  // The order of a part is no answer once the whole is there.
  if ((hurried && !reading) || (!more && split.partial)) return 0;
  if (awaited) return split.kids.length + split.keys.length > 0 || !reading ? 0 : Number.POSITIVE_INFINITY;
  return split.sortedAt + Math.max(leastRestMs, split.sortMs * restFactor);
}

function isShown(tree: Tree, node: number): boolean {
  for (let one = node; one !== tree.root; one = tree.parent(one)) if (!tree.isOpen(one)) return false;
  return true;
}

export function* sortSplit(index: KeyIndex, tree: Tree, split: Split, sort: KeyShape['sort'], done: () => void): Work {
  const { names } = index;
  // What comes while this runs makes it stale again.
  split.stale = false;
  let spent = 0;
  let since = performance.now();
  function* timed<T>(work: Work<T>): Work<T> {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      spent += performance.now() - since;
      yield;
      since = performance.now();
    }
  }
  tree.tidy(split);
  const keys = room(split.keys.length);
  keys.set(split.keys.items.subarray(0, split.keys.length));
  const kids = split.kids.items.subarray(0, split.kids.length).filter((node) => tree.count(node) > 0);
  const from = tree.end(split.node);

  let keyOrder = yield* timed(sortedByName(names, { ids: keys, from, to: null }));
  let kidOrder = yield* timed(sortedByName(names, { ids: kids.map(tree.sample), from, to: kids.map(tree.end) }));
  switch (sort.by) {
    case 'name':
      if (sort.descending) {
        keyOrder.reverse();
        kidOrder.reverse();
      }
      break;
    case 'count':
      kidOrder = yield* timed(sortedByNumber(kidOrder, (at) => tree.count(kids[at] as number), sort.descending));
      break;
    case 'ttl':
      keyOrder = yield* timed(sortedByNumber(keyOrder, (at) => index.expires(keys[at] as number), sort.descending));
      break;
    case 'size':
      keyOrder = yield* timed(sortedByNumber(keyOrder, (at) => index.size(keys[at] as number), sort.descending));
      break;
  }
  split.keyOrder = inOrder(keys, keyOrder);
  split.kidOrder = inOrder(kids, kidOrder);
  giveBack(keys, keyOrder, kidOrder);
  split.sortedAt = performance.now();
  split.sortMs = spent + split.sortedAt - since;
  done();
}

function inOrder(items: Uint32Array, order: Uint32Array): Uint32Array {
  const ordered = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) ordered[at] = items[order[at] as number] as number;
  return ordered;
}
