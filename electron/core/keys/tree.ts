/** The folders of one view: a folder holds ids and is divided by its next segment only when it is opened. */
import type { Delimiters } from './delimiters.ts';
import { grown } from './keyIndex.ts';
import { type Numbers, numbers, push } from './lists.ts';
import { hashOf, type Names, nowhere } from './names.ts';
import type { Work } from './order.ts';

/** An opened folder: its folders and keys as they came, and in the order that is shown. */
export interface Split {
  readonly node: number;
  readonly kids: Numbers;
  readonly keys: Numbers;
  /** As of the last sorting: rows are made of these. */
  kidOrder: Uint32Array;
  keyOrder: Uint32Array;
  /** Something came or went since. */
  stale: boolean;
  sortedAt: number;
  sortMs: number;
  /** Ranks of the kids that are open, ascending, and rows of everything that is visible in here. */
  openRanks: Numbers;
  visible: number;
  slots: Uint32Array;
}

export interface Tree {
  readonly root: number;
  /** Folders there are, known by 0 to nodes - 1. */
  readonly nodes: number;
  /** Keys in it that count. */
  readonly counted: number;
  readonly bytes: number;
  /** Grows with whatever could change what rows there are. */
  readonly version: number;
  /** Puts it in or takes it out. */
  set(id: number, counts: boolean): void;
  has(id: number): boolean;
  /** Divides the folder, once; yields now and then. */
  split(node: number): Work;
  splitOf(node: number): Split | null;
  splits(): readonly Split[];
  isOpen(node: number): boolean;
  setOpen(node: number, open: boolean): void;
  isPicked(node: number): boolean;
  setPicked(node: number, picked: boolean): void;
  parent(node: number): number;
  depth(node: number): number;
  count(node: number): number;
  /** Where its path ends, in the name of any key in it. */
  end(node: number): number;
  /** An id whose name begins with the path. */
  sample(node: number): number;
  /** Folders on the way to this key as far as they are divided, outermost first; the last one may not be divided yet. */
  path(id: number): readonly number[];
  /** The folder of this path, as far as it has been divided; null where there is none. */
  find(path: Uint8Array): number | null;
  /** Takes out of the split's list of keys what does not count any more. */
  tidy(split: Split): void;
  /** Every id that counts below this folder. */
  each(node: number, visit: (id: number) => void): Work;
}

export const maxDepth = 64;
const none = 0xffff_ffff;
const stride = 4096;

const isCounted = 1;
/** In some list physically, counted or not. */
const isHeld = 2;
const opened = 1;
const picked = 2;

