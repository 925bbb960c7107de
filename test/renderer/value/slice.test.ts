/** The value pane's state: what is typed is never lost, what is saved is what was meant, late answers change nothing. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { type Bytes, displayText, idOf, sameBytes, utf8 } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { type Fault, fail } from '../../../shared/fault.ts';
import type { InputOf } from '../../../shared/rpc/define.ts';
import type { Saved, TableValue, ValueRead } from '../../../shared/value/value.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';

const preview = 8;
const a = utf8('a');
const b = utf8('b');

/** A server of strings, with faults to order and answers that can be held back. */
let server: Map<string, Bytes>;
let tab: TestTab<ValueSlice>;
let calls: string[];
let faults: Map<string, Fault>;
let before: (name: string) => Promise<void> | void;

const put = (key: Bytes, text: string): void => void server.set(idOf(key), utf8(text));
const held = (key: Bytes): string | null => {
  const bytes = server.get(idOf(key));
  return bytes === undefined ? null : displayText(bytes);
};
const read = (key: Bytes, limit: number): ValueRead => {
  const bytes = server.get(idOf(key));
  return bytes === undefined ? { kind: 'absent' } : { kind: 'string', bytes: bytes.slice(0, limit), length: bytes.length, ttl: null };
};

async function called(name: string): Promise<void> {
  calls.push(name);
  await before(name);
  const fault = faults.get(name);
  if (fault !== undefined) fail(fault);
}

function save({ key, bytes, expected }: InputOf<KeytideContract['value.save']>): Saved {
  const now = server.get(idOf(key));
  if (expected.kind === 'absent' && now !== undefined) fail({ code: 'conflict', found: 'exists' });
  if (expected.kind === 'bytes' && now === undefined) fail({ code: 'conflict', found: 'gone' });
  if (expected.kind === 'bytes' && now !== undefined && !sameBytes(now, expected.bytes)) fail({ code: 'conflict', found: 'changed' });
  server.set(idOf(key), bytes);
  return { ttl: null, undo: 'u1' };
}

beforeEach(() => {
  server = new Map();
  calls = [];
  faults = new Map();
  before = () => undefined;
  tab = testTab(valueSlice, {
    'value.read': async ({ key }) => {
      await called('read');
      return read(key, preview);
    },
    'value.load': async ({ key }) => {
      await called('load');
      return read(key, 1000);
    },
    'value.save': async (input) => {
      calls.push(`save ${displayText(input.bytes)}`);
      await before('save');
      const fault = faults.get('save');
      // The worst of unknown outcomes: it did happen.
      if (fault === undefined || fault.code === 'unknown') save(input);
      return fault === undefined ? { ttl: null, undo: 'u1' } : fail(fault);
    },
    'value.expire': async ({ ttl }) => {
      await called(`expire ${ttl}`);
      return { ttl, undo: null };
    },
    'value.remove': async ({ key, confirmed }) => {
      if (confirmed === null && faults.has('confirm')) fail(faults.get('confirm') as Fault);
      await called('remove');
      server.delete(idOf(key));
    },
    'value.restore': async ({ key }) => {
      await called('restore');
      put(key, 'back');
    },
  });
  put(a, 'one');
  put(b, 'two');
});
afterEach(() => tab.close());

const shown = (): string | null => {
  const value = tab.slice.loaded?.value;
  return value?.kind === 'string' ? displayText(value.bytes) : (value?.kind ?? null);
};

async function open(key: Bytes): Promise<void> {
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice).toMatchObject({ key, busy: null }));
}

describe('reading', () => {
  test('the answer for a key that was left behind is dropped', async () => {
    const slow = later<void>();
    before = () => (calls.length === 1 ? slow.promise : undefined);
    tab.slice.open(a);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    await open(b);
    slow.resolve();
    await new Promise(setImmediate);
    expect(shown()).toBe('two');
    expect(tab.slice.key).toEqual(b);
  });

  test('a failed refresh keeps what was there and says why', async () => {
    await open(a);
    faults.set('read', { code: 'offline' });
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'offline' }));
    expect(shown()).toBe('one');
    faults.clear();
    tab.slice.begin('');
    await vi.waitFor(() => expect(tab.slice.fault).toBeNull());
  });

  test('after a break what is open is read again; without one it is not', async () => {
    tab.slice.begin('0');
    await open(a);
    put(a, 'new');
    tab.slice.begin('0');
    await new Promise(setImmediate);
    expect(shown()).toBe('one');
    tab.slice.begin(null);
    tab.slice.begin('0');
    await vi.waitFor(() => expect(shown()).toBe('new'));
  });

  test('a long value is a preview that cannot be edited until all of it is loaded', async () => {
    put(a, 'longer than the preview');
    await open(a);
    expect(tab.slice.loaded?.editing).toEqual({ kind: 'part' });
    tab.slice.edit('typed');
    expect(tab.slice.draft).toBeNull();
    tab.slice.loadAll();
    await vi.waitFor(() => expect(shown()).toBe('longer than the preview'));
    // Its beginning is here: it is not asked for once more.
    expect(calls).toEqual(['read', 'load']);
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.busy).toBeNull());
    expect(shown()).toBe('longer than the preview');
  });
});

