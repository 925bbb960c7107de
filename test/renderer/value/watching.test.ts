/** Versions of a value that is followed: each once, with what happened between, within a budget. */
import { expect, test } from 'vitest';
import { comparable, followedRows, sameWindows, seen, type VersionRows, type Watching, wayBack } from '../../../renderer/value/watching.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { type Look, wholeLook } from '../../../shared/value/edit.ts';
import type { TableValue, ValueRead } from '../../../shared/value/value.ts';

const whole = { look: wholeLook, windows: [0] };
/** As the pane has it when one window was read. */
const read = (watching: Watching, value: ValueRead, look: Look, at: number, windows: readonly number[] = [0]): Watching =>
  seen(watching, value, value.kind === 'table' ? { ...whole, look, windows, rows: new Map(value.rows.entries()) } : null, at);
const value = (text: string): ValueRead => ({ kind: 'string', bytes: utf8(text), length: text.length, ttl: null });
const none: Watching = { pace: 1000, versions: [], dropped: 0 };

test('the same again is no version, and being gone is one', () => {
  let watching = none;
  for (const one of [value('a'), value('a'), value('b'), { kind: 'absent' } as const, { kind: 'absent' } as const, value('b')])
    watching = read(watching, one, wholeLook, 5);
  expect(watching.versions.map(({ bytes }) => (bytes === null ? null : String.fromCharCode(...bytes)))).toEqual(['a', 'b', null, 'b']);
});

test('more than the budget drops the oldest, and says how many', () => {
  let watching = none;
  for (let at = 0; at < 250; at++) watching = read(watching, value(`v${at}`), wholeLook, at);
  expect(watching.versions).toHaveLength(200);
  expect(watching.dropped).toBe(50);
  expect(watching.versions[0]?.at).toBe(50);
  const big = (at: number): ValueRead => ({ kind: 'string', bytes: new Uint8Array(9 * 1024 * 1024).fill(at), length: 9 * 1024 * 1024, ttl: null });
  watching = read(read(none, big(1), wholeLook, 1), big(2), wholeLook, 2);
  expect(watching).toMatchObject({ dropped: 1 });
});

const hash = (...rows: readonly (readonly [string, string])[]): TableValue => ({
  kind: 'table',
  type: 'hash',
  columns: ['field', 'value'],
  edits: ['add', 'replace', 'remove'],
  paging: 'cursor',
  rows: rows.map((row) => row.map(utf8)),
  length: rows.length,
  count: null,
  next: null,
  ttl: null,
});
const lines = (watching: Watching): string[] => watching.versions.map((one) => Buffer.from(comparable(one)).toString());

test('entries in another order are no version, one that changed is, and a search is none', () => {
  let watching = none;
  watching = read(watching, hash(['a', '1'], ['b', '2']), wholeLook, 1);
  watching = read(watching, hash(['b', '2'], ['a', '1']), wholeLook, 2);
  watching = read(watching, hash(['a', '1'], ['b', '\xff\n']), wholeLook, 3);
  watching = read(watching, hash(['a', '1']), { ...wholeLook, match: utf8('a*') }, 4);
  expect(lines(watching)).toEqual(['a  1\nb  2', 'a  1\nb  "\\xc3\\xbf\\n"']);
});

test('what is pushed to a list moves nothing in what is compared, also seen from its end', () => {
  const list = (...values: readonly string[]): TableValue => ({
    ...hash(),
    type: 'list',
    columns: ['index', 'value'],
    rows: values.map((one, at) => [utf8(String(at)), utf8(one)]),
    length: values.length,
  });
  let watching = read(none, list('a', 'b'), wholeLook, 1);
  watching = read(watching, { ...list('a', 'b'), rows: list('a', 'b').rows.toReversed() }, { ...wholeLook, descending: true }, 2);
  watching = read(watching, list('new', 'a', 'b'), wholeLook, 3);
  expect(lines(watching)).toEqual(['a\nb', 'new\na\nb']);
});

test('the way back is there only where both are whole and their rows can change', () => {
  const rows = (value: TableValue): VersionRows => ({ ...value, windows: [0] });
  const [one, two] = [rows(hash(['a', '1'])), rows(hash(['a', '2'], ['b', '3']))];
  expect(wayBack(two, one)).toEqual({ from: two.rows, to: one.rows });
  expect(wayBack(one, one)).toBeNull();
  expect(wayBack({ ...two, length: 3 }, one)).toBeNull();
  expect(wayBack(two, { ...one, rows: [], length: 0 })).toBeNull();
  expect(wayBack({ ...two, type: 'stream' }, { ...one, type: 'stream' })).toBeNull();
});

test('which rows are followed is told, and versions of other rows are not compared', () => {
  const part = (windows: readonly number[], length: number, count: number): VersionRows => ({
    ...hash(),
    rows: Array.from({ length: count }, (_, at) => [utf8(String(at)), utf8('')]),
    windows,
    length,
  });
  expect(followedRows(part([0], 3, 3))).toBeNull();
  expect(followedRows(part([0, 1], 5000, 407))).toEqual([{ from: 0, to: 407 }]);
  expect(followedRows(part([0, 200, 4800], 4850, 450))).toEqual([
    { from: 0, to: 400 },
    { from: 4800, to: 4850 },
  ]);
  let watching = read(none, hash(['a', '1'], ['b', '2']), wholeLook, 1, [0]);
  watching = read(watching, hash(['a', '1'], ['b', '2']), wholeLook, 2, [0, 1]);
  watching = read(watching, hash(['a', '1'], ['b', '3']), wholeLook, 3, [0, 1]);
  const [one, two, three] = watching.versions;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three versions');
  expect([sameWindows(one, two), sameWindows(two, three)]).toEqual([false, true]);
});