export function createTree(names: Names, delimiters: Delimiters): Tree {
  const place = nowhere();
  const other = nowhere();
  /** By id. A folder that is not divided is a chain through `next`. */
  let next = new Uint32Array(256);
  let flags = new Uint8Array(256);
  /** By node. */
  let nodes = 0;
  let parents = new Uint32Array(64);
  let samples = new Uint32Array(64);
  let ends = new Uint32Array(64);
  let counts = new Uint32Array(64);
  let heads = new Uint32Array(64);
  let splitAt = new Uint32Array(64);
  let depths = new Uint8Array(64);
  let states = new Uint8Array(64);
  const splits: Split[] = [];
  let version = 0;
  /** Folders whose chains are being divided just now: what comes and goes meanwhile waits. */
  let dividing = 0;
  const waiting = new Map<number, boolean>();

  function newNode(parent: number, sample: number, end: number, depth: number): number {
    if (nodes === parents.length) {
      const size = nodes * 2;
      [parents, samples, ends, counts, heads, splitAt] = [parents, samples, ends, counts, heads, splitAt].map((one) => grown(one, size)) as [
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
        Uint32Array<ArrayBuffer>,
      ];
      depths = grown(depths, size);
      states = grown(states, size);
    }
    const node = nodes++;
    parents[node] = parent;
    samples[node] = sample;
    ends[node] = end;
    heads[node] = none;
    depths[node] = depth;
    // What was in a folder when it was selected is selected too; what comes later is not.
    states[node] = dividing > 0 ? (states[parent] as number) & picked : 0;
    return node;
  }

  function newSplit(node: number): Split {
    const split: Split = {
      node,
      kids: numbers(),
      keys: numbers(),
      kidOrder: new Uint32Array(),
      keyOrder: new Uint32Array(),
      stale: true,
      sortedAt: Number.NEGATIVE_INFINITY,
      sortMs: 0,
      openRanks: numbers(),
      visible: 0,
      slots: new Uint32Array(16),
    };
    splitAt[node] = splits.push(split);
    return split;
  }

  const splitOf = (node: number): Split | null => splits[(splitAt[node] as number) - 1] ?? null;

  /** The folder in this split that the segment of `place` from `from` to `end` (within the name) is; made for `id` where there is none. */
  function kid(split: Split, from: number, end: number, id: number, make: boolean): number {
    const { block, from: base } = place;
    const hash = hashOf(block, base + from, base + end, 0);
    const mask = split.slots.length - 1;
    let slot = hash & mask;
    for (let entry = split.slots[slot] as number; entry !== 0; entry = split.slots[slot] as number) {
      const node = entry - 1;
      if (ends[node] === end) {
        names.look(samples[node] as number, other);
        let at = from;
        while (at < end && other.block[other.from + at] === block[base + at]) at++;
        if (at === end) return node;
      }
      slot = (slot + 1) & mask;
    }
    if (!make) return none;
    const node = newNode(split.node, id, end, (depths[split.node] as number) + 1);
    split.slots[slot] = node + 1;
    push(split.kids, node);
    if (split.kids.length * 2 > split.slots.length) rehash(split);
    return node;
  }

  function rehash(split: Split): void {
    const slots = new Uint32Array(split.slots.length * 4);
    const mask = slots.length - 1;
    const from = ends[split.node] as number;
    for (let at = 0; at < split.kids.length; at++) {
      const node = split.kids.items[at] as number;
      names.look(samples[node] as number, other);
      let slot = hashOf(other.block, other.from + from, other.from + (ends[node] as number), 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = node + 1;
    }
    split.slots = slots;
  }

  /** From a folder down to where the key belongs: into a chain, or among the keys of an opened folder. */
  function sink(id: number, start: Split): void {
    names.look(id, place);
    let split = start;
    for (;;) {
      const from = ends[split.node] as number;
      const stop = (depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
      split.stale = true;
      if (stop < 0) return push(split.keys, id);
      const node = kid(split, from, stop - place.from, id, true);
      counts[node] = (counts[node] as number) + 1;
      const deeper = splitOf(node);
      if (deeper === null) {
        next[id] = heads[node] as number;
        heads[node] = id;
        return;
      }
      split = deeper;
    }
  }

  /** One more or one less on the way to a key that is in some list already. */
  function recount(id: number, by: number): void {
    names.look(id, place);
    counts[0] = (counts[0] as number) + by;
    for (let split: Split | null = splits[0] as Split; split !== null; ) {
      split.stale = true;
      const from = ends[split.node] as number;
      const stop = (depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
      if (stop < 0) return;
      const node = kid(split, from, stop - place.from, id, false);
      if (node === none) return;
      counts[node] = (counts[node] as number) + by;
      split = splitOf(node);
    }
  }

  function set(id: number, wanted: boolean): void {
    if (id >= flags.length) {
      let size = flags.length * 2;
      while (size <= id) size *= 2;
      flags = grown(flags, size);
      next = grown(next, size);
    }
    const flag = flags[id] as number;
    if (((flag & isCounted) !== 0) === wanted && !waiting.has(id)) return;
    if (dividing > 0 && (flag & isHeld) !== 0) return void waiting.set(id, wanted);
    version++;
    flags[id] = wanted ? isCounted | isHeld : flag & ~isCounted;
    if (wanted && (flag & isHeld) === 0) {
      counts[0] = (counts[0] as number) + 1;
      sink(id, splits[0] as Split);
    } else recount(id, wanted ? 1 : -1);
  }

  newNode(0, 0, 0, 0);
  states[0] = opened;
  newSplit(0);

  return {
    root: 0,
    get nodes() {
      return nodes;
    },
    get counted() {
      return counts[0] as number;
    },
    get bytes() {
      const perNode = 6 * parents.byteLength + depths.byteLength + states.byteLength;
      return splits.reduce((sum, one) => sum + one.slots.byteLength + one.kids.items.byteLength + one.keys.items.byteLength, perNode + next.byteLength * 1.25);
    },
    get version() {
      return version;
    },
    set,
    has: (id) => id < flags.length && ((flags[id] as number) & isCounted) !== 0,
    *split(node) {
      if (splitOf(node) !== null) return;
      const split = newSplit(node);
      let id = heads[node] as number;
      heads[node] = none;
      dividing++;
      try {
        for (let done = 1; id !== none; done++) {
          const after = next[id] as number;
          if (((flags[id] as number) & isCounted) !== 0) sink(id, split);
          else flags[id] = (flags[id] as number) & ~isHeld;
          id = after;
          if (done % stride === 0) yield;
        }
      } finally {
        dividing--;
        version++;
      }
      if (dividing > 0) return;
      for (const [late, wanted] of waiting) {
        waiting.delete(late);
        set(late, wanted);
      }
    },
    splitOf,
    splits: () => splits,
    isOpen: (node) => ((states[node] as number) & opened) !== 0,
    setOpen(node, open) {
      states[node] = open ? (states[node] as number) | opened : (states[node] as number) & ~opened;
      version++;
    },
    isPicked: (node) => ((states[node] as number) & picked) !== 0,
    setPicked(node, is) {
      states[node] = is ? (states[node] as number) | picked : (states[node] as number) & ~picked;
    },
    parent: (node) => parents[node] as number,
    depth: (node) => depths[node] as number,
    count: (node) => counts[node] as number,
    end: (node) => ends[node] as number,
    sample: (node) => samples[node] as number,
    path(id) {
      names.look(id, place);
      const nodesOfIt: number[] = [];
      for (let split: Split | null = splits[0] as Split; split !== null; ) {
        const from = ends[split.node] as number;
        const stop = (depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
        const node: number = stop < 0 ? none : kid(split, from, stop - place.from, id, false);
        if (node === none) break;
        nodesOfIt.push(node);
        split = splitOf(node);
      }
      return nodesOfIt;
    },
    find(path) {
      place.block = path;
      place.from = 0;
      place.to = path.length;
      let split: Split | null = splits[0] as Split;
      for (let from = 0; split !== null; ) {
        const stop = delimiters.next(path, from, path.length);
        const node: number = stop < 0 ? none : kid(split, from, stop, 0, false);
        if (node === none) return null;
        if (stop === path.length) return node;
        from = stop;
        split = splitOf(node);
      }
      return null;
    },
    tidy({ keys }) {
      let kept = 0;
      for (let at = 0; at < keys.length; at++) {
        const id = keys.items[at] as number;
        if (((flags[id] as number) & isCounted) !== 0) keys.items[kept++] = id;
        else flags[id] = (flags[id] as number) & ~isHeld;
      }
      keys.length = kept;
    },
    *each(node, visit) {
      const stack = [node];
      let done = 0;
      for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
        const split = splitOf(one);
        if (split === null) {
          for (let id = heads[one] as number; id !== none; id = next[id] as number) {
            if (((flags[id] as number) & isCounted) !== 0) visit(id);
            if (++done % stride === 0) yield;
          }
          continue;
        }
        for (let at = 0; at < split.keys.length; at++) {
          const id = split.keys.items[at] as number;
          if (((flags[id] as number) & isCounted) !== 0) visit(id);
          if (++done % stride === 0) yield;
        }
        for (let at = 0; at < split.kids.length; at++) if ((counts[split.kids.items[at] as number] as number) > 0) stack.push(split.kids.items[at] as number);
      }
    },
  };
}
