/** The key list of a tab: the last frame of the host's view, what it was asked to show, and the row the keyboard is at. Nothing here grows with the data. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { KeysFrame, KeysRow } from '../../shared/keys/frame.ts';
import { firstShape, type KeyFilter, type KeyShape } from '../../shared/keys/shape.ts';
import { cellarOf } from '../tab/cellar.ts';
import { shelfOf } from '../tab/shelf.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { type ActionsPart, keyActions } from './actions.ts';
import { type Way, wantedOf } from './filter.ts';
import { keyMetas, type Metas } from './meta.ts';
import { isKeptKeys, keyPlaces, type PlacesPart } from './places.ts';
import { type Cursor, keepRows, keyRowId, nextCursor, rowAt, rowId, shiftOf } from './rows.ts';
import { keyFrames } from './stream.ts';

/** A place the list has to go to; each has a number of its own. */
export type Scroll = { readonly id: number } & ({ readonly by: number } | { readonly to: number });

/** Server-side narrowing of the scan, for servers too big to list whole. */
export interface ScanOptions {
  readonly match?: Bytes | null;
  readonly type?: string | null;
  readonly limit?: number;
}

export interface KeysSlice extends ActionsPart, PlacesPart {
  /** Null before the first one. */
  readonly frame: KeysFrame | null;
  /** Why frames do not come any more. */
  readonly fault: Fault | null;
  readonly typed: string;
  readonly way: Way;
  readonly shape: KeyShape;
  readonly cursor: Cursor | null;
  readonly scroll: Scroll | null;
  /** By `idOf` of the name. */
  readonly metas: Metas;
  /** Why types and TTLs of the rows on screen are missing, null where they are not. */
  readonly metaFault: Fault | null;

  /** Lists this session and database; asked again for the same place it only starts what had ended. */
  begin(place: string, delimiter: string): void;
  retry(): void;
  /** The pane is on screen until what this gives is called. */
  show(): () => void;
  /** The rows that are drawn now, `to` exclusive; metadata is read for those. */
  look(from: number, to: number): void;
  setTyped(typed: string): void;
  setWay(way: Way): void;
  narrow(patch: Partial<Omit<KeyFilter, 'text' | 'how'>>): void;
  /** Shows everything again. */
  unfilter(): void;
  arrange(patch: Partial<Omit<KeyShape, 'filter'>>): void;
  scan(action: 'start' | 'stop' | 'rescan' | 'resume', options?: ScanOptions): void;
  moveTo(at: number): void;
  toggle(folder: number, open: boolean): void;
  select(how: 'one' | 'toggle' | 'range' | 'all' | 'none', at?: number): Promise<void>;
  /** Opens the folders the key is in and goes to its row; false where the view does not have it. */
  reveal(key: Bytes): Promise<boolean>;
  /** Reads type and TTL of these once more. */
  want(keys: readonly Bytes[]): void;
  /** A key is there now: made or put back by this tab. */
  add(key: Bytes): void;
  /** A key is gone: this tab deleted it. */
  drop(key: Bytes): void;
}

const holdMs = 300;

