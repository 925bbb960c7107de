/** The form of a new key: exact bytes, or which cell is wrong and why. */
import { describe, expect, test } from 'vitest';
import { isEntryId, isScore, type NewType, newValueOf, type ValueForm } from '../../../renderer/keys/newValue.ts';
import { utf8 } from '../../../shared/bytes.ts';

const form = (type: NewType, rows: readonly (readonly [string, string])[], more: Partial<ValueForm> = {}): ValueForm => ({
  type,
  text: '',
  rows: rows.map(([first, second], at) => ({ id: at + 1, first, second })),
  entries: [],
  ...more,
});

describe('what is typed becomes', () => {
  test('a string, with its escapes where they are meant', () => {
    expect(newValueOf(form('string', [], { text: 'a\\x00' }), false)).toEqual({ ok: true, value: { type: 'string', bytes: utf8('a\\x00') } });
    expect(newValueOf(form('string', [], { text: 'a\\xff' }), true)).toEqual({ ok: true, value: { type: 'string', bytes: Uint8Array.of(97, 255) } });
  });

  test('a hash, list, set and sorted set of several entries', () => {
    expect(
      newValueOf(
        form('hash', [
          ['f', '1'],
          ['', ''],
        ]),
        false,
      ),
    ).toEqual({
      ok: true,
      value: {
        type: 'hash',
        fields: [
          { field: utf8('f'), value: utf8('1') },
          { field: utf8(''), value: utf8('') },
        ],
      },
    });
    expect(
      newValueOf(
        form('list', [
          ['a', ''],
          ['a', ''],
        ]),
        false,
      ),
    ).toEqual({ ok: true, value: { type: 'list', items: [utf8('a'), utf8('a')] } });
    expect(
      newValueOf(
        form('set', [
          ['a', ''],
          ['b', ''],
        ]),
        false,
      ),
    ).toEqual({ ok: true, value: { type: 'set', members: [utf8('a'), utf8('b')] } });
    expect(
      newValueOf(
        form('zset', [
          ['a', ' 1.5 '],
          ['b', '-inf'],
        ]),
        false,
      ),
    ).toEqual({
      ok: true,
      value: {
        type: 'zset',
        members: [
          { member: utf8('a'), score: '1.5' },
          { member: utf8('b'), score: '-inf' },
        ],
      },
    });
  });

  test('a JSON document as it is typed, or why it is none', () => {
    const typed = '{"a":1e400,"b":"\\u00e4"}';
    expect(newValueOf(form('json', [], { text: typed }), true)).toEqual({ ok: true, value: { type: 'json', text: utf8(typed) } });
    expect(newValueOf(form('json', [], { text: '{a}' }), false)).toMatchObject({ ok: false, problems: [{ id: 0, cell: 'first', refusal: { why: 'json' } }] });
    expect(newValueOf(form('json', []), false)).toMatchObject({ ok: false });
  });

  test('a stream, entry by entry', () => {
    const entries = [{ id: 9, entryId: '*', rows: [{ id: 1, first: 'f', second: 'v' }] }];
    expect(newValueOf(form('stream', [], { entries }), false)).toEqual({
      ok: true,
      value: { type: 'stream', entries: [{ id: '*', fields: [{ field: utf8('f'), value: utf8('v') }] }] },
    });
  });
});

describe('refused, with the cell', () => {
  test('fields and members that are given twice, also in two spellings', () => {
    expect(
      newValueOf(
        form('hash', [
          ['a', ''],
          ['\\x61', ''],
        ]),
        true,
      ),
    ).toEqual({
      ok: false,
      problems: [{ id: 2, cell: 'first', refusal: { why: 'twice' } }],
    });
    expect(
      newValueOf(
        form('hash', [
          ['a', ''],
          ['\\x61', ''],
        ]),
        false,
      ).ok,
    ).toBe(true);
    expect(
      newValueOf(
        form('set', [
          ['a', ''],
          ['a', ''],
        ]),
        false,
      ).ok,
    ).toBe(false);
  });

  test('what cannot be written, and every wrong cell at once', () => {
    const refused = newValueOf(
      form('zset', [
        ['\ud800', 'x'],
        ['ok', '1,5'],
      ]),
      false,
    );
    expect(refused).toEqual({
      ok: false,
      problems: [
        { id: 1, cell: 'first', refusal: { ok: false, why: 'unwritable' } },
        { id: 1, cell: 'second', refusal: { why: 'score' } },
        { id: 2, cell: 'second', refusal: { why: 'score' } },
      ],
    });
  });
});

test.each(['0', '-0', '1.', '.5', '+3', '1e3', '5E-324', 'inf', '-INF', '+inf', '12345678901234567890'])('%j is a score', (text) =>
  expect(isScore(text)).toBe(true),
);
test.each(['', 'nan', '1,5', '0x10', '1e', 'e3', '--1', '1 2', 'infinity2', '\u0661'])('%j is no score', (text) => expect(isScore(text)).toBe(false));
test.each(['*', '1-*', '0-*', '1', '1-1', '0-1', '18446744073709551615-18446744073709551615'])('%j is an entry id', (text) =>
  expect(isEntryId(text)).toBe(true),
);
test.each(['', '0', '0-0', '-1', '*-1', '18446744073709551616-0', '1-', 'a-1', '1-1-1', '1-18446744073709551616'])('%j is no entry id', (text) =>
  expect(isEntryId(text)).toBe(false),
);
