/** The list of saved connections as rows: groups in groups, folded or not, and where something goes that is moved. */
import type { Profile } from '../../shared/connections/profile.ts';

type Path = readonly string[];
export type GroupRow = {
  readonly kind: 'group';
  readonly key: string;
  readonly path: Path;
  readonly depth: number;
  readonly count: number;
  readonly open: boolean;
};
export type ProfileRow = { readonly kind: 'profile'; readonly key: string; readonly profile: Profile; readonly depth: number };
export type ListRow = GroupRow | ProfileRow;

/** Into this group, before that connection; null: to the end. */
export interface Target {
  readonly group: Path;
  readonly before: string | null;
}

interface Node {
  readonly path: Path;
  readonly groups: Map<string, Node>;
  readonly children: (Node | Profile)[];
  count: number;
}

export const groupKey = (path: Path): string => `group ${JSON.stringify(path)}`;

/** A group stands where the first connection in it stands. */
export function listRows(profiles: readonly Profile[], folded: ReadonlySet<string>): readonly ListRow[] {
  const root: Node = { path: [], groups: new Map(), children: [], count: 0 };
  for (const profile of profiles) {
    let node = root;
    for (const name of profile.group) {
      let inner = node.groups.get(name);
      if (inner === undefined) {
        inner = { path: [...node.path, name], groups: new Map(), children: [], count: 0 };
        node.groups.set(name, inner);
        node.children.push(inner);
      }
      inner.count++;
      node = inner;
    }
    node.children.push(profile);
  }
  const rows: ListRow[] = [];
  const add = (node: Node, depth: number): void => {
    for (const child of node.children) {
      if (!('children' in child)) {
        rows.push({ kind: 'profile', key: child.id, profile: child, depth });
        continue;
      }
      const key = groupKey(child.path);
      const open = !folded.has(key);
      rows.push({ kind: 'group', key, path: child.path, depth, count: child.count, open });
      if (open) add(child, depth + 1);
    }
  };
  add(root, 0);
  return rows;
}

/** One step up or down among the rows that are seen, into and out of groups on the way; null at the ends. */
export function stepped(profiles: readonly Profile[], rows: readonly ListRow[], at: number, step: 1 | -1): Target | null {
  const row = rows[at];
  if (row === undefined) return null;
  const own = row.kind === 'group' ? row.path : row.profile.group;
  const outer = row.kind === 'group' ? own.slice(0, -1) : own;
  const next = step === -1 ? rows[at - 1] : rows.slice(at + 1).find(({ depth }) => row.kind === 'profile' || depth <= row.depth);
  if (next === undefined) return step === 1 && outer.length > 0 ? { group: outer.slice(0, -1), before: null } : null;
  const theirs = next.kind === 'group' ? next.path : next.profile.group;
  // The row above is the heading of the group it is in: out of it, to stand before it.
  if (step === -1 && next.kind === 'group' && isIn(outer, next.path)) {
    const itself = (one: Profile): boolean => (row.kind === 'group' ? isIn(one.group, row.path) : one.id === row.profile.id);
    const other = profiles.find((one) => isIn(one.group, next.path) && !itself(one))?.id;
    return { group: next.path.slice(0, -1), before: other ?? after(profiles, itself) };
  }
  if (row.kind === 'group') return steppedGroup(profiles, row, rows, at, step, next);
  if (next.kind === 'profile') {
    if (step === -1) return { group: theirs, before: next.profile.id };
    // The one below is no longer in its group: out of it, to stand after the group.
    if (theirs.length < own.length) return { group: own.slice(0, -1), before: next.profile.id };
    return { group: theirs, before: after(profiles, (one) => one.id === next.profile.id, row.profile.id) };
  }
  if (!isIn(next.path, own)) return { group: own.slice(0, -1), before: firstIn(profiles, next.path) };
  return { group: next.path, before: step === 1 ? firstIn(profiles, next.path) : after(profiles, (one) => isIn(one.group, next.path), row.profile.id) };
}

/** Groups step over their neighbours as wholes; into other groups they are dragged. */
function steppedGroup(profiles: readonly Profile[], row: GroupRow, rows: readonly ListRow[], at: number, step: 1 | -1, below: ListRow): Target {
  const outer = row.path.slice(0, -1);
  if (step === 1) {
    if (below.depth < row.depth) return { group: outer.slice(0, -1), before: startOf(profiles, below) };
    const last = below.kind === 'group' ? (one: Profile) => isIn(one.group, below.path) : (one: Profile) => one.id === below.profile.id;
    return { group: outer, before: after(profiles, last) };
  }
  const above = rows.slice(0, at).findLast(({ depth }) => depth <= row.depth) ?? below;
  return { group: outer, before: startOf(profiles, above) };
}

/** Dropped on a heading it goes to the end of that group, on a connection before or after it. */
export function dropped(profiles: readonly Profile[], over: ListRow, lower: boolean): Target {
  if (over.kind === 'group') return { group: over.path, before: after(profiles, (one) => isIn(one.group, over.path)) };
  const { group, id } = over.profile;
  return { group, before: lower ? after(profiles, (one) => one.id === id) : id };
}

export function isIn(group: Path, outer: Path): boolean {
  return outer.every((name, at) => group[at] === name);
}

function startOf(profiles: readonly Profile[], row: ListRow): string | null {
  return row.kind === 'group' ? firstIn(profiles, row.path) : row.profile.id;
}

function firstIn(profiles: readonly Profile[], path: Path): string | null {
  return profiles.find((one) => isIn(one.group, path))?.id ?? null;
}

/** The one that comes after the last of those, the moved one itself not counted. */
function after(profiles: readonly Profile[], those: (profile: Profile) => boolean, moving = ''): string | null {
  const last = profiles.findLastIndex((one) => one.id !== moving && those(one));
  return profiles.slice(last + 1).find((one) => one.id !== moving)?.id ?? null;
}
