/** One page's look at the keys: what passes its filter, in folders it opened, in its order; frames when something changed. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { KeysFrame } from '../../../shared/keys/frame.ts';
import type { KeyShape } from '../../../shared/keys/shape.ts';
import { delimitersOf } from './delimiters.ts';
import { layOut, positionOf, walk } from './flat.ts';
import { type KeyIndex, unknown } from './keyIndex.ts';
import { nowhere } from './names.ts';
import { createOpenedPaths } from './openedPaths.ts';
import { createPassing } from './passing.ts';
import { createPump } from './pump.ts';
import { rowsOf } from './rows.ts';
import { createSelection, type Selecting } from './selection.ts';
import { nextToSort, sortSplit } from './sorter.ts';
import type { Split } from './split.ts';
import { createTree, type Tree } from './tree.ts';
import type { Work } from './work.ts';

export interface View {
  readonly index: KeyIndex;
  readonly tree: Tree;
  /** Grows with everything that a frame would show differently. */
  readonly version: number;
  shape(shape: KeyShape): void;
  aim(from: number, rows: number): void;
  open(node: number, open: boolean): void;
  reveal(key: Bytes, signal: AbortSignal): Promise<number | null>;
  select(how: Selecting, at: number): Promise<void>;
  readonly closed: boolean;
  /** What the filter asks for and the index may not know: all keys of a type, TTLs of so many keys. */
  needs(): { readonly type: string | null; readonly ttls: number };
  /** Ids of keys whose TTL is asked for; each is given once. */
  takeUnmeasured(most: number): Uint32Array;
  /** More is known of these now. */
  recheck(ids: Uint32Array): void;
  /** There are names that were not looked at. */
  wake(): void;
  /** Resolves when everything that is in the index was looked at and sorted. */
  settled(signal: AbortSignal): Promise<void>;
  /** The rows on screen and what is said of them. */
  frame(): Pick<KeysFrame, 'era' | 'filter' | 'total' | 'from' | 'rows' | 'selected'>;
  /** Ids of the selected keys. */
  selected(): Iterable<number>;
  close(): void;
}

export interface ViewOptions {
  readonly index: KeyIndex;
  readonly shape: KeyShape;
  readonly rows: number;
  /** A scan brings more keys. */
  readonly growing: () => boolean;
  /** Something is to be shown. */
  readonly changed: () => void;
  /** What the user waits for is there: the first rows, the rows of a folder, the end of a filter. */
  readonly answered: () => void;
  readonly report: (bug: unknown) => void;
}

const stride = 1024;
/** What is found is opened by itself as long as it is few. */
const autoOpen = 400;