describe('drafts', () => {
  test('bytes that come from elsewhere are a draft that an open editor takes over', async () => {
    await open(a);
    const { revision } = tab.slice;
    tab.slice.editBytes(utf8('imported'));
    expect(tab.slice.draft).toMatchObject({ bytes: utf8('imported'), base: utf8('one') });
    expect(tab.slice.revision).toBeGreaterThan(revision);
  });

  test('what was a long string and is something else by now is read as that', async () => {
    put(a, 'longer than the preview');
    await open(a);
    faults.set('load', { code: 'redis', prefix: 'WRONGTYPE', message: 'another type' });
    put(a, 'short');
    tab.slice.loadAll();
    await vi.waitFor(() => expect(shown()).toBe('short'));
    expect(tab.slice.fault).toBeNull();
  });

  test('are kept by key, and gone when the text is again what it was', async () => {
    await open(a);
    tab.slice.edit('one!');
    await open(b);
    expect(tab.slice).toMatchObject({ draft: null, unsaved: 1 });
    await open(a);
    expect(tab.slice.draft?.text).toBe('one!');
    tab.slice.edit('one');
    expect(tab.slice).toMatchObject({ draft: null, unsaved: 0 });
  });

  test('survive losing the connection and another database', async () => {
    tab.slice.begin('0');
    await open(a);
    tab.slice.edit('mine');
    tab.slice.begin(null);
    tab.slice.begin('1');
    expect(tab.slice).toMatchObject({ key: null, draft: null, unsaved: 1 });
    await open(a);
    expect(tab.slice.draft).toBeNull();
    tab.slice.begin('0');
    await open(a);
    expect(tab.slice.draft?.text).toBe('mine');
  });

  test('of a long value load all of it when they are come back to', async () => {
    put(a, 'longer than the preview');
    await open(a);
    tab.slice.loadAll();
    await vi.waitFor(() => expect(tab.slice.loaded?.editing?.kind).toBe('text'));
    tab.slice.edit('changed');
    await open(b);
    await open(a);
    expect(tab.slice.draft).toMatchObject({ text: 'changed', trouble: null });
  });
});

describe('saving', () => {
  test('writes what was typed, then shows what Redis has', async () => {
    await open(a);
    tab.slice.edit('mine');
    calls.length = 0;
    await tab.slice.save();
    expect(calls).toEqual(['save mine', 'read']);
    expect(tab.slice).toMatchObject({ draft: null, unsaved: 0, busy: null });
    expect(shown()).toBe('mine');
  });

  test('keeps CRLF as it was', async () => {
    put(a, 'x\r\ny');
    await open(a);
    tab.slice.edit('x\ny\nz');
    await tab.slice.save();
    expect(held(a)).toBe('x\r\ny\r\nz');
  });

  test('what is typed while it is under way stays, on top of what was saved', async () => {
    const slow = later<void>();
    await open(a);
    tab.slice.edit('first');
    before = (name) => (name === 'save' ? slow.promise : undefined);
    const saved = tab.slice.save();
    await vi.waitFor(() => expect(calls).toContain('save first'));
    tab.slice.edit('second');
    slow.resolve();
    await saved;
    expect(held(a)).toBe('first');
    expect(tab.slice.draft).toMatchObject({ text: 'second', trouble: null });
    await tab.slice.save();
    expect(held(a)).toBe('second');
  });

  test('is not sent twice at once', async () => {
    const slow = later<void>();
    await open(a);
    tab.slice.edit('mine');
    before = (name) => (name === 'save' ? slow.promise : undefined);
    const first = tab.slice.save();
    await tab.slice.save();
    slow.resolve();
    await first;
    expect(calls.filter((call) => call.startsWith('save'))).toHaveLength(1);
  });

  test('a refused save is said beside the draft, which stays', async () => {
    await open(a);
    tab.slice.edit('mine');
    faults.set('save', { code: 'redis', prefix: 'OOM', message: 'OOM' });
    await tab.slice.save();
    expect(tab.slice.draft).toMatchObject({ text: 'mine', trouble: { kind: 'failed', fault: { code: 'redis', prefix: 'OOM' } } });
    faults.clear();
    await tab.slice.save();
    expect(held(a)).toBe('mine');
  });

  test('that could not be sent is ready to be sent when the server answers again', async () => {
    await open(a);
    tab.slice.edit('mine');
    faults.set('save', { code: 'offline' });
    await tab.slice.save();
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'failed', fault: { code: 'offline' } });
    faults.clear();
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.draft).toMatchObject({ text: 'mine', trouble: null }));
  });

  test('half of a surrogate pair is never sent', async () => {
    await open(a);
    tab.slice.edit('x\ud800');
    await tab.slice.save();
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'unwritable' });
    expect(held(a)).toBe('one');
  });
});

