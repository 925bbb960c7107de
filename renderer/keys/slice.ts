/** The key list of a tab: names page by page from SCAN, as many as are asked for, and what is known of the rows on screen. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import { patternOf } from './filter.ts';
import { keyMetas, type Metas } from './meta.ts';
import { createTree, folderIdsOf, type KeyTree, keyId, type Layout, type Row } from './tree.ts';

export type ScanState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  /** There is more, and it is fetched when it is asked for; `stopped` by the user, scrolling does not ask. */
  | { readonly kind: 'waiting'; readonly stopped: boolean }
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly fault: Fault };

export interface KeysSlice {
  readonly scan: ScanState;
  readonly rows: readonly Row[];
  /** Names loaded so far, each once. */
  readonly loaded: number;
  /** DBSIZE, null where it is refused or not yet known. */
  readonly total: number | null;
  readonly filter: string;
  readonly type: string | null;
  readonly layout: Layout;
  /** Id of the row the keyboard is at. */
  readonly cursor: string | null;
  /** By the id of the key's row. */
  readonly metas: Metas;
  /** Why types and TTLs of the rows on screen are missing, null where they are not. */
  readonly metaFault: Fault | null;
  /** Starts listing this session and database; asked again for the same place it only starts what had failed. */
  begin(place: string, delimiter: string): void;
  rescan(): void;
  more(): void;
  stop(): void;
  setFilter(filter: string): void;
  setType(type: string | null): void;
  setLayout(layout: Layout): void;
  toggle(folder: string, open: boolean): void;
  moveTo(row: string | null): void;
  /** Reads type and TTL of these keys where they are not known; the newest wish counts. */
  want(keys: readonly Bytes[]): void;
  /** A key is there now: made or put back by this tab. */
  add(key: Bytes): void;
  /** A key is gone: this tab deleted it. */
  drop(key: Bytes): void;
  /** Makes a string key where there is none; gives what stood in the way. */
  create(key: Bytes, text: Bytes): Promise<Fault | null>;
}

const pageSize = 1000;
/** So many names are loaded without being asked for, and as many again each time they are. */
const automatic = 2000;

export function keysSlice({ tab, get, set }: SliceTools<KeysSlice>): KeysSlice {
  let place: string | null = null;
  let separator = ':';
  let tree: KeyTree = createTree(utf8(separator));
  /** The list that is being made while the one before is still shown; the same one once it is shown. */
  let fresh: KeyTree = tree;
  let run: AbortController | null = null;
  /** How many names the user wants to have loaded. */
  let goal = automatic;
  let resume = (): void => undefined;
  let opened = new Set<string>();
  /** Under a filter everything is open but what the user closed. */
  let closed = new Set<string>();
  const metas = keyMetas(tab, (known, fault) => set({ metas: known, metaFault: fault }));

  const isOpen = (folder: string): boolean => (get().filter === '' ? opened.has(folder) : !closed.has(folder));
  const rows = (): readonly Row[] => tree.rows(get().layout, isOpen);

  /** `least`: the old list stays on screen until the new one is as long, so that a rescan does not jump. */
  function start(least: number): void {
    run?.abort();
    const current = new AbortController();
    run = current;
    goal = Math.max(automatic, least);
    set({ scan: { kind: 'running' } });
    void follow(current, least);
  }

  async function follow(current: AbortController, least: number): Promise<void> {
    const signal = AbortSignal.any([current.signal, tab.signal]);
    const { filter, type } = get();
    const made = createTree(utf8(separator));
    fresh = made;
    try {
      const pages = tab.client.watch('keys.pages', { session: tab.session(), match: patternOf(filter), type, count: pageSize }, { signal, credit: 1 });
      let complete = false;
      for await (const page of pages) {
        if (signal.aborted) return;
        for (const name of page.names) made.add(name);
        complete = page.complete;
        if (made.size >= least || complete) tree = made;
        set({ rows: rows(), loaded: tree.size, total: page.total });
        await painted();
        // Only asking for the next page lets the host make it: here the scan rests, at no cost to the server.
        if (!complete && made.size >= goal) await rest(signal, made);
        if (signal.aborted) return;
      }
      set({ scan: { kind: 'complete' } });
    } catch (thrown) {
      if (signal.aborted) return;
      set({ scan: { kind: 'failed', fault: faultOf(thrown) } });
    }
  }

  function rest(signal: AbortSignal, made: KeyTree): Promise<void> {
    tree = made;
    set({ rows: rows(), loaded: tree.size });
    set({ scan: { kind: 'waiting', stopped: goal === 0 } });
    return new Promise((resolve) => {
      resume = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  function restart(patch: Partial<KeysSlice>): void {
    set(patch);
    if (place !== null) start(0);
  }

  return {
    scan: { kind: 'idle' },
    rows: [],
    loaded: 0,
    total: null,
    filter: '',
    type: null,
    layout: 'tree',
    cursor: null,
    metas: new Map(),
    metaFault: null,

    begin(wanted, delimiter) {
      const same = wanted === place && delimiter === separator;
      if (same && get().scan.kind !== 'failed' && get().scan.kind !== 'idle') return;
      if (!same) {
        if (place !== null && wanted !== place) {
          opened = new Set();
          metas.clear();
        }
        place = wanted;
        separator = delimiter;
        tree = createTree(utf8(delimiter));
        fresh = tree;
        set({ rows: [], loaded: 0, total: null, cursor: null });
      }
      start(tree.size);
    },
    rescan() {
      metas.clear();
      start(tree.size);
    },
    more() {
      if (get().scan.kind !== 'waiting') return;
      goal = Math.max(goal, tree.size) + automatic;
      set({ scan: { kind: 'running' } });
      resume();
    },
    stop() {
      if (get().scan.kind !== 'running') return;
      // The page that is on its way is still taken; then the scan rests.
      goal = 0;
      set({ scan: { kind: 'waiting', stopped: true } });
    },
    setFilter(filter) {
      if (filter === get().filter) return;
      closed = new Set();
      restart({ filter });
    },
    setType(type) {
      if (type !== get().type) restart({ type });
    },
    setLayout(layout) {
      set({ layout });
      set({ rows: rows() });
    },
    toggle(folder, open) {
      const ids = get().filter === '' ? opened : closed;
      if (open === (get().filter === '')) ids.add(folder);
      else ids.delete(folder);
      set({ rows: rows() });
    },
    moveTo(cursor) {
      if (cursor !== get().cursor) set({ cursor });
    },
    want: (keys) => metas.want(keys),
    add(key) {
      metas.forget(key);
      tree.add(key);
      fresh.add(key);
      for (const folder of folderIdsOf(key, utf8(separator))) {
        opened.add(folder);
        closed.delete(folder);
      }
      set({ rows: rows(), loaded: tree.size, cursor: keyId(key) });
    },
    drop(key) {
      metas.forget(key);
      fresh.remove(key);
      if (!tree.remove(key) && fresh !== tree) return;
      const before = get().rows;
      const at = before.findIndex((row) => row.id === get().cursor);
      const after = rows();
      const lost = at >= 0 && before[at]?.id === keyId(key);
      set({ rows: after, loaded: tree.size, cursor: lost ? (after[Math.min(at, after.length - 1)]?.id ?? null) : get().cursor });
    },
    async create(key, text) {
      try {
        await guarded(tab, (confirmed) => tab.client.call('value.save', { session: tab.session(), key, bytes: text, expected: { kind: 'absent' }, confirmed }));
        get().add(key);
        return null;
      } catch (thrown) {
        return faultOf(thrown);
      }
    },
  };
}
