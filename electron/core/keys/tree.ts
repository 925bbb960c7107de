/** The folders of one view: a folder holds ids and is divided by its next segment only when it is opened. */
import type { Delimiters } from './delimiters.ts';
import { createFolders, none } from './folders.ts';
import { grown } from './keyIndex.ts';
import { push, reserve } from './lists.ts';
import { type Names, nowhere } from './names.ts';
import { addKid, emptySplit, findKid, type Split } from './split.ts';
import type { Work } from './work.ts';

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
const stride = 4096;
const atOnce = 128;

const isCounted = 1;
/** In some list physically, counted or not. */
const isHeld = 2;
const opened = 1;
const picked = 2;

export function createTree(names: Names, delimiters: Delimiters): Tree {
  const place = nowhere();
  /** By id. A folder that is not divided is a chain through `next`. */
  let next = new Uint32Array(256);
  let flags = new Uint8Array(256);
  const nodes = createFolders();
  const splits: Split[] = [];
  let version = 0;
  /** Folders whose chains are being divided just now: what comes and goes meanwhile waits. */
  let dividing = 0;
  const waiting = new Map<number, boolean>();

  function newNode(parent: number, sample: number, end: number, depth: number): number {
    // What was in a folder when it was selected is selected too; what comes later is not.
    return nodes.add(parent, sample, end, depth, dividing > 0 ? (nodes.states[parent] as number) & picked : 0);
  }

  function newSplit(node: number): Split {
    const split = emptySplit(node);
    nodes.splits[node] = splits.push(split);
    return split;
  }

  const splitOf = (node: number): Split | null => {
    const at = nodes.splits[node] as number;
    return at === 0 ? null : (splits[at - 1] as Split);
  };

  /** The folder in this split that the segment of `place` from `from` to `end` is; made for `id` where there is none. */
  function kid(split: Split, from: number, end: number, id: number, make: boolean): number {
    const found = findKid(names, nodes, split, place, from, end);
    if (found !== none || !make) return found;
    const node = newNode(split.node, id, end, (nodes.depths[split.node] as number) + 1);
    addKid(names, nodes, split, node);
    return node;
  }

  /** From a folder down to where the key belongs: into a chain, or among the keys of an opened folder. */
  function sink(id: number, start: Split): void {
    names.look(id, place);
    let split = start;
    for (;;) {
      const from = nodes.ends[split.node] as number;
      const stop = (nodes.depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
      split.stale = true;
      if (stop < 0) return push(split.keys, id);
      const node = kid(split, from, stop - place.from, id, true);
      nodes.counts[node] = (nodes.counts[node] as number) + 1;
      const deeper = splitOf(node);
      if (deeper === null) {
        next[id] = nodes.heads[node] as number;
        nodes.heads[node] = id;
        return;
      }
      split = deeper;
    }
  }

  /** One more or one less on the way to a key that is in some list already. */
  function recount(id: number, by: number): void {
    names.look(id, place);
    nodes.counts[0] = (nodes.counts[0] as number) + by;
    for (let split: Split | null = splits[0] as Split; split !== null; ) {
      split.stale = true;
      const from = nodes.ends[split.node] as number;
      const stop = (nodes.depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
      if (stop < 0) return;
      const node = kid(split, from, stop - place.from, id, false);
      if (node === none) return;
      nodes.counts[node] = (nodes.counts[node] as number) + by;
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
      nodes.counts[0] = (nodes.counts[0] as number) + 1;
      sink(id, splits[0] as Split);
    } else recount(id, wanted ? 1 : -1);
  }

  newNode(0, 0, 0, 0);
  nodes.states[0] = opened;
  newSplit(0);

  return {
    root: 0,
    get nodes() {
      return nodes.length;
    },
    get counted() {
      return nodes.counts[0] as number;
    },
    get bytes() {
      return splits.reduce(
        (sum, one) => sum + one.slots.byteLength + one.kids.items.byteLength + one.keys.items.byteLength,
        nodes.bytes + next.byteLength * 1.25,
      );
    },
    get version() {
      return version;
    },
    set,
    has: (id) => id < flags.length && ((flags[id] as number) & isCounted) !== 0,
    *split(node) {
      if (splitOf(node) !== null) return;
      const split = newSplit(node);
      let id = nodes.heads[node] as number;
      nodes.heads[node] = none;
      dividing++;
      try {
        const ids = new Uint32Array(atOnce);
        for (let done = 0; id !== none; ) {
          let many = 0;
          for (; many < atOnce && id !== none; id = next[id] as number) ids[many++] = id;
          names.approach(ids, 0, many);
          for (let at = 0; at < many; at++) {
            const one = ids[at] as number;
            if (((flags[one] as number) & isCounted) !== 0) sink(one, split);
            else flags[one] = (flags[one] as number) & ~isHeld;
          }
          // Keys only, as it seems: room for all of them at once.
          if (done === 0 && split.keys.length === many) reserve(split.keys, nodes.counts[node] as number);
          done += many;
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
    isOpen: (node) => ((nodes.states[node] as number) & opened) !== 0,
    setOpen(node, open) {
      nodes.states[node] = open ? (nodes.states[node] as number) | opened : (nodes.states[node] as number) & ~opened;
      version++;
    },
    isPicked: (node) => ((nodes.states[node] as number) & picked) !== 0,
    setPicked(node, is) {
      nodes.states[node] = is ? (nodes.states[node] as number) | picked : (nodes.states[node] as number) & ~picked;
    },
    parent: (node) => nodes.parents[node] as number,
    depth: (node) => nodes.depths[node] as number,
    count: (node) => nodes.counts[node] as number,
    end: (node) => nodes.ends[node] as number,
    sample: (node) => nodes.samples[node] as number,
    path(id) {
      names.look(id, place);
      const nodesOfIt: number[] = [];
      for (let split: Split | null = splits[0] as Split; split !== null; ) {
        const from = nodes.ends[split.node] as number;
        const stop = (nodes.depths[split.node] as number) >= maxDepth ? -1 : delimiters.next(place.block, place.from + from, place.to);
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
          for (let id = nodes.heads[one] as number; id !== none; id = next[id] as number) {
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
        for (let at = 0; at < split.kids.length; at++)
          if ((nodes.counts[split.kids.items[at] as number] as number) > 0) stack.push(split.kids.items[at] as number);
      }
    },
  };
}
