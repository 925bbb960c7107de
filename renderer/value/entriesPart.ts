/** What can be done with the entries of the open collection: looked at from any side, found, edited, taken back. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { type Edit, type Edited, type Look, type Row, type Target, wholeLook } from '../../shared/value/edit.ts';
import type { Exchange } from '../../shared/value/exchange.ts';
import type { TableValue, Undoable, ValueRead } from '../../shared/value/value.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { type Entries, entriesOf, missing, sameEntries, selecting, type Windows, windowRows, withEdit, withWindow } from './entries.ts';
import { readFollowed } from './following.ts';
import type { ValueSlice } from './state.ts';

/** Rows that a search brings before it waits for being asked again. */
const foundAtOnce = 50;

export interface EntriesPart {
  readonly actions: Pick<
    ValueSlice,
    'more' | 'stopMore' | 'want' | 'setLook' | 'locate' | 'selectRow' | 'selectAllRows' | 'editRows' | 'elements' | 'exchangeRows' | 'takeBack'
  >;
  /** What to read so that what is looked at is read anew. */
  wanted(): { readonly look: Look; readonly from: string; readonly count: number };
  /** With this window of it, reads the others that are followed; the next `take` of it has them all. */
  follow(value: ValueRead, signal: AbortSignal): Promise<void>;
  take(value: ValueRead): void;
  leave(): void;
}

export interface Reading {
  /** Aborted when the open value is read anew or left. */
  signal(): AbortSignal;
  again(): Promise<void>;
}