describe('someone else wrote', () => {
  test('a save finds out, shows theirs, and goes on top of it only when told to', async () => {
    await open(a);
    tab.slice.edit('mine');
    put(a, 'theirs');
    await tab.slice.save();
    expect(held(a)).toBe('theirs');
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'conflict', theirs: { kind: 'string', bytes: utf8('theirs'), length: 6, ttl: null } });
    await tab.slice.save();
    expect(held(a)).toBe('theirs');
    tab.slice.keepMine();
    expect(tab.slice.draft).toMatchObject({ text: 'mine', trouble: null });
    await tab.slice.save();
    expect(held(a)).toBe('mine');
  });

  test('a refresh finds out as well, and that it is over', async () => {
    await open(a);
    tab.slice.edit('mine');
    put(a, 'theirs');
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.draft?.trouble?.kind).toBe('conflict'));
    put(a, 'one');
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.draft).toMatchObject({ text: 'mine', trouble: null }));
  });

  test('the same text from someone else is no conflict', async () => {
    await open(a);
    tab.slice.edit('mine');
    put(a, 'mine');
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.draft).toBeNull());
  });

  test('discarding shows what the server has', async () => {
    await open(a);
    tab.slice.edit('mine');
    put(a, 'theirs');
    const { revision } = tab.slice;
    tab.slice.discard();
    await vi.waitFor(() => expect(shown()).toBe('theirs'));
    expect(tab.slice.draft).toBeNull();
    expect(tab.slice.revision).toBeGreaterThan(revision);
  });

  test('a key that is gone is made again only when told to, and not over another', async () => {
    await open(a);
    tab.slice.edit('mine');
    server.clear();
    await tab.slice.save();
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'conflict', theirs: { kind: 'absent' } });
    expect(held(a)).toBeNull();
    put(a, 'another');
    expect(await tab.slice.recreate()).toBe(false);
    expect(held(a)).toBe('another');
    server.clear();
    expect(await tab.slice.recreate()).toBe(true);
    expect(held(a)).toBe('mine');
    expect(tab.slice.draft).toBeNull();
  });
});

describe('a save of unknown outcome', () => {
  beforeEach(async () => {
    await open(a);
    tab.slice.edit('mine');
    faults.set('save', { code: 'unknown', command: 'SET' });
  });

  test('that happened is seen to have happened', async () => {
    await tab.slice.save();
    expect(tab.slice.draft?.trouble?.kind).toBe('unknown');
    calls.length = 0;
    await tab.slice.save();
    expect(calls).toEqual([]);
    await tab.slice.check();
    expect(tab.slice.draft).toBeNull();
    expect(shown()).toBe('mine');
  });

  test('that did not happen can be sent again', async () => {
    await tab.slice.save();
    put(a, 'one');
    await tab.slice.check();
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'unsaved' });
    faults.clear();
    await tab.slice.save();
    expect(held(a)).toBe('mine');
  });

  test('with more typed since stays a draft on top of what was saved', async () => {
    await tab.slice.save();
    tab.slice.edit('mine and more');
    await tab.slice.check();
    expect(tab.slice.draft).toMatchObject({ text: 'mine and more', trouble: null });
    faults.clear();
    await tab.slice.save();
    expect(held(a)).toBe('mine and more');
  });

  test('stays unknown while the server cannot be asked', async () => {
    await tab.slice.save();
    faults.set('read', { code: 'offline' });
    await tab.slice.check();
    expect(tab.slice.draft?.trouble?.kind).toBe('unknown');
    expect(tab.slice.fault).toEqual({ code: 'offline' });
  });

  test('is what a wire that closes in the middle leaves', async () => {
    before = (name) => (name === 'save' ? new Promise(() => undefined) : undefined);
    const saved = tab.slice.save();
    await vi.waitFor(() => expect(calls).toContain('save mine'));
    tab.cut();
    await saved;
    expect(tab.slice.draft?.trouble).toEqual({ kind: 'unknown', sent: utf8('mine') });
  });
});

