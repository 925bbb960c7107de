/** The value of a tab: what one key holds now, what the user made of it, and how the two come together again. */
import { type Bytes, idOf, sameBytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Expected, Saved, ValueRead } from '../../shared/value/value.ts';
import { cellarOf } from '../tab/cellar.ts';
import { shelfOf } from '../tab/shelf.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { changesPart } from './changesPart.ts';
import { contentOf, createDrafts, isDraft, wholeString } from './drafts.ts';
import { editingOf } from './editing.ts';
import { entriesPart } from './entriesPart.ts';
import { fetchValue } from './fetching.ts';
import { isText, modulePart } from './modulePart.ts';
import { isRowDraft } from './rowDraft.ts';
import { rowPart } from './rowPart.ts';
import type { Busy, ValueSlice } from './state.ts';
import { streamPart } from './streamPart.ts';
import { noString, stringPart } from './stringPart.ts';
import { ttlPart } from './ttlPart.ts';
import { typingPart } from './typingPart.ts';
import { watchPart } from './watchPart.ts';

/** `owner`: whose drafts come back after a reload of the page. */
export function valueSlice(tools: SliceTools<ValueSlice>, owner = ''): ValueSlice {
  const { tab, get, set } = tools;
  let place = '';
  let reading = new AbortController();
  const cellar = cellarOf(tools.tab, owner);
  const drafts = createDrafts(shelfOf(`${owner} text`, isDraft, undefined, cellar), (name) => {
    const draft = drafts.get(name);
    if (isCurrent(name)) set({ draft, ...(draft === null ? { comparing: false } : {}) });
    counted();
  });
  const entries = entriesPart(tools, { signal: () => reading.signal, again: () => read('reading') });
  const string = stringPart(tools, { signal: () => reading.signal, again: () => read('reading'), counted: () => counted() });
  const watching = watchPart(tools, () => read('reading'));
  const changes = changesPart(tools, { again: () => read('reading'), peek: (key, signal) => fetch(key, false, signal) });
  const rows = rowPart(tools, shelfOf(`${owner} row`, isRowDraft, undefined, cellar), {
    of: (key) => nameOf(key),
    isCurrent: (name) => isCurrent(name),
    counted: () => counted(),
  });
  const modules = modulePart(tools, shelfOf(`${owner} form`, isText, undefined, cellar), (key) => nameOf(key));
  const ttlTexts = new Map<string, string>();
  /** Keys whose whole value was asked for, so that reading it again does not cut it off. */
  let whole = false;
  let stale = false;
  const saving = new Set<string>();

  const nameOf = (key: Bytes): string => `${place}\n${idOf(key)}`;
  const isCurrent = (name: string): boolean => {
    const { key } = get();
    return key !== null && nameOf(key) === name;
  };

  function counted(): void {
    set({ unsaved: drafts.size + rows.size + string.size });
  }

  function fetch(key: Bytes, all: boolean, signal: AbortSignal): Promise<ValueRead> {
    const known = get().key === key ? (get().loaded?.value ?? null) : null;
    return fetchValue(tab, key, entries.wanted(), all, known, signal);
  }

  function take(name: string, value: ValueRead): void {
    drafts.reconcile(name, value);
    if (!isCurrent(name)) return;
    const editing = value.kind === 'string' ? editingOf(value) : null;
    entries.take(value);
    set({
      loaded: { value, editing, at: performance.now() },
      fault: null,
      changed: null,
      ...(drafts.get(name) === null ? { revision: get().revision + 1 } : {}),
    });
    watching.saw();
    const { key } = get();
    if (key !== null) changes.follow(key);
  }

  /** Reads the open key; an answer that comes after another read began is dropped. */
  async function read(busy: Busy): Promise<void> {
    const { key } = get();
    if (key === null) return;
    reading.abort();
    const current = new AbortController();
    reading = current;
    const name = nameOf(key);
    set({ busy });
    try {
      const value = await fetch(key, whole || drafts.get(name) !== null, AbortSignal.any([current.signal, tab.signal]));
      await entries.follow(value, current.signal);
      if (current.signal.aborted) return;
      take(name, value);
      set({ busy: null });
    } catch (thrown) {
      if (current.signal.aborted) return;
      set({ fault: faultOf(thrown), busy: null });
    }
  }

  /** What takes it back; false where nothing was written. */
  async function write(expected: Expected): Promise<string | null | false> {
    const { key, draft } = get();
    if (key === null || draft === null) return false;
    const name = nameOf(key);
    if (saving.has(name)) return false;
    const bytes = contentOf(draft);
    if (bytes === null) {
      drafts.trouble(name, { kind: 'unwritable' });
      return false;
    }
    reading.abort();
    saving.add(name);
    set({ busy: 'saving' });
    let saved: Saved;
    try {
      saved = await guarded(tab, (confirmed) => tab.client.call('value.save', { session: tab.session(), key, bytes, expected, confirmed }));
      drafts.settle(name, draft, bytes);
    } catch (thrown) {
      await explain(key, name, bytes, faultOf(thrown));
      return false;
    } finally {
      saving.delete(name);
      if (isCurrent(name)) set({ busy: null });
    }
    if (isCurrent(name)) await read('reading');
    return saved.undo;
  }

  async function explain(key: Bytes, name: string, sent: Bytes, fault: Fault): Promise<void> {
    switch (fault.code) {
      case 'cancelled':
        return;
      // The wire may have closed before or after the host heard of it.
      case 'closed':
      case 'unknown':
        return drafts.trouble(name, { kind: 'unknown', sent });
      case 'conflict':
        return lookAt(key, name);
      default:
        drafts.trouble(name, { kind: 'failed', fault });
    }
  }

  async function lookAt(key: Bytes, name: string): Promise<void> {
    try {
      take(name, await fetch(key, true, tab.signal));
    } catch (thrown) {
      const fault = faultOf(thrown);
      // Not even a look was possible: an unknown outcome stays one, and the pane says why.
      if (drafts.get(name)?.trouble?.kind !== 'unknown') drafts.trouble(name, { kind: 'failed', fault });
      else if (isCurrent(name)) set({ fault });
    }
  }

  function openAt(key: Bytes | null): void {
    reading.abort();
    whole = false;
    const name = key === null ? null : nameOf(key);
    entries.leave();
    string.enter(key);
    watching.leave();
    changes.leave();
    set({
      key,
      row: name === null ? null : rows.get(name),
      loaded: null,
      fault: null,
      busy: null,
      cell: null,
      comparing: false,
      draft: name === null ? null : drafts.get(name),
      ttlText: name === null ? null : (ttlTexts.get(name) ?? null),
      ttlFault: null,
      revision: get().revision + 1,
    });
  }

  /** A write beside the text: runs it, then shows what Redis has. */
  async function act(busy: Busy, key: Bytes, send: (confirmed: string | null) => Promise<unknown>): Promise<Fault | null> {
    const name = nameOf(key);
    if (isCurrent(name)) set({ busy });
    try {
      await guarded(tab, send);
    } catch (thrown) {
      if (isCurrent(name)) set({ busy: null });
      return faultOf(thrown);
    }
    if (isCurrent(name)) await read('reading');
    return null;
  }

  return {
    key: null,
    loaded: null,
    fault: null,
    busy: null,
    changed: null,
    draft: null,
    unsaved: drafts.size + rows.size,
    revision: 0,
    ttlText: null,
    ttlFault: null,
    cell: null,
    comparing: false,
    entries: null,
    inSight: { from: 0, to: 0 },
    row: null,

    begin(wanted) {
      if (wanted === null) stale = true;
      else if (wanted !== place) {
        place = wanted;
        openAt(null);
      } else if (stale || get().fault !== null) void read('reading');
      if (wanted !== null) stale = false;
    },
    open(key) {
      const { key: before } = get();
      if (before === null || !sameBytes(before, key)) openAt(key);
      void read('reading');
    },
    close: () => openAt(null),
    refresh: () => void read('reading'),
    loadAll() {
      whole = true;
      void read('loading');
    },
    ...entries.actions,
    ...string.actions,
    ...streamPart(tools),
    ...modules.actions,
    ...watching.state,
    string: noString,
    ...rows.actions,
    select: (cell) => set({ cell }),
    compare: (comparing) => set({ comparing, revision: get().revision + 1 }),

    ...typingPart(tools, nameOf, drafts),
    async save() {
      const { draft } = get();
      if (draft === null || draft.trouble?.kind === 'conflict' || draft.trouble?.kind === 'unknown') return null;
      return (await write({ kind: 'bytes', bytes: draft.base })) || null;
    },
    keepMine() {
      const { key, draft } = get();
      if (key === null || draft?.trouble?.kind !== 'conflict') return;
      const theirs = wholeString(draft.trouble.theirs);
      if (theirs !== null) drafts.keep(nameOf(key), { ...draft, base: theirs, trouble: null });
    },
    discard() {
      const { key } = get();
      if (key === null) return;
      drafts.keep(nameOf(key), null);
      set({ revision: get().revision + 1 });
      void read('reading');
    },
    async check() {
      const { key, draft } = get();
      if (key === null || draft?.trouble?.kind !== 'unknown') return;
      await lookAt(key, nameOf(key));
    },
    recreate: async () => (await write({ kind: 'absent' })) !== false,

    ...ttlPart(tools, { of: nameOf, isCurrent, texts: ttlTexts, act }),

    async remove(key) {
      const name = nameOf(key);
      const fault = await act('removing', key, async (confirmed) => {
        await tab.client.call('value.remove', { session: tab.session(), key, confirmed });
        // The user let go of the key and of what was typed into it.
        drafts.keep(name, null);
        rows.drop(name);
        modules.drop(name);
      });
      return fault;
    },
    restore: (key) => act('reading', key, (confirmed) => tab.client.call('value.restore', { session: tab.session(), key, confirmed })),
  };
}