export function entriesPart({ tab, get, set }: SliceTools<ValueSlice>, reading: Reading): EntriesPart {
  let look = wholeLook;
  /** By rank: the window that was last asked for, and whether one is under way. */
  let first = 0;
  let pending = false;
  let anchor: number | null = null;
  let searching = new AbortController();
  let followed: { readonly of: ValueRead; readonly windows: Windows } | null = null;

  const put = (entries: Entries | null): void => set({ entries });

  async function window(key: Bytes, from: string, signal: AbortSignal): Promise<TableValue | null> {
    const value = await tab.client.call('value.read', { session: tab.session(), key, look, from, count: windowRows }, { signal });
    if (signal.aborted) return null;
    const before = get().entries;
    if (value.kind === 'table' && before !== null && value.type === before.type) return value;
    // Another type or none: what was shown so far is no longer so.
    await reading.again();
    return null;
  }

  /** The next windows by cursor; a search goes on until it has found something. */
  async function more(): Promise<void> {
    const { key, entries, busy } = get();
    if (key === null || entries === null || entries.paging !== 'cursor' || entries.next === null || busy !== null) return;
    searching = new AbortController();
    const signal = AbortSignal.any([reading.signal(), searching.signal, tab.signal]);
    const before = entries.rows.size;
    set({ busy: 'more' });
    try {
      for (let now: Entries | null = entries; now !== null && now.next !== null; now = get().entries) {
        const value = await window(key, now.next, signal);
        const current = get().entries;
        if (value === null || current === null) return;
        set({ entries: { ...withWindow(current, value, 0), looked: current.looked + step(current) }, fault: null });
        if ((get().entries?.rows.size ?? 0) - before >= (look.match.length > 0 ? foundAtOnce : 1)) break;
      }
      set({ busy: null });
    } catch (thrown) {
      const fault = faultOf(thrown);
      // A value that is read anew says itself when it is done.
      if (!reading.signal().aborted) set(searching.signal.aborted ? { busy: null } : { fault, busy: null });
    }
  }

  /** By rank: whatever is in sight and not here yet, one window at a time. */
  async function want(from: number, to: number): Promise<void> {
    const { key, entries } = get();
    if (key === null || entries === null || pending) return;
    const at = missing(entries, from, to);
    if (at === null) return;
    const signal = AbortSignal.any([reading.signal(), tab.signal]);
    first = at;
    pending = true;
    try {
      const value = await window(key, String(at), signal);
      const current = get().entries;
      if (value === null || current === null) return;
      put(withWindow(current, value, at));
    } catch (thrown) {
      if (!signal.aborted) set({ fault: faultOf(thrown) });
      return;
    } finally {
      pending = false;
    }
    const seen = get().inSight;
    await want(seen.from, seen.to);
  }

  return {
    wanted: () => ({ look, from: first === 0 ? '' : String(first), count: windowRows }),
    async follow(value, signal) {
      const { key, watching, entries, inSight } = get();
      if (watching === null || key === null || value.kind !== 'table') return;
      const before = entries?.type === value.type && entries.look === look ? entries : null;
      const windows = await readFollowed(value, value.paging === 'rank' ? first : 0, before, inSight, async (from) => {
        const more = await tab.client.call('value.read', { session: tab.session(), key, look, from, count: windowRows }, { signal });
        return more.kind === 'table' && more.type === value.type ? more : null;
      });
      followed = windows === null ? null : { of: value, windows };
    },
    take(value) {
      const at = value.kind === 'table' && value.paging === 'rank' ? first : 0;
      const windows = followed?.of === value ? followed.windows : undefined;
      followed = null;
      const entries = value.kind === 'table' ? entriesOf(value, look, at, windows) : null;
      // What is followed and is still the same stays as it is looked at.
      if (get().watching !== null && entries !== null && sameEntries(get().entries, entries)) return;
      set({ cell: null });
      if (entries === null) return put(null);
      // Nothing is selected after a refresh: nobody knows whether positions still mean the same rows.
      put(entries);
      anchor = null;
      if (entries.rows.size === 0 && entries.next !== null) queueMicrotask(() => void more());
      else queueMicrotask(() => void want(get().inSight.from, get().inSight.to));
    },
    leave() {
      look = wholeLook;
      first = 0;
      anchor = null;
      set({ entries: null, inSight: { from: 0, to: 0 } });
    },
    actions: {
      more: () => void more(),
      stopMore: () => searching.abort(),
      want(from, to) {
        set({ inSight: { from, to } });
        void want(from, to);
      },
      setLook(patch) {
        look = { ...look, ...patch };
        first = 0;
        set({ inSight: { from: 0, to: 0 }, cell: null });
        void reading.again();
      },
      async locate(target: Target) {
        const { key, entries } = get();
        if (key === null || entries === null) return null;
        try {
          const signal = AbortSignal.any([reading.signal(), tab.signal]);
          return await tab.client.call('value.locate', { session: tab.session(), key, type: entries.type, target, look }, { signal });
        } catch (thrown) {
          return faultOf(thrown);
        }
      },
      selectRow(at, held) {
        const { entries } = get();
        if (entries === null) return;
        const selected = selecting(entries, at, anchor, held);
        if (!held.shift) anchor = at;
        put({ ...entries, selected });
      },
      selectAllRows(positions) {
        const { entries } = get();
        if (entries !== null) put({ ...entries, selected: new Set(positions) });
      },
      editRows,
      elements,
      exchangeRows,
      takeBack,
    },
  };

  async function editRows(edit: Edit): Promise<Fault | Edited> {
    const { key, entries } = get();
    if (key === null || entries === null) return { code: 'missing', what: 'key' };
    try {
      const edited = await guarded(tab, (confirmed) =>
        tab.client.call('value.edit', { session: tab.session(), key, type: entries.type, edit, confirmed }, { signal: tab.signal }),
      );
      await shown(key, edit, edited);
      return edited;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  async function elements(rows: readonly Row[]): Promise<readonly (Row | null)[] | Fault> {
    const { key, entries } = get();
    if (key === null || entries === null) return { code: 'missing', what: 'key' };
    const asked = (row: Row): Promise<Row | null> =>
      tab.client.call('value.element', { session: tab.session(), key, type: entries.type, row }, { signal: tab.signal });
    try {
      return await Promise.all(rows.map(asked));
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  async function exchangeRows({ from, to, whole }: Exchange): Promise<Fault | Undoable> {
    const { key, entries } = get();
    if (key === null || entries === null) return { code: 'missing', what: 'key' };
    const what = { session: tab.session(), key, type: entries.type, from: [...from], to: [...to], whole };
    try {
      const done = await guarded(tab, (confirmed) => tab.client.call('value.exchange', { ...what, confirmed }, { signal: tab.signal }));
      await reading.again();
      return done;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  async function shown(key: Bytes, edit: Edit, edited: Edited): Promise<void> {
    const { key: open, entries, loaded } = get();
    if (open !== key || entries === null || loaded?.value.kind !== 'table') return;
    if (edited.length === 0 || entries.paging === 'rank') return reading.again();
    const value = { ...loaded.value, length: edited.length, ttl: edited.ttl };
    set({ entries: withEdit(entries, edit, edited), loaded: { ...loaded, value, at: performance.now() } });
  }

  async function takeBack(undo: string): Promise<Fault | null> {
    try {
      await guarded(tab, (confirmed) => tab.client.call('value.undo', { session: tab.session(), undo, confirmed }, { signal: tab.signal }));
    } catch (thrown) {
      return faultOf(thrown);
    }
    await reading.again();
    return null;
  }
}

/** Elements that one step of a search has looked at, about. */
function step({ look }: Entries): number {
  return look.match.length > 0 ? 1000 : windowRows;
}