/** `owner`: the saved connection whose open keys come back; empty where there is none. */
export function keysSlice({ tab, get, set }: SliceTools<KeysSlice>, owner = ''): KeysSlice {
  let place: string | null = null;
  let drawn = { from: 0, to: 0 };
  let lastScroll = 0;
  let shown = 0;
  let heldSince: number | null = null;
  const stream = keyFrames(tab, { frame: take, ended: (fault) => set({ fault }) });
  const places = keyPlaces({ tab, get, set }, owner === '' ? null : shelfOf(`${owner} keys`, isKeptKeys, undefined, cellarOf(tab, owner)));
  const metas = keyMetas(tab, (known, fault) => set({ metas: known, metaFault: fault }));

  function take(told: KeysFrame, first: boolean): void {
    const { frame: before, cursor } = get();
    const raw = before === null ? told : held(before, told);
    const same = !first && before !== null && before.era === raw.era;
    const frame = { ...raw, rows: keepRows(before?.rows ?? [], raw.rows) };
    // A list that stands at its top stays there: what comes in above is news, not a jump.
    const shift = before === null ? 0 : shiftOf(before, frame, drawn.from);
    const follow = same && drawn.from > 0 && shift !== 0;
    forgetChanged(frame.rows);
    set({ frame, fault: null, cursor: nextCursor(cursor, frame, same ? shift : 0), ...(follow ? { scroll: { id: ++lastScroll, by: shift } } : {}) });
    if (first && frame.scan.state === 'idle') get().scan('start');
    wantDrawn();
  }

  /** Before a new filter has its first hit, the rows of the last one stay for a moment: a list that blinks while one types cannot be read. */
  function held(before: KeysFrame, told: KeysFrame): KeysFrame {
    const empty = told.filter.pending && told.total === 0;
    if (!empty) heldSince = null;
    else if (before.total > 0) {
      heldSince ??= performance.now();
      if (performance.now() - heldSince < holdMs) return { ...told, era: before.era, from: before.from, rows: before.rows, total: before.total };
    }
    return told;
  }

  /** What the server said has changed is not what was read before. */
  function forgetChanged(rows: readonly KeysRow[]): void {
    const old = new Set(get().frame?.rows);
    for (const row of rows) if (row.kind === 'key' && row.mark !== null && !old.has(row)) metas.forget(row.name);
  }

  function wantDrawn(): void {
    const { frame } = get();
    if (frame === null || shown === 0) return;
    const keys: Bytes[] = [];
    for (const row of frame.rows.slice(Math.max(0, drawn.from - frame.from), Math.max(0, drawn.to - frame.from))) if (row.kind === 'key') keys.push(row.name);
    if (keys.length > 0) metas.want(keys);
  }

  function reshape(patch: Partial<KeyShape>): void {
    const shape = { ...get().shape, ...patch };
    // Another list: it begins at its top.
    set({ shape, cursor: null, scroll: { id: ++lastScroll, to: 0 } });
    if (stream.running) stream.shape(shape);
  }

  function search(): void {
    const { typed, way, shape } = get();
    reshape({ filter: { ...shape.filter, ...wantedOf(typed, way) } });
  }

  /** Failures of what is only looking: where session or wire are gone, the stream itself says so. */
  function tell(thrown: unknown): void {
    const fault = faultOf(thrown);
    if (!['cancelled', 'closed', 'missing', 'offline'].includes(fault.code)) tab.notifyFault(fault);
  }

  function start(): void {
    set({ fault: null });
    stream.start(get().shape);
  }

  return {
    ...keyActions({ tab, get }),
    ...places.part,
    frame: null,
    fault: null,
    typed: '',
    way: 'auto',
    shape: firstShape,
    cursor: null,
    scroll: null,
    metas: new Map(),
    metaFault: null,

    begin(wanted, delimiter) {
      if (wanted === place) {
        if (!stream.running) start();
        return;
      }
      place = wanted;
      metas.clear();
      // A place is a session and its database.
      places.begin(place.split(' ').at(-1) ?? '');
      const { shape } = get();
      set({ frame: null, cursor: null, shape: { ...shape, delimiters: delimiter === '' ? [] : [delimiter] } });
      start();
    },
    retry() {
      if (get().frame?.scan.state === 'failed' && stream.running) get().scan('resume');
      else start();
    },
    show() {
      shown++;
      stream.setShown(true);
      wantDrawn();
      return () => {
        shown--;
        if (shown === 0) stream.setShown(false);
      };
    },
    look(from, to) {
      drawn = { from, to };
      stream.look(from, to);
      wantDrawn();
    },
    setTyped(typed) {
      if (typed === get().typed) return;
      set({ typed });
      search();
    },
    setWay(way) {
      set({ way });
      search();
    },
    narrow: (patch) => reshape({ filter: { ...get().shape.filter, ...patch } }),
    unfilter() {
      set({ typed: '' });
      reshape({ filter: { ...firstShape.filter, caseSensitive: get().shape.filter.caseSensitive } });
    },
    arrange: (patch) => reshape(patch),
    scan(action, options = {}) {
      if (action === 'rescan') metas.clear();
      stream.hurry();
      void ask();
      async function ask(): Promise<void> {
        try {
          await tab.client.call('keys.scan', { session: tab.session(), action, ...options }, { signal: tab.signal });
        } catch (thrown) {
          const fault = faultOf(thrown);
          if (fault.code !== 'cancelled' && fault.code !== 'closed') tab.notifyFault(fault);
        }
      }
    },
    moveTo(at) {
      const { frame } = get();
      const row = frame === null ? null : rowAt(frame, at);
      set({ cursor: at < 0 ? null : { at, id: row === null ? null : rowId(row) } });
    },
    toggle(folder, open) {
      const { view } = stream;
      if (view === null) return;
      stream.hurry();
      tab.client.call('keys.open', { session: tab.session(), view, folder, open }, { signal: tab.signal }).catch(tell);
    },
    async select(how, at = 0) {
      const { view } = stream;
      if (view === null) return;
      stream.hurry();
      try {
        await tab.client.call('keys.select', { session: tab.session(), view, how, at }, { signal: tab.signal });
      } catch (thrown) {
        tell(thrown);
      }
    },
    async reveal(key) {
      const { view } = stream;
      if (view === null) return false;
      stream.hurry();
      try {
        const { position } = await tab.client.call('keys.reveal', { session: tab.session(), view, key }, { signal: tab.signal });
        if (position === null) return false;
        set({ cursor: { at: position, id: keyRowId(key) }, scroll: { id: ++lastScroll, to: position } });
        return true;
      } catch (thrown) {
        tell(thrown);
        return false;
      }
    },
    want: (keys) => metas.want(keys),
    add(key) {
      metas.forget(key);
      void get().reveal(key);
    },
    drop(key) {
      metas.forget(key);
      stream.hurry();
    },
  };
}
