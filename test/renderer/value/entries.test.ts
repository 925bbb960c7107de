/** Entries in the page: windows in their places, selections of what is loaded, edits shown without reading all again. */
import { describe, expect, test } from 'vitest';
import { type Entries, entriesOf, missing, selectedRows, selecting, withEdit, withWindow } from '../../../renderer/value/entries.ts';
import { isInside } from '../../../renderer/value/inside.ts';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { type Row, wholeLook } from '../../../shared/value/edit.ts';
import type { TableValue } from '../../../shared/value/value.ts';

const row = (...cells: readonly string[]): Row => cells.map(utf8);
const value = (patch: Partial<TableValue>): TableValue => ({
  kind: 'table',
  type: 'hash',
  columns: ['field', 'value'],
  edits: ['add', 'replace', 'remove'],
  paging: 'cursor',
  rows: [],
  length: 3,
  count: null,
  next: null,
  ttl: null,
  ...patch,
});
const list = (first: number, count: number): readonly Row[] => Array.from({ length: count }, (_, at) => row(String(first + at), `e${first + at}`));
const fields = ({ rows }: Entries): readonly string[] => [...rows.values()].map(([field]) => displayText(field ?? new Uint8Array()));
const none = { shift: false, mod: false };

describe('by rank', () => {
  const ranked = entriesOf(value({ type: 'list', columns: ['index', 'value'], paging: 'rank', count: 1000, rows: list(0, 200) }), wholeLook, 0);

  test('any window goes to its place, and what is not here is known', () => {
    expect(ranked.count).toBe(1000);
    expect(missing(ranked, 0, 200)).toBeNull();
    expect(missing(ranked, 730, 760)).toBe(600);
    const more = withWindow(ranked, value({ type: 'list', columns: ['index', 'value'], paging: 'rank', count: 1000, rows: list(600, 200) }), 600);
    expect(missing(more, 730, 760)).toBeNull();
    expect(missing(more, 390, 410)).toBe(200);
    expect(displayText(more.rows.get(700)?.[1] ?? new Uint8Array())).toBe('e700');
    expect(missing(more, 995, 1200)).toBe(800);
  });

  test('a range selects what is loaded of it', () => {
    expect([...selecting(ranked, 202, 198, { shift: true, mod: false })]).toEqual([198, 199]);
    const one = { ...ranked, selected: selecting(ranked, 5, null, none) };
    const two = { ...one, selected: selecting(one, 2, 5, { shift: false, mod: true }) };
    expect(selectedRows(two).map(([index]) => displayText(index ?? new Uint8Array()))).toEqual(['2', '5']);
    expect([...selecting(two, 5, 2, { shift: false, mod: true })]).toEqual([2]);
  });
});

describe('by cursor', () => {
  const loaded = entriesOf(value({ rows: [row('x', '1'), row('y', '2')], next: '7' }), wholeLook, 0);

  test('what HSCAN gives twice is one row', () => {
    expect(fields(withWindow(loaded, value({ rows: [row('y', '2'), row('z', '3')] }), 0))).toEqual(['x', 'y', 'z']);
  });

  test('an edit is shown with what the server said of it', () => {
    const edited = { undo: null, length: 2, ttl: null };
    const renamed = withEdit(loaded, { kind: 'replace', row: row('x', '1'), with: row('w', '1') }, { ...edited, rows: [null, row('w', 'theirs')] });
    expect(renamed.rows.get(0)).toEqual(row('w', 'theirs'));
    expect(fields(withEdit(loaded, { kind: 'remove', rows: [row('x', '1')] }, { ...edited, rows: [] }))).toEqual(['y']);
    expect(fields(withEdit(loaded, { kind: 'add', rows: [row('n', '')], at: 'tail' }, { ...edited, rows: [row('n', '')] }))).toEqual(['n', 'x', 'y']);
    expect(fields(withEdit(loaded, { kind: 'replace', row: row('x', '1'), with: row('x', '2') }, { ...edited, rows: [null, null] }))).toEqual(['y']);
  });
});

test('what is loaded is looked through as text, and as bytes where escapes name them', () => {
  expect(isInside(row('Field', 'Straße'), 'straß')).toBe(true);
  expect(isInside([Uint8Array.of(0x41, 0xff, 0x00)], '\\xff\\x00')).toBe(true);
  expect(isInside([Uint8Array.of(0x41, 0xff)], '\\xff\\x00')).toBe(false);
  expect(isInside(row('a', 'b'), 'c')).toBe(false);
});