export function openView(options: ViewOptions): View {
  const { index, growing, changed, answered, report } = options;
  const { names } = index;
  const end = new AbortController();
  let shape = options.shape;
  let passing = createPassing(index, shape.filter);
  let tree = newTree();
  let selection = createSelection(index, () => tree);
  let era = 0;
  let next = 0;
  let version = 0;
  let from = 0;
  let count = options.rows;
  let total = 0;
  let laidOut = -1;
  let work: Work | null = null;
  const toSplit: number[] = [];
  /** What the user asked for and has not seen: folders by their number, the first rows of a shape, all of them. */
  const awaited = new Set<number>();
  let firstAwaited = true;
  let allAwaited = true;
  /** Until an order is due to be made anew: an order that is a moment old costs less than making one for every key that comes. */
  let rest: NodeJS.Timeout | undefined;
  /** Of what needs the order to be right. */
  let waiters = 0;
  const paths = createOpenedPaths();
  const place = nowhere();

  const unfollow = index.follow({
    changed(id) {
      if (id >= next) return;
      tree.set(id, index.isAlive(id) && passing.passes(id));
      wake();
    },
  });

  const pump = createPump({
    signal: end.signal,
    report,
    next: () => (work ??= mostUrgent()),
    sliced: () => (resolveOpen(), touched()),
  });

  function newTree(): Tree {
    return createTree(names, delimitersOf(shape.layout === 'list' ? [] : shape.delimiters));
  }

  const wake = (): void => pump.wake();

  function touched(): void {
    version++;
    changed();
  }

  /** The order of importance: what the user waits for (first hits, however few), what is due to be shown, what is still to be looked at. */
  function mostUrgent(): Work | null {
    const now = performance.now();
    const node = toSplit.shift();
    if (node !== undefined) return finishing(tree.split(node));
    const reading = next < names.count && passing.error === null;
    const due = nextToSort(tree, { now, reading, growing: growing(), awaited: firstAwaited, hurried: waiters > 0 });
    if (typeof due !== 'number') return finishing(sortSplit(index, tree, due, shape.sort, () => sorted(due)));
    if (reading) return finishing(reader());
    clearTimeout(rest);
    rest = due === Number.POSITIVE_INFINITY ? undefined : setTimeout(wake, due - now);
    if (rest !== undefined) return null;
    if (allAwaited) answered();
    allAwaited = false;
    return null;
  }

  function sorted({ node, kidOrder, keyOrder }: Split): void {
    laidOut = -1;
    const first = firstAwaited && kidOrder.length + keyOrder.length > 0;
    if (first) firstAwaited = false;
    if (awaited.delete(node) || first) answered();
  }

  function* finishing(inner: Work): Work {
    yield* inner;
    work = null;
  }

  /** A part only: then it is asked anew what is most urgent. */
  function* reader(): Work {
    const stop = Math.min(names.count, next + stride * 16);
    while (next < stop) {
      const until = Math.min(stop, next + stride);
      for (; next < until; next++) if (index.isAlive(next) && passing.passes(next)) tree.set(next, true);
      yield;
    }
  }

  /** What was open in the tree before, or is found by a filter, is opened as it turns up. */
  function resolveOpen(): void {
    paths.resolve((path) => {
      const node = tree.find(path);
      if (node !== null) openNode(node);
      return node !== null;
    });
    if (shape.filter.text === '' || next < names.count || tree.counted > autoOpen) return;
    for (const split of tree.splits())
      for (let at = 0; at < split.kids.length; at++) {
        const node = split.kids.items[at] as number;
        if (!tree.isOpen(node) && !paths.isClosed(pathOf(node))) openNode(node);
      }
  }

  function openNode(node: number): void {
    tree.setOpen(node, true);
    laidOut = -1;
    if (tree.splitOf(node) === null) toSplit.push(node);
    wake();
  }

  function open(node: number, wanted: boolean): void {
    if (node >= tree.nodes || node === tree.root) return;
    if (wanted) {
      paths.opened(pathOf(node));
      if (tree.splitOf(node) === null) awaited.add(node);
      openNode(node);
    } else {
      paths.closed(pathOf(node));
      tree.setOpen(node, false);
      awaited.delete(node);
      touched();
    }
  }

  function pathOf(node: number): Bytes {
    names.look(tree.sample(node), place);
    return place.block.slice(place.from, place.from + tree.end(node));
  }

  function layout(): void {
    if (laidOut === version) return;
    total = layOut(tree);
    laidOut = version;
  }

  async function settled(signal: AbortSignal): Promise<void> {
    waiters++;
    wake();
    while (!pump.idle && !signal.aborted && !end.signal.aborted) await pump.settled(signal);
    waiters--;
  }

  wake();
  return {
    index,
    get closed() {
      return end.signal.aborted;
    },
    needs: () => ({ type: shape.filter.type, ttls: passing.unmeasured }),
    takeUnmeasured: (most) => passing.take(most),
    recheck(ids) {
      for (const id of ids) if (id < next && index.expires(id) !== unknown) tree.set(id, index.isAlive(id) && passing.passes(id));
      wake();
    },
    get tree() {
      return tree;
    },
    get version() {
      return version;
    },
    shape(wanted) {
      shape = wanted;
      passing = createPassing(index, wanted.filter);
      tree = newTree();
      selection = createSelection(index, () => tree);
      work = null;
      toSplit.length = 0;
      awaited.clear();
      firstAwaited = true;
      allAwaited = true;
      paths.restart();
      next = 0;
      from = 0;
      era++;
      touched();
      wake();
    },
    aim(wanted, rows) {
      from = wanted;
      count = rows;
      touched();
    },
    open,
    async reveal(key, signal) {
      const id = names.find(key);
      if (id < 0 || !index.isAlive(id)) return null;
      await settled(signal);
      for (let opened = -1; tree.path(id).length > opened; ) {
        const way = tree.path(id);
        opened = way.length;
        for (const node of way) if (!tree.isOpen(node) || tree.splitOf(node) === null) open(node, true);
        await settled(signal);
      }
      layout();
      return positionOf(tree, { key: id });
    },
    async select(how, at) {
      layout();
      await selection.select(how, at, total);
      touched();
    },
    wake,
    settled,
    frame() {
      layout();
      const first = Math.max(0, Math.min(from, total - 1));
      return {
        era,
        filter: {
          pending: passing.error === null && (next < names.count || !pump.idle || (rest !== undefined && !growing())),
          matched: tree.counted,
          unmeasured: passing.unmeasured,
          error: passing.error,
        },
        total,
        from: first,
        rows: rowsOf(index, tree, selection, (visitor) => walk(tree, first, count, visitor)),
        selected: selection.count,
      };
    },
    selected: () => selection.ids(),
    close() {
      end.abort();
      clearTimeout(rest);
      unfollow();
    },
  };
}
