/** The selected keys of one view: ids, so that they stay the same keys when rows move. */
import { positionOf, walk } from './flat.ts';
import { grown, type KeyIndex } from './keyIndex.ts';
import { inSlices } from './pump.ts';
import type { Tree } from './tree.ts';
import type { Work } from './work.ts';

export type Selecting = 'one' | 'toggle' | 'range' | 'all' | 'none';

export interface Selection {
  readonly count: number;
  has(id: number): boolean;
  /** `rows` is how many there are. */
  select(how: Selecting, at: number, rows: number): Promise<void>;
  /** Those that are still there. */
  ids(): Iterable<number>;
}

type Row = { readonly key: number } | { readonly folder: number };

export function createSelection(index: KeyIndex, treeNow: () => Tree): Selection {
  let chosen = new Uint8Array(256);
  let count = 0;
  let anchor: Row | null = null;
  /** Folders that were selected as a whole, to be cleared again. */
  const folders = new Set<number>();

  const has = (id: number): boolean => id < chosen.length && chosen[id] === 1;

  function put(id: number, is: boolean): void {
    if (id >= chosen.length) {
      let size = chosen.length;
      while (size <= id) size *= 2;
      chosen = grown(chosen, size);
    }
    if ((chosen[id] === 1) === is) return;
    chosen[id] = is ? 1 : 0;
    count += is ? 1 : -1;
  }

  function clear(tree: Tree): void {
    chosen.fill(0);
    count = 0;
    for (const node of folders) tree.setPicked(node, false);
    folders.clear();
  }

  function rowAt(tree: Tree, at: number): Row | null {
    let row: Row | null = null;
    walk(tree, at, 1, { folder: (folder) => (row = { folder }), key: (key) => (row = { key }) });
    return row;
  }

  function* pick(tree: Tree, row: Row, is: boolean): Work {
    if ('key' in row) put(row.key, is);
    else {
      yield* tree.each(row.folder, (id) => put(id, is));
      mark(tree, row.folder, is);
    }
    // A folder of which something is not selected is not selected as a whole.
    if (!is) for (const node of 'key' in row ? tree.path(row.key) : above(tree, row.folder)) mark(tree, node, false);
  }

  function mark(tree: Tree, node: number, is: boolean): void {
    tree.setPicked(node, is);
    if (is) folders.add(node);
    else folders.delete(node);
    // Of what is in it, the folders that were divided already are rows too.
    const stack = is ? [node] : [];
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      const split = tree.splitOf(one);
      for (let at = 0; split !== null && at < split.kids.length; at++) {
        const kid = split.kids.items[at] as number;
        tree.setPicked(kid, true);
        folders.add(kid);
        if (tree.splitOf(kid) !== null) stack.push(kid);
      }
    }
  }

  function* selecting(tree: Tree, how: Selecting, at: number, rows: number): Work {
    switch (how) {
      case 'none':
        return clear(tree);
      case 'all':
        clear(tree);
        yield* tree.each(tree.root, (id) => put(id, true));
        return mark(tree, tree.root, true);
      case 'range': {
        const from = anchor === null ? at : (positionOf(tree, anchor) ?? at);
        const [low, high] = [Math.min(from, at), Math.min(Math.max(from, at), rows - 1)];
        clear(tree);
        const inside: number[] = [];
        for (let row = low; row <= high; row += stride) {
          walk(tree, row, Math.min(stride, high + 1 - row), { folder: (folder) => void inside.push(folder), key: (id) => put(id, true) });
          yield;
        }
        // An open folder in the range is there by its rows.
        for (const folder of inside) if (!tree.isOpen(folder)) yield* pick(tree, { folder }, true);
        return;
      }
      case 'one':
      case 'toggle': {
        const row = rowAt(tree, at);
        if (row === null) return;
        anchor = row;
        const is = how === 'one' || !('key' in row ? has(row.key) : tree.isPicked(row.folder));
        if (how === 'one') clear(tree);
        yield* pick(tree, row, is);
      }
    }
  }

  return {
    get count() {
      return count;
    },
    has,
    select: (how, at, rows) => inSlices(selecting(treeNow(), how, at, rows)),
    *ids() {
      for (let id = 0; id < chosen.length; id++) if (chosen[id] === 1 && index.isAlive(id)) yield id;
    },
  };
}

const stride = 4096;

function* above(tree: Tree, folder: number): Generator<number> {
  for (let node = tree.parent(folder); node !== tree.root; node = tree.parent(node)) yield node;
}