describe('time to live', () => {
  test('is sent when it can be read, and the field is empty again', async () => {
    await open(a);
    tab.slice.setTtlText('10m');
    calls.length = 0;
    await tab.slice.applyTtl();
    expect(calls).toEqual(['expire 600000', 'read']);
    expect(tab.slice).toMatchObject({ ttlText: null, ttlFault: null });
    tab.slice.setTtlText('');
    await tab.slice.applyTtl();
    expect(calls).toContain('expire null');
  });

  test.each(['0', '-1', '1e3', 'NaN', '\u0661'])('%j sends nothing', async (text) => {
    await open(a);
    tab.slice.setTtlText(text);
    calls.length = 0;
    await tab.slice.applyTtl();
    expect(calls).toEqual([]);
    expect(tab.slice.ttlText).toBe(text);
  });

  test('a refusal stays with the field', async () => {
    await open(a);
    faults.set('expire 5000', { code: 'conflict', found: 'gone' });
    tab.slice.setTtlText('5');
    await tab.slice.applyTtl();
    expect(tab.slice).toMatchObject({ ttlText: '5', ttlFault: { code: 'conflict', found: 'gone' } });
    await open(b);
    expect(tab.slice).toMatchObject({ ttlText: null, ttlFault: null });
    await open(a);
    expect(tab.slice.ttlText).toBe('5');
  });
});

describe('deleting', () => {
  test('lets go of the draft, shows that the key is gone, and can be undone', async () => {
    await open(a);
    tab.slice.edit('mine');
    expect(await tab.slice.remove(a)).toBeNull();
    expect(shown()).toBe('absent');
    expect(tab.slice.unsaved).toBe(0);
    expect(await tab.slice.restore(a)).toBeNull();
    expect(shown()).toBe('back');
  });

  test('asks where the host asks, and does nothing on no', async () => {
    await open(a);
    tab.slice.edit('mine');
    faults.set('confirm', { code: 'confirm', blast: { command: 'UNLINK', keys: 1, typed: null } });
    tab.answer = null;
    expect(await tab.slice.remove(a)).toEqual({ code: 'cancelled' });
    expect(held(a)).toBe('one');
    expect(tab.slice.draft?.text).toBe('mine');
    tab.answer = '';
    expect(await tab.slice.remove(a)).toBeNull();
    expect(tab.blasts).toHaveLength(2);
    expect(held(a)).toBeNull();
  });
});

describe('a table', () => {
  const row = (text: string): readonly Bytes[] => [utf8(text), utf8('v')];
  const table = (rows: readonly string[], next: string | null): TableValue => ({
    kind: 'table',
    type: 'hash',
    columns: ['field', 'value'],
    edits: ['add', 'replace', 'remove'],
    paging: 'cursor',
    count: null,
    rows: rows.map(row),
    length: 3,
    next,
    ttl: null,
  });
  const windows = (answer: (from: string) => ValueRead | Promise<ValueRead>): void => {
    tab = testTab(valueSlice, { 'value.read': ({ from }) => answer(from) });
  };
  const fields = (): readonly string[] => [...(tab.slice.entries?.rows.values() ?? [])].map(([field]) => displayText(field ?? new Uint8Array()));

  test('grows window by window and folds what HSCAN gives twice', async () => {
    windows((from) => (from === '' ? table(['x', 'y'], '7') : table(['y', 'z'], null)));
    await open(a);
    tab.slice.more();
    tab.slice.more();
    await vi.waitFor(() => expect(fields()).toEqual(['x', 'y', 'z']));
    tab.slice.more();
    await new Promise(setImmediate);
    expect(fields()).toEqual(['x', 'y', 'z']);
  });

  test('a window that comes after a refresh is dropped', async () => {
    const slow = later<ValueRead>();
    windows((from) => (from === '' ? table(['x'], '7') : slow.promise));
    await open(a);
    tab.slice.more();
    tab.slice.refresh();
    await vi.waitFor(() => expect(tab.slice.busy).toBeNull());
    slow.resolve(table(['late'], null));
    await new Promise(setImmediate);
    expect(fields()).toEqual(['x']);
  });

  test('that became something else meanwhile is read anew', async () => {
    windows((from) => (from === '' ? table(['x'], '7') : { kind: 'absent' }));
    await open(a);
    windows((from) => (from === '' ? { kind: 'absent' } : table([], null)));
    await open(a);
    expect(tab.slice.loaded?.value.kind).toBe('absent');
  });
});
