/** The key tree's maths: names go in one by one, the rows of what is open come out; bytes only, no recursion. */
import { type Bytes, idOf } from '../../shared/bytes.ts';

export type Layout = 'tree' | 'list';

export interface FolderRow {
  readonly kind: 'folder';
  readonly id: string;
  /** From the first byte of the name to the end of the delimiter. */
  readonly prefix: Bytes;
  /** The last segment with its delimiter: what the row shows. */
  readonly label: Bytes;
  /** From 1, as aria-level counts. */
  readonly level: number;
  readonly open: boolean;
  /** Keys loaded so far that begin with the prefix. */
  readonly count: number;
  readonly position: number;
  readonly siblings: number;
}

export interface KeyRow {
  readonly kind: 'key';
  readonly id: string;
  readonly key: Bytes;
  readonly label: Bytes;
  readonly level: number;
  /** The key has more segments than the tree has levels; the rest is part of the label. */
  readonly deep: boolean;
  readonly position: number;
  readonly siblings: number;
}

export type Row = FolderRow | KeyRow;

/** Deeper segments stay together in the label of their key. */
export const maxDepth = 64;

export interface KeyTree {
  readonly size: number;
  has(key: Bytes): boolean;
  /** False where the name is there already: SCAN may give a key twice. */
  add(key: Bytes): boolean;
  remove(key: Bytes): boolean;
  /** Every row that is visible while these folders are open, from top to bottom. */
  rows(layout: Layout, isOpen: (folder: string) => boolean): readonly Row[];
}

interface Folder {
  readonly id: string;
  readonly prefix: Bytes;
  readonly label: Bytes;
  readonly folders: Map<string, Folder>;
  readonly keys: Map<string, Leaf>;
  count: number;
  /** Null after something came or went. */
  sorted: { readonly folders: readonly Folder[]; readonly keys: readonly Leaf[] } | null;
}

interface Leaf {
  readonly id: string;
  readonly key: Bytes;
  readonly label: Bytes;
  readonly deep: boolean;
}

export function folderId(prefix: Bytes): string {
  return `f${idOf(prefix)}`;
}

export function keyId(key: Bytes): string {
  return `k${idOf(key)}`;
}

export function createTree(delimiter: Bytes): KeyTree {
  const all = new Map<string, Leaf>();
  const root = newFolder(new Uint8Array(), 0);

  return {
    get size() {
      return all.size;
    },
    has: (key) => all.has(keyId(key)),

    add(key) {
      const id = keyId(key);
      if (all.has(id)) return false;
      const starts = segmentStarts(key, delimiter);
      const first = starts.at(-1) ?? 0;
      const deep = starts.length === maxDepth && indexOf(key, delimiter, first) >= 0;
      const leaf: Leaf = { id, key, label: key.subarray(first), deep };
      all.set(id, leaf);
      const folders = path(root, key, starts, true);
      for (const folder of folders) {
        folder.count++;
        folder.sorted = null;
      }
      last(folders).keys.set(id, leaf);
      return true;
    },

    remove(key) {
      const id = keyId(key);
      if (!all.delete(id)) return false;
      const folders = path(root, key, segmentStarts(key, delimiter), false);
      last(folders).keys.delete(id);
      folders.forEach((folder, at) => {
        folder.count--;
        folder.sorted = null;
        if (folder.count === 0) folders[at - 1]?.folders.delete(folder.id);
      });
      return true;
    },

    rows: (layout, isOpen) => (layout === 'list' ? listRows(all) : treeRows(root, isOpen)),
  };
}

/** Ids of the folders that hold the key, outermost first: what has to be open for it to be visible. */
export function folderIdsOf(key: Bytes, delimiter: Bytes): readonly string[] {
  return segmentStarts(key, delimiter)
    .slice(1)
    .map((start) => folderId(key.subarray(0, start)));
}

/** In the order in which they came: rows that are being looked at never move because more were loaded. */
function listRows(all: ReadonlyMap<string, Leaf>): readonly Row[] {
  const rows: Row[] = [];
  for (const { id, key } of all.values()) rows.push({ kind: 'key', id, key, label: key, level: 1, deep: false, position: rows.length + 1, siblings: all.size });
  return rows;
}

function treeRows(root: Folder, isOpen: (folder: string) => boolean): readonly Row[] {
  const rows: Row[] = [];
  // One entry per open level: the folder and how many of its folders are already out.
  const stack: { readonly folder: Folder; next: number }[] = [{ folder: root, next: 0 }];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return rows;
    const { folders, keys } = sort(top.folder);
    const siblings = folders.length + keys.length;
    const level = stack.length;
    const folder = folders[top.next++];
    if (folder !== undefined) {
      const open = isOpen(folder.id);
      rows.push({ kind: 'folder', id: folder.id, prefix: folder.prefix, label: folder.label, level, open, count: folder.count, position: top.next, siblings });
      if (open) stack.push({ folder, next: 0 });
      continue;
    }
    let position = folders.length;
    for (const { id, key, label, deep } of keys) rows.push({ kind: 'key', id, key, label, level, deep, position: ++position, siblings });
    stack.pop();
  }
}

/** Folders before keys, each by its bytes. */
function sort(folder: Folder): { readonly folders: readonly Folder[]; readonly keys: readonly Leaf[] } {
  folder.sorted ??= {
    folders: [...folder.folders.values()].sort(byId),
    keys: [...folder.keys.values()].sort(byId),
  };
  return folder.sorted;
}

/** Siblings have the same beginning, so their ids sort as their last segments do. */
function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

/** Where each segment begins: 0, then the byte after each delimiter, as far as the tree is deep. */
function segmentStarts(key: Bytes, delimiter: Bytes): readonly number[] {
  const starts = [0];
  while (starts.length < maxDepth) {
    const at = indexOf(key, delimiter, last(starts));
    if (at < 0) break;
    starts.push(at + delimiter.length);
  }
  return starts;
}

/** The folders from the root to the one that holds the key. */
function path(root: Folder, key: Bytes, starts: readonly number[], make: boolean): readonly Folder[] {
  const folders = [root];
  for (let at = 1; at < starts.length; at++) {
    const parent = last(folders);
    const prefix = key.subarray(0, starts[at]);
    const id = folderId(prefix);
    let folder = parent.folders.get(id);
    if (folder === undefined) {
      if (!make) throw new Error('a key without its folder');
      folder = newFolder(prefix, starts[at - 1] ?? 0);
      parent.folders.set(id, folder);
    }
    folders.push(folder);
  }
  return folders;
}

function newFolder(prefix: Bytes, labelFrom: number): Folder {
  const id = folderId(prefix);
  return { id, prefix, label: prefix.subarray(labelFrom), folders: new Map(), keys: new Map(), count: 0, sorted: null };
}

function indexOf(bytes: Bytes, wanted: Bytes, from: number): number {
  const first = wanted[0];
  if (first === undefined) return -1;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error('nothing there');
  return item;
}
