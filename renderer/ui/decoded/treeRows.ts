/** The rows of a decoded tree that are open: flat, made only of what is unfolded, in portions where a list is long. */
import { keyText, type Node } from '../../../shared/decoders/tree.ts';

export interface TreeRow {
  /** Where it is, from the root: one index a level. Also its identity. */
  readonly id: string;
  readonly level: number;
  /** Null for the root and for the items of a list, which have their index. */
  readonly key: string | null;
  readonly index: number | null;
  /** Null: the row stands for the items after the ones shown. */
  readonly node: Node | null;
  /** Tags around the node, outermost first. */
  readonly tags: readonly string[];
  /** Children in all; 0 for a leaf. */
  readonly count: number;
  readonly open: boolean;
}

/** Children that are shown before a row asks for more. */
export const portion = 500;
const maxRows = 200_000;

function untagged(node: Node): { readonly node: Node; readonly tags: readonly string[] } {
  const tags: string[] = [];
  let inner = node;
  while (inner.kind === 'tagged') {
    tags.push(inner.tag);
    inner = inner.of;
  }
  return { node: inner, tags };
}

function countOf(node: Node): number {
  return node.kind === 'list' ? node.items.length : node.kind === 'map' ? node.entries.length : 0;
}

/** `open`: ids that are unfolded, with how many of their children are shown. */
export function treeRows(root: Node, open: ReadonlyMap<string, number>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (value: Node, id: string, level: number, key: string | null, index: number | null): void => {
    if (rows.length >= maxRows) return;
    const { node, tags } = untagged(value);
    const count = countOf(node);
    const shown = Math.min(open.get(id) ?? 0, count);
    rows.push({ id, level, key, index, node, tags, count, open: shown > 0 });
    for (let at = 0; at < shown; at++) {
      if (node.kind === 'list') add(node.items[at] ?? value, `${id}/${at}`, level + 1, null, at);
      else if (node.kind === 'map') {
        const entry = node.entries[at];
        if (entry !== undefined) add(entry[1], `${id}/${at}`, level + 1, keyText(entry[0]), null);
      }
    }
    if (shown > 0 && shown < count)
      rows.push({ id: `${id}/more`, level: level + 1, key: null, index: shown, node: null, tags: [], count: count - shown, open: false });
  };
  add(root, '', 1, null, null);
  return rows;
}

/** The first levels, as far as they fit on a screen or two. */
export function firstOpen(root: Node): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  let level: readonly { readonly id: string; readonly node: Node }[] = [{ id: '', node: root }];
  let room = 120;
  for (let depth = 0; depth < 3 && level.length > 0; depth++) {
    const next: { id: string; node: Node }[] = [];
    for (const { id, node } of level) {
      const { node: inner } = untagged(node);
      const count = countOf(inner);
      if (count === 0 || (depth > 0 && count > room)) continue;
      open.set(id, portion);
      room -= count;
      for (let at = 0; at < Math.min(count, portion); at++) {
        const child = inner.kind === 'list' ? inner.items[at] : inner.kind === 'map' ? inner.entries[at]?.[1] : undefined;
        if (child !== undefined) next.push({ id: `${id}/${at}`, node: child });
      }
    }
    level = next;
  }
  return open;
}

/** `$.user.tags[0]`: as JSONPath writes it; names that are no words in brackets and quotes. */
export function pathOf(root: Node, id: string): string {
  let path = '$';
  let node = untagged(root).node;
  for (const step of id.split('/').slice(1)) {
    const at = Number(step);
    if (node.kind === 'list') {
      path += `[${step}]`;
      node = untagged(node.items[at] ?? node).node;
    } else if (node.kind === 'map') {
      const entry = node.entries[at];
      if (entry === undefined) return path;
      const name = keyText(entry[0]);
      path += /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
      node = untagged(entry[1]).node;
    } else return path;
  }
  return path;
}

/** The names and indexes that lead to a row, as `nodeAt` takes them. */
export function namesOf(root: Node, id: string): readonly string[] {
  const names: string[] = [];
  let node = untagged(root).node;
  for (const step of id.split('/').slice(1)) {
    const at = Number(step);
    const entry = node.kind === 'map' ? node.entries[at] : undefined;
    const next = node.kind === 'list' ? node.items[at] : entry?.[1];
    if (next === undefined) return names;
    names.push(entry === undefined ? step : keyText(entry[0]));
    node = untagged(next).node;
  }
  return names;
}
