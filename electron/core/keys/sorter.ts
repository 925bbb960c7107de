/** Puts the folders and keys of one opened folder in the order that is asked for. */
import type { KeyShape } from '../../../shared/keys/shape.ts';
import type { KeyIndex } from './keyIndex.ts';
import { sortedByName, sortedByNumber } from './order.ts';
import type { Split } from './split.ts';
import type { Tree } from './tree.ts';
import type { Work } from './work.ts';

/** A sorting waits so many times as long as it takes: most of the time is for other work, however much comes in. */
const restFactor = 6;
const leastRestMs = 40;

/** `awaited`: nothing is on screen yet; the first hits do not wait for company. */
export function isDue(split: Split, now: number, awaited: boolean): boolean {
  if (awaited) return split.kids.length + split.keys.length > 0;
  return split.stale && now - split.sortedAt >= Math.max(leastRestMs, split.sortMs * restFactor);
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
  const keys = split.keys.items.slice(0, split.keys.length);
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
  split.keyOrder = keyOrder.map((at) => keys[at] as number);
  split.kidOrder = kidOrder.map((at) => kids[at] as number);
  split.sortedAt = performance.now();
  split.sortMs = spent + split.sortedAt - since;
  done();
}
