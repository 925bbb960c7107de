/** What differs between two decoded values, part by part: where it is, what stood there and what stands there now. */
import { editsOf } from '../edits.ts';
import { keyText, type Node } from './tree.ts';

type Way = readonly string[];

export interface Difference {
  /** Names of entries and indexes of items, as `nodeAt` takes them: of what was added the way to it now, of everything else the way that led to it. */
  readonly path: Way;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: Node | null;
  readonly after: Node | null;
}

export interface Differences {
  readonly list: readonly Difference[];
  /** There are more: the list ends early. */
  readonly cut: boolean;
}

/** The order of a map's entries is no difference; of doubled keys the first is compared with the first, and so on. */
export function differencesOf(before: Node, after: Node, most: number): Differences {
  const list: Difference[] = [];
  const mark = marker();
  let cut = false;

  const tell = (difference: Difference): void => {
    if (list.length < most) list.push(difference);
    else cut = true;
  };

  /** `path` leads to the one, `now` to the other: what comes or goes before an item moves it. */
  function compare(one: Node, other: Node, path: Way, now: Way): void {
    if (cut || mark(one) === mark(other)) return;
    if (one.kind === 'list' && other.kind === 'list') items(one.items, other.items, path, now);
    else if (one.kind === 'map' && other.kind === 'map') entries(named(one), named(other), path, now);
    else if (one.kind === 'tagged' && other.kind === 'tagged' && one.tag === other.tag) compare(one.of, other.of, path, now);
    else tell({ path, kind: 'changed', before: one, after: other });
  }

  function items(one: readonly Node[], other: readonly Node[], path: Way, now: Way): void {
    const runs = editsOf(one, other, (a, b) => mark(a) === mark(b));
    for (let at = 0; at < runs.length && !cut; at++) {
      const run = runs[at];
      if (run === undefined || run.kind === 'same') continue;
      const next = runs[at + 1];
      const [removed, added] =
        run.kind === 'removed' ? [run, next?.kind === 'added' ? next : null] : next?.kind === 'removed' ? [next, run] : ([null, run] as const);
      if (removed !== null && added !== null) at++;
      replaced(
        removed === null ? [] : one.slice(removed.from, removed.to),
        added === null ? [] : other.slice(added.at, added.end),
        removed?.from ?? 0,
        added?.at ?? 0,
        path,
        now,
      );
    }
  }

  /** What went and what came at one place is taken as changed, pair by pair. */
  function replaced(gone: readonly Node[], come: readonly Node[], from: number, at: number, path: Way, now: Way): void {
    for (let index = 0; index < Math.max(gone.length, come.length) && !cut; index++) {
      const [former, latter] = [gone[index], come[index]];
      if (former !== undefined && latter !== undefined) compare(former, latter, [...path, String(from + index)], [...now, String(at + index)]);
      else if (former !== undefined) tell({ path: [...path, String(from + index)], kind: 'removed', before: former, after: null });
      else if (latter !== undefined) tell({ path: [...now, String(at + index)], kind: 'added', before: null, after: latter });
    }
  }

  function entries(one: ReadonlyMap<string, Named>, other: ReadonlyMap<string, Named>, path: Way, now: Way): void {
    for (const [id, { name, node }] of one) {
      if (cut) return;
      const latter = other.get(id);
      if (latter === undefined) tell({ path: [...path, name], kind: 'removed', before: node, after: null });
      else compare(node, latter.node, [...path, name], [...now, name]);
    }
    for (const [id, { name, node }] of other) if (!one.has(id)) tell({ path: [...now, name], kind: 'added', before: null, after: node });
  }

  compare(before, after, [], []);
  return { list, cut };
}

interface Named {
  readonly name: string;
  readonly node: Node;
}

function named({ entries }: Node & { readonly kind: 'map' }): ReadonlyMap<string, Named> {
  const seen = new Map<string, number>();
  const found = new Map<string, Named>();
  for (const [key, node] of entries) {
    const name = keyText(key);
    // A number and a text that look alike are two keys.
    const id = `${key.kind} ${name}`;
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    found.set(`${times} ${id}`, { name, node });
  }
  return found;
}

/** One number for each different value: equal parts are recognised without being walked through twice. */
function marker(): (node: Node) => number {
  const marks = new WeakMap<Node, number>();
  const known = new Map<string, number>();
  const numbered = (text: string): number => {
    const mark = known.get(text) ?? known.size;
    known.set(text, mark);
    return mark;
  };
  return function mark(node) {
    const before = marks.get(node);
    if (before !== undefined) return before;
    const found = numbered(spelled(node, mark));
    marks.set(node, found);
    return found;
  };
}

function spelled(node: Node, mark: (node: Node) => number): string {
  switch (node.kind) {
    case 'list':
      return `list ${node.items.map(mark).join()}`;
    case 'map':
      return `map ${node.entries
        .map(([key, value]) => `${mark(key)}:${mark(value)}`)
        .sort()
        .join()}`;
    case 'tagged':
      return `tagged ${mark(node.of)} ${node.tag}`;
    case 'bytes':
      return `bytes ${Array.from(node.bytes, (byte) => byte.toString(16)).join()}`;
    case 'reference':
      return `reference ${node.to}`;
    case 'number':
    case 'word':
    case 'text':
      return `${node.kind} ${node.text}`;
  }
}
