/** Entries as text: the same bytes again in every client, and nothing a spreadsheet would run. */
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { splitLine } from '../../../shared/escape.ts';
import { type Copied, copyAs, copyForms } from '../../../shared/value/copyAs.ts';

const ff = Uint8Array.of(0xff, 0x0a);
const hash: Copied = {
  key: utf8("it's"),
  type: 'hash',
  columns: ['field', 'value'],
  rows: [
    [utf8('=HYPERLINK("x")'), ff],
    [utf8('n'), utf8('-5')],
  ],
};

test('redis-cli reads the same bytes back', () => {
  const split = splitLine(copyAs(hash, 'redis-cli'));
  expect(split).toEqual({ ok: true, words: [utf8('HSET'), utf8("it's"), ...hash.rows.flat()] });
});

test("a field's own time comes with it, and an entry without fields is left out", () => {
  const timed: Copied = {
    key: utf8('h'),
    type: 'hash',
    columns: ['field', 'value', 'expires'],
    rows: [
      [utf8('a'), utf8('1'), utf8('1700000000000')],
      [utf8('b'), utf8('2'), utf8('')],
    ],
  };
  expect(copyAs(timed, 'redis-cli')).toBe('HSET h a 1 b 2\nHPEXPIREAT h 1700000000000 FIELDS 1 a');
  const gone: Copied = {
    key: utf8('s'),
    type: 'stream',
    columns: ['id', 'entry'],
    rows: [
      [utf8('1-0'), utf8('')],
      [utf8('2-0'), utf8('f v')],
    ],
  };
  expect(copyAs(gone, 'redis-cli')).toBe('XADD s 2-0 f v');
});

test.each([
  ['ioredis', `await redis.callBuffer('HSET', 'it\\'s', '=HYPERLINK("x")', Buffer.from('ff0a', 'hex'), 'n', '-5');`],
  ['node-redis', `await client.sendCommand(['HSET', 'it\\'s', '=HYPERLINK("x")', Buffer.from('ff0a', 'hex'), 'n', '-5']);`],
  ['redis-py', `r.execute_command('HSET', 'it\\'s', '=HYPERLINK("x")', bytes.fromhex('ff0a'), 'n', '-5')`],
  ['go-redis', `rdb.Do(ctx, "HSET", "it's", "=HYPERLINK(\\"x\\")", "\\xff\\x0a", "n", "-5")`],
  [
    'Jedis',
    `jedis.sendCommand(Protocol.Command.HSET, SafeEncoder.encode("it's"), SafeEncoder.encode("=HYPERLINK(\\"x\\")"), HexFormat.of().parseHex("ff0a"), SafeEncoder.encode("n"), SafeEncoder.encode("-5"));`,
  ],
] as const)('%s', (form, text) => {
  expect(copyAs(hash, form)).toBe(text);
});

test('bad input 37: a formula is guarded, a number is not, and bytes that are no text are in escapes', () => {
  expect(copyAs(hash, 'CSV')).toBe('field,value\r\n"\'=HYPERLINK(""x"")","""\\xff\\n"""\r\nn,-5\r\n');
  const cell = (text: string): string | undefined => copyAs({ ...hash, rows: [[utf8(text), utf8('')]] }, 'CSV').split('\r\n')[1];
  expect(cell('-1+2|cmd')).toBe("'-1+2|cmd,");
  expect(cell('@SUM(A1)')).toBe("'@SUM(A1),");
  expect(cell('+1.5e3')).toBe('+1.5e3,');
});

test('JSON never takes bytes for text', () => {
  expect(JSON.parse(copyAs(hash, 'JSON'))).toEqual([
    { field: '=HYPERLINK("x")', value: { b64: '/wo=' } },
    { field: 'n', value: '-5' },
  ]);
});

describe.each(copyForms)('%s', (form) => {
  test.each([
    ['string', ['value'], [[ff]]],
    ['list', ['index', 'value'], [[utf8('0'), ff]]],
    ['set', ['member'], [[ff]]],
    ['zset', ['score', 'member'], [[utf8('-inf'), ff]]],
    ['stream', ['id', 'entry'], [[utf8('5-5'), utf8('f "a b"')]]],
  ] as const)('%s has a text', (type, columns, rows) => {
    expect(copyAs({ key: ff, type, columns, rows }, form)).not.toBe('');
  });
});
