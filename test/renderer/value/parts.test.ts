/** The parts of the value slice: entries that are typed and refused, files that come and go, always byte for byte. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { changedRow } from '../../../renderer/value/rowDraft.ts';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { Edit, Row } from '../../../shared/value/edit.ts';
import type { ValueRead } from '../../../shared/value/value.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

const key = utf8('k');
const row = (...cells: readonly string[]): Row => cells.map(utf8);
let tab: TestTab<ValueSlice>;
let held: Row | null;
let edits: Edit[];
let refusal: (() => void) | null;

beforeEach(async () => {
  held = row('f', 'loaded');
  edits = [];
  refusal = null;
  tab = testTab(valueSlice, {
    'value.read': (): ValueRead => ({
      kind: 'table',
      type: 'hash',
      columns: ['field', 'value'],
      edits: ['add', 'replace', 'remove'],
      paging: 'cursor',
      rows: held === null ? [] : [held],
      length: 1,
      count: null,
      next: null,
      ttl: null,
    }),
    'value.element': () => held,
    'value.edit': ({ edit }) => {
      refusal?.();
      edits.push(edit);
      held = edit.kind === 'replace' ? edit.with : held;
      return { undo: 'u1', length: 1, ttl: null, rows: edit.kind === 'replace' ? [edit.with, edit.with] : [] };
    },
  });
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice.entries?.rows.size).toBe(1));
});
afterEach(() => tab.close());

function type(value: string): void {
  const { entries } = tab.slice;
  const loaded = entries?.rows.get(0) ?? row('f', '');
  const draft = tab.slice.row ?? changedRow('hash', ['field', 'value'], loaded);
  tab.slice.typeRow({ ...draft, cells: draft.cells.map((cell, at) => (at === 1 ? { form: 'text', text: value } : cell)) });
}

describe('an entry that is typed', () => {
  test('is written over what was loaded, and shown as the server has it', async () => {
    type('mine');
    expect(tab.slice.unsaved).toBe(1);
    expect(await tab.slice.saveRow()).toMatchObject({ undo: 'u1' });
    expect(edits).toEqual([{ kind: 'replace', row: row('f', 'loaded'), with: row('f', 'mine') }]);
    expect(tab.slice).toMatchObject({ row: null, unsaved: 0 });
    expect(tab.slice.entries?.rows.get(0)).toEqual(row('f', 'mine'));
  });

  test('a conflict shows theirs, keeps what was typed, and goes on on top of theirs when that is wanted', async () => {
    type('mine');
    held = row('f', 'theirs');
    refusal = () => fail({ code: 'conflict', found: 'changed' });
    expect(await tab.slice.saveRow()).toBeNull();
    expect(tab.slice.row?.trouble).toEqual({ kind: 'conflict', theirs: row('f', 'theirs') });
    expect(await tab.slice.saveRow()).toBeNull();
    expect(edits).toEqual([]);
    refusal = null;
    tab.slice.keepRow();
    await tab.slice.saveRow();
    expect(edits).toEqual([{ kind: 'replace', row: row('f', 'theirs'), with: row('f', 'mine') }]);
  });

  test.each([
    ['it happened', row('f', 'mine'), null],
    ['it did not', row('f', 'loaded'), 'unsaved'],
    ['somebody else wrote', row('f', 'theirs'), 'conflict'],
  ] as const)('of unknown outcome is looked up: %s', async (_what, now, trouble) => {
    type('mine');
    refusal = () => fail({ code: 'unknown', command: 'EVALSHA' });
    await tab.slice.saveRow();
    expect(tab.slice.row?.trouble).toEqual({ kind: 'unknown' });
    held = now;
    await tab.slice.checkRow();
    expect(tab.slice.row?.trouble?.kind ?? null).toBe(trouble);
  });

  test('stays while another key is looked at', async () => {
    type('mine');
    tab.slice.open(utf8('other'));
    expect(tab.slice.row).toBeNull();
    tab.slice.open(key);
    expect(tab.slice.row?.cells[1]).toEqual({ form: 'text', text: 'mine' });
  });
});

describe('files', () => {
  const big = Uint8Array.from({ length: 2_500_000 }, (_, at) => (at * 7) & 0xff);
  const string = (bytes: Bytes): ValueRead => ({ kind: 'string', bytes: bytes.slice(0, 65_536), length: bytes.length, ttl: null });

  async function opened(handlers: Parameters<typeof testTab<ValueSlice>>[1]): Promise<void> {
    tab = testTab(valueSlice, { 'value.read': () => string(big), ...handlers });
    tab.slice.open(key);
    await vi.waitFor(() => expect(tab.slice.loaded).not.toBeNull());
  }
  const sink = () => {
    const parts: Bytes[] = [];
    return { parts, write: async (bytes: Bytes) => void parts.push(bytes), close: async () => undefined, abort: async () => void (parts.length = 0) };
  };

  test('a long value is written piece by piece, whole', async () => {
    await opened({ 'value.bytes': ({ from, length }) => ({ bytes: big.slice(from, from + length), length: big.length }) });
    const to = sink();
    expect(await tab.slice.saveTo(to)).toBeNull();
    expect(to.parts.map(({ length }) => length)).toEqual([1_048_576, 1_048_576, 402_848]);
    expect(Buffer.concat(to.parts).equals(big)).toBe(true);
    expect(tab.slice.string.transfer).toBeNull();
  });

  test('a value that changes meanwhile leaves no file of two halves', async () => {
    await opened({ 'value.bytes': ({ from, length }) => ({ bytes: big.slice(from, from + length), length: from === 0 ? big.length : 7 }) });
    const to = sink();
    expect(await tab.slice.saveTo(to)).toEqual({ code: 'conflict', found: 'changed' });
    expect(to.parts).toEqual([]);
  });

  test('a file goes in parts, and takes the place of what was loaded only at the end', async () => {
    const steps: string[] = [];
    await opened({
      'value.upload': ({ at, bytes, upload }) => {
        steps.push(`${upload === '' ? 'first' : upload} ${at} ${bytes.length}`);
        return { upload: '0123456789abcdef01' };
      },
      'value.finish': ({ length, replaced }) => {
        steps.push(`finish ${length} over ${replaced?.length} ${replaced?.head.length}`);
        return { undo: 'u1' };
      },
    });
    expect(await tab.slice.loadFrom({ size: big.length, read: async (from, to) => big.slice(from, to) })).toEqual({ undo: 'u1' });
    expect(steps).toEqual(['first 0 1048576', '0123456789abcdef01 1048576 1048576', '0123456789abcdef01 2097152 402848', 'finish 2500000 over 2500000 65536']);
  });

  test('a file that is given up leaves nothing', async () => {
    let dropped = 0;
    await opened({
      'value.upload': () => {
        tab.slice.stopTransfer();
        return { upload: '0123456789abcdef01' };
      },
      'value.dropUpload': () => void dropped++,
    });
    expect(await tab.slice.loadFrom({ size: big.length, read: async (from, to) => big.slice(from, to) })).toEqual({ code: 'cancelled' });
    await new Promise(setImmediate);
    expect(tab.slice.string.transfer).toBeNull();
    expect(dropped).toBeLessThanOrEqual(1);
  });
});

test('bytes of a part are typed over: only what differs is written, and it stays while another key is looked at', async () => {
  const bytes = Uint8Array.from({ length: 65_536 }, (_, at) => at & 0xff);
  const changes: unknown[] = [];
  let refused = true;
  tab = testTab(valueSlice, {
    'value.read': ({ key: open }) => ({ kind: 'string', bytes, length: open.length === key.length ? 2 ** 29 : 70_000, ttl: null }),
    'value.change': ({ change }) => {
      if (refused) fail({ code: 'conflict', found: 'changed' });
      changes.push(change);
      return { undo: 'u1', count: null };
    },
  });
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice.loaded).not.toBeNull());
  const after = bytes.slice();
  after[10] = 0xff;
  after[12] = 0xff;
  tab.slice.typePatch({ from: 0, before: bytes, after });
  expect(tab.slice.unsaved).toBe(1);
  tab.slice.open(utf8('another key'));
  expect(tab.slice.string.patch).toBeNull();
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice.loaded).not.toBeNull());
  expect(await tab.slice.writePatch()).toEqual({ code: 'conflict', found: 'changed' });
  expect(tab.slice.string.patch).not.toBeNull();
  refused = false;
  expect(await tab.slice.writePatch()).toEqual({ undo: 'u1', count: null });
  expect(changes).toEqual([{ kind: 'patch', at: 10, from: Uint8Array.of(10, 11, 12), to: Uint8Array.of(0xff, 11, 0xff) }]);
  expect(tab.slice.string.patch).toBeNull();
  expect(tab.slice.unsaved).toBe(0);
});

test('a collection that is followed keeps what is selected while nothing changes, and its versions when something does', async () => {
  let rows = [row('a', '1'), row('b', '2')];
  const exchanged: unknown[] = [];
  tab = testTab(valueSlice, {
    'value.read': () => ({
      kind: 'table',
      type: 'hash',
      columns: ['field', 'value'],
      edits: ['add', 'replace', 'remove'],
      paging: 'cursor',
      rows: rows.map((one) => [...one]),
      length: rows.length,
      count: null,
      next: null,
      ttl: null,
    }),
    'value.exchange': ({ from, to, whole }) => {
      exchanged.push({ from, to, whole });
      return { undo: 'u1' };
    },
  });
  tab.slice.open(key);
  await vi.waitFor(() => expect(tab.slice.entries).not.toBeNull());
  tab.slice.watch(500);
  tab.slice.select({ row: 1, column: 1 });
  tab.slice.selectRow(1, { shift: false, mod: false });
  const readAt = tab.slice.loaded?.at;
  await vi.waitFor(() => expect(tab.slice.loaded?.at).not.toBe(readAt), { timeout: 5000 });
  expect(tab.slice.entries?.selected).toEqual(new Set([1]));
  expect(tab.slice.cell).toEqual({ row: 1, column: 1 });
  expect(tab.slice.watching?.versions).toHaveLength(1);
  const before = rows;
  rows = [row('a', '1'), row('b', 'theirs')];
  await vi.waitFor(() => expect(tab.slice.watching?.versions).toHaveLength(2), { timeout: 5000 });
  expect(tab.slice.entries?.rows.get(1)).toEqual(row('b', 'theirs'));
  expect(await tab.slice.exchangeRows({ from: rows, to: before, whole: true })).toEqual({ undo: 'u1' });
  expect(exchanged).toEqual([{ from: rows, to: before, whole: true }]);
  tab.slice.watch(null);
});
