/** Hostile and awkward contents of every core type: each is exactly what is on the server, and an edit of one leaves the others alone. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { editValue } from '../../../../electron/core/value/edit.ts';
import { readValue } from '../../../../electron/core/value/read.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { saveString } from '../../../../electron/core/value/write.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { copyAs } from '../../../../shared/value/copyAs.ts';
import { type Row, wholeLook } from '../../../../shared/value/edit.ts';
import type { TableValue } from '../../../../shared/value/value.ts';
import { plainText, visible } from '../../../../shared/visible.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const signal = new AbortController().signal;
const undos = createUndos();
const latin = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
});
afterAll(async () => {
  session.close();
  await redis.stop();
});
beforeEach(() => redis.direct.flushall());

async function table(key: Uint8Array): Promise<TableValue> {
  const value = await readValue(session, key, { look: wholeLook, from: '', count: 100 }, signal);
  if (value.kind !== 'table') throw new Error(value.kind);
  return value;
}

const odd = {
  markup: utf8('<img src=x onerror=alert(1)>'),
  terminal: utf8('\x1b]0;pwn\x07\x1b[2J'),
  bidi: utf8('user\u202Egnp.exe\u2066'),
  nul: utf8('a\0b'),
  'one nul': utf8('\0'),
  empty: utf8(''),
  proto: utf8('__proto__'),
  constructor: utf8('constructor'),
  'own property': utf8('hasOwnProperty'),
  ff: Uint8Array.of(0xff),
  fe: Uint8Array.of(0xfe),
  overlong: Uint8Array.of(0xc0, 0x80),
  surrogate: Uint8Array.of(0xed, 0xa0, 0x80),
  cut: Uint8Array.of(0xf0, 0x9f, 0x98),
  mark: utf8('\ufefffirst'),
  crlf: utf8('a\r\nb\r\n'),
  cr: utf8('a\rb'),
  spaces: utf8('\u00a0x  '),
  composed: utf8('\u00e9'),
  decomposed: utf8('e\u0301'),
} as const;
const all = Object.values(odd);
const named = all.map((bytes) => [latin(bytes), Buffer.from(bytes)] as const);

test('bad input 1, 2, 3, 4, 5, 7, 8, 9, 10, 11: as keys and values of strings, saved without a byte of difference', async () => {
  for (const [, bytes] of named) await redis.direct.set(bytes, bytes);
  for (const bytes of all) {
    const value = await readValue(session, bytes, { look: wholeLook, from: '', count: 1 }, signal);
    expect(value.kind === 'string' && latin(value.bytes)).toBe(latin(bytes));
    await saveString(session, undos, bytes, Uint8Array.of(...bytes, 0x21), { kind: 'bytes', bytes }, {});
  }
  expect(await redis.direct.dbsize()).toBe(all.length);
  for (const [name, bytes] of named) expect(latin((await redis.direct.getBuffer(bytes)) ?? undefined)).toBe(`${name}!`);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test.each([
  ['hash', (bytes: Buffer) => redis.direct.call('HSET', 'k', bytes, bytes), 0, (row: Row): Row => [row[0] ?? utf8(''), utf8('changed')]],
  ['zset', (bytes: Buffer) => redis.direct.call('ZADD', 'k', '1', bytes), 1, (row: Row): Row => [utf8('2'), row[1] ?? utf8('')]],
  ['list', (bytes: Buffer) => redis.direct.call('RPUSH', 'k', bytes), 1, (row: Row): Row => [row[0] ?? utf8(''), utf8('changed')]],
  ['set', (bytes: Buffer) => redis.direct.call('SADD', 'k', bytes), 0, (): Row => [utf8('changed')]],
] as const)('bad input 1, 2, 3, 4, 5, 7, 8, 9, 10, 11: as what a %s holds, each edited and taken away by itself', async (type, put, at, change) => {
  for (const [, bytes] of named) await put(bytes);
  const key = utf8('k');
  const { rows } = await table(key);
  expect(rows.map((row) => latin(row[at])).toSorted()).toEqual(named.map(([name]) => name).toSorted());
  for (const row of rows) {
    const others = async (): Promise<string[]> => (await table(key)).rows.map((one) => latin(one[at])).toSorted();
    const before = await others();
    const made = change(row);
    await editValue(session, undos, { key, type, edit: { kind: 'replace', row, with: made } }, {});
    await editValue(session, undos, { key, type, edit: { kind: 'replace', row: made, with: row } }, {});
    expect(await others()).toEqual(before);
  }
  for (const row of rows.toReversed()) await editValue(session, undos, { key, type, edit: { kind: 'remove', rows: [row] } }, {});
  expect(await redis.direct.exists('k')).toBe(0);
});

test('bad input 1, 2, 3, 4, 5, 7, 8, 9, 10, 11: as fields and values of a stream', async () => {
  for (const [, bytes] of named) await redis.direct.call('XADD', 'k', '*', bytes, bytes);
  const { rows, columns } = await table(utf8('k'));
  // Copied as commands and sent again, they make the same entries.
  const text = copyAs({ key: utf8('copy'), type: 'stream', columns, rows }, 'redis-cli');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  for (const row of rows)
    await editValue(session, undos, { key: utf8('k'), type: 'stream', edit: { kind: 'add', rows: [[utf8('*'), row[1] ?? utf8('')]], at: 'tail' } }, {});
  const entries = (await redis.direct.callBuffer('XRANGE', 'k', '-', '+')) as [Buffer, Buffer[]][];
  expect(entries.map(([, words]) => words.map(latin))).toEqual([...named, ...named].map(([name]) => [name, name]));
});

test('bad input 2, 3: copied and shown, nothing of it controls anything', () => {
  for (const bytes of [odd.terminal, odd.bidi]) {
    const { runs } = visible(bytes);
    expect(runs.some((run) => run.kind === 'chip')).toBe(true);
    for (const run of runs) expect(run.text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    expect(plainText(bytes)).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    const what = { key: bytes, type: 'hash', columns: ['field', 'value'], rows: [[bytes, bytes]] } as const;
    for (const form of ['redis-cli', 'ioredis', 'node-redis', 'redis-py', 'go-redis', 'Jedis'] as const) expect(copyAs(what, form)).toMatch(/^[\x20-\x7e]*$/);
  }
});

test('bad input 12: a field of 10 MB beside small ones, and it is edited by itself', async () => {
  const big = Buffer.alloc(10 * 1024 * 1024, 0x7a);
  await redis.direct.call('HSET', 'k', 'big', big, 'small', '1');
  const { rows } = await table(utf8('k'));
  // In whatever order the server scans them.
  const row = rows.find((one) => latin(one[0]) === 'big') ?? [];
  expect(rows.map((one) => one[1]?.length).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([1, big.length]);
  await editValue(session, undos, { key: utf8('k'), type: 'hash', edit: { kind: 'replace', row, with: [row[0] ?? utf8(''), utf8('short')] } }, {});
  expect(await redis.direct.hgetall('k')).toEqual({ big: 'short', small: '1' });
});
