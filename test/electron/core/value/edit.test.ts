/** Edits of elements against a real server: exactly what was meant, only while it is what was loaded, and back again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { editValue, undoEdit } from '../../../../electron/core/value/edit.ts';
import { readValue } from '../../../../electron/core/value/read.ts';
import { createUndos, type Undos } from '../../../../electron/core/value/undos.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { type Edit, type Edited, type Row, wholeLook } from '../../../../shared/value/edit.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0x00, 0xff, 0x0a);
const name = Buffer.from(key);
const [ff, fe] = [Uint8Array.of(0xff), Uint8Array.of(0xfe)];
const row = (...cells: readonly (string | Uint8Array)[]): Row => cells.map((one) => (typeof one === 'string' ? utf8(one) : one));
const remove = (...rows: readonly Row[]): Edit => ({ kind: 'remove', rows });
const add = (at: 'head' | 'tail' | 'index', ...rows: readonly Row[]): Edit => ({ kind: 'add', rows, at });
const replace = (from: Row, to: Row): Edit => ({ kind: 'replace', row: from, with: to });
let redis: TestRedis;
let session: Session;
/** A user who may not run scripts. */
let plain: Session;
let undos: Undos;

beforeAll(async () => {
  redis = await startRedis();
  await redis.direct.acl('SETUSER', 'plain', 'on', '>plain', '~*', '+@all', '-@scripting');
  session = await readySession(redis);
  plain = await readySession(redis, { username: 'plain', password: 'plain' });
});
afterAll(async () => {
  session.close();
  plain.close();
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  undos = createUndos();
});

const dump = (): Promise<Buffer | null> => redis.direct.dumpBuffer(name);
async function takeBack(on: Session, { undo }: Edited): Promise<void> {
  if (undo === null) throw new Error('nothing to take back');
  const entry = undos.get(undo);
  if (entry.kind !== 'edit') throw new Error(entry.kind);
  await undoEdit(on, entry, {});
}

describe.each([
  ['by script', () => session],
  ['by transaction', () => plain],
])('%s', (_how, on) => {
  const edit = (type: string, what: Edit): Promise<Edited> => editValue(on(), undos, { key, type, edit: what }, {});

  test('fault 29: a hash with binary fields: one is changed, the other stays byte for byte', async () => {
    await redis.direct.call('HSET', name, Buffer.from(ff), 'a', Buffer.from(fe), Buffer.from(fe));
    await redis.direct.pexpire(name, 100_000);
    const before = await dump();
    const done = await edit('hash', replace(row(ff, 'a'), row(ff, new Uint8Array())));
    expect(done).toMatchObject({ length: 2, rows: [row(ff, ''), row(ff, '')] });
    expect(done.ttl).toBeGreaterThan(95_000);
    expect(await redis.direct.hgetBuffer(name, Buffer.from(fe))).toEqual(Buffer.from(fe));
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
    await takeBack(on(), done);
    expect(await dump()).toEqual(before);
  });

  test('a field is renamed, and not onto another one', async () => {
    await redis.direct.hset(name, 'a', '1', 'b', '2');
    expect(await faultOf(edit('hash', replace(row('a', '1'), row('b', '1'))))).toEqual({ code: 'conflict', found: 'exists' });
    await edit('hash', replace(row('a', '1'), row('c', '1')));
    expect(await redis.direct.hgetall(name)).toEqual({ b: '2', c: '1' });
  });

  test.each([
    ['hash', () => redis.direct.hset(name, 'a', 'theirs'), replace(row('a', 'loaded'), row('a', 'mine'))],
    ['list', () => redis.direct.rpush(name, 'x', 'theirs'), replace(row('1', 'loaded'), row('1', 'mine'))],
    ['list', () => redis.direct.rpush(name, 'x'), remove(row('7', 'loaded'))],
    ['set', () => redis.direct.sadd(name, 'theirs'), remove(row('loaded'))],
    ['zset', () => redis.direct.zadd(name, '2', 'm'), replace(row('1', 'm'), row('3', 'm'))],
    ['stream', () => redis.direct.xadd(name, '5-5', 'f', 'v'), remove(row('5-4', ''))],
  ] as const)('%s: somebody else wrote meanwhile, nothing is changed', async (type, make, what) => {
    await make();
    const before = await dump();
    expect(await faultOf(edit(type, what))).toEqual({ code: 'conflict', found: 'changed' });
    expect(await dump()).toEqual(before);
  });

  test('it expired meanwhile: not made again; it became another type: untouched', async () => {
    expect(await faultOf(edit('hash', add('tail', row('a', '1'))))).toEqual({ code: 'conflict', found: 'gone' });
    expect(await redis.direct.exists(name)).toBe(0);
    await redis.direct.rpush(name, 'a');
    expect(await faultOf(edit('hash', add('tail', row('a', '1'))))).toEqual({ code: 'conflict', found: 'type' });
    expect(await redis.direct.lrange(name, 0, -1)).toEqual(['a']);
  });

  test('what is there already is not added', async () => {
    await redis.direct.zadd(name, '1', 'a');
    expect(await faultOf(edit('zset', add('tail', row('2', 'b'), row('9', 'a'))))).toEqual({ code: 'conflict', found: 'exists' });
    expect(await redis.direct.zrange(name, '0', '-1')).toEqual(['a']);
  });

  test('the elements of a list among their equals: only those that were meant', async () => {
    await redis.direct.rpush(name, 'a', 'b', 'a', 'b', 'a');
    const before = await dump();
    const done = await edit('list', remove(row('0', 'a'), row('3', 'b'), row('4', 'a')));
    expect(await redis.direct.lrange(name, 0, -1)).toEqual(['b', 'a']);
    await takeBack(on(), done);
    expect(await dump()).toEqual(before);
  });

  test('into a list at the head, at the end, at an index', async () => {
    await redis.direct.rpush(name, 'x', 'x');
    const head = await edit('list', add('head', row('', '1'), row('', '2')));
    await edit('list', add('tail', row('', '9')));
    await edit('list', add('index', row('3', 'm')));
    expect(await redis.direct.lrange(name, 0, -1)).toEqual(['1', '2', 'x', 'm', 'x', '9']);
    await takeBack(on(), head);
    expect(await redis.direct.lrange(name, 0, -1)).toEqual(['x', 'm', 'x', '9']);
  });

  test('the last element takes the key and its time to live with it, and brings both back', async () => {
    await redis.direct.sadd(name, 'only');
    await redis.direct.pexpire(name, 100_000);
    const before = await dump();
    const done = await edit('set', remove(row('only')));
    expect(done).toMatchObject({ length: 0, ttl: null });
    expect(await redis.direct.exists(name)).toBe(0);
    await takeBack(on(), done);
    expect(await dump()).toEqual(before);
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test('what was made again meanwhile is not overwritten by an undo', async () => {
    await redis.direct.hset(name, 'a', '1');
    const done = await edit('hash', remove(row('a', '1')));
    await redis.direct.hset(name, 'a', 'theirs');
    expect(await faultOf(takeBack(on(), done))).toEqual({ code: 'conflict', found: 'exists' });
    expect(await redis.direct.hget(name, 'a')).toBe('theirs');
  });

  test.each(['inf', '-inf', '5e-324', '0.30000000000000004', '-0', '12345678901234567', '1.50'])(
    'bad input 14: score %s is written and taken back',
    async (score) => {
      await redis.direct.zadd(name, '7', 'm');
      const done = await edit('zset', replace(row('7', 'm'), row(score, 'm')));
      const number = (text: string): number => Number(text.replace('inf', 'Infinity'));
      // Small encodings keep -0 as 0, which is the same score.
      expect(number((await redis.direct.zscore(name, 'm')) ?? '') + 0).toBe(number(score) + 0);
      await takeBack(on(), done);
      expect(await redis.direct.zscore(name, 'm')).toBe('7');
    },
  );

  test.each(['', '1,5', 'nan', '0x10', '１', '1e', '--1', 'infinite'])('bad input 14: score %j is refused before anything is sent', async (score) => {
    await redis.direct.zadd(name, '7', 'm');
    expect(await faultOf(edit('zset', replace(row('7', 'm'), row(score, 'm'))))).toMatchObject({ code: 'input', path: 'score' });
    expect(await redis.direct.zscore(name, 'm')).toBe('7');
  });

  test('a stream entry is added under the id that the server makes, with its exact bytes, and removed again', async () => {
    await redis.direct.xadd(name, '1-1', 'f', 'v');
    const done = await edit('stream', add('tail', row('*', 'a "\\xff b"')));
    expect(done.length).toBe(2);
    const [, last] = (await redis.direct.callBuffer('XRANGE', name, '-', '+')) as [Buffer, Buffer[]][];
    expect(last?.[1]).toEqual([Buffer.from('a'), Buffer.from([0xff, 0x20, 0x62])]);
    await takeBack(on(), done);
    expect(await redis.direct.xlen(name)).toBe(1);
  });

  test('bad input 16: stream ids at their limits: told in the words of the server', async () => {
    await redis.direct.xadd(name, '18446744073709551615-18446744073709551614', 'f', 'v');
    expect(await faultOf(edit('stream', add('tail', row('5-5', 'f v'))))).toMatchObject({ code: 'redis', prefix: 'ERR' });
    expect(await faultOf(edit('stream', add('tail', row('0-0', 'f v'))))).toMatchObject({ code: 'redis', prefix: 'ERR' });
    expect(await faultOf(edit('stream', add('tail', row('now', 'f v'))))).toMatchObject({ code: 'input', path: 'id' });
    expect(await faultOf(edit('stream', add('tail', row('*', 'f'))))).toMatchObject({ code: 'input', path: 'entry' });
    expect(await redis.direct.xlen(name)).toBe(1);
  });

  test('a full server refuses in its words and changes nothing', async () => {
    await redis.direct.hset(name, 'a', '1');
    await redis.direct.config('SET', 'maxmemory', '1');
    try {
      expect(await faultOf(edit('hash', replace(row('a', '1'), row('b', '1'))))).toMatchObject({ code: 'redis' });
      expect(await redis.direct.hgetall(name)).toEqual({ a: '1' });
    } finally {
      await redis.direct.config('SET', 'maxmemory', '0');
    }
  });
});

test('a user who may write and not delete: nothing is half done', async () => {
  await redis.direct.acl('SETUSER', 'half', 'on', '>half', '~*', '+@all', '-hdel', '-lrem');
  const half = await readySession(redis, { username: 'half', password: 'half' });
  try {
    await redis.direct.hset(name, 'a', '1');
    expect(await faultOf(editValue(half, undos, { key, type: 'hash', edit: replace(row('a', '1'), row('b', '1')) }, {}))).toMatchObject({ prefix: 'NOPERM' });
    expect(await redis.direct.hgetall(name)).toEqual({ a: '1' });
    await redis.direct.del(name);
    await redis.direct.rpush(name, 'a', 'b');
    expect(await faultOf(editValue(half, undos, { key, type: 'list', edit: remove(row('0', 'a')) }, {}))).toMatchObject({ prefix: 'NOPERM' });
    expect(await redis.direct.lrange(name, 0, -1)).toEqual(['a', 'b']);
  } finally {
    half.close();
    await redis.direct.acl('DELUSER', 'half');
  }
});

test('a confirm profile is asked about the command that matters, a read-only one refuses', async () => {
  await redis.direct.hset(name, 'a', '1');
  const careful = await readySession(redis, { protection: 'confirm' });
  const quiet = await readySession(redis, { protection: 'confirm', username: 'plain', password: 'plain' });
  const locked = await readySession(redis, { protection: 'read-only' });
  const order = { key, type: 'hash', edit: remove(row('a', '1')) };
  try {
    for (const one of [careful, quiet])
      expect(await faultOf(editValue(one, undos, order, { confirmed: null }))).toMatchObject({ code: 'confirm', blast: { command: 'HDEL', keys: 1 } });
    expect(await faultOf(editValue(locked, undos, order, { confirmed: '' }))).toMatchObject({ code: 'readonly' });
    expect(await redis.direct.hlen(name)).toBe(1);
    await editValue(quiet, undos, order, { confirmed: '' });
    expect(await redis.direct.exists(name)).toBe(0);
  } finally {
    for (const one of [careful, quiet, locked]) one.close();
  }
});

describe('windows', () => {
  const read = async (look: Partial<typeof wholeLook>, from = '', count = 10): Promise<{ cells: string[]; count: number | null; next: string | null }> => {
    const value = await readValue(session, key, { look: { ...wholeLook, ...look }, from, count }, new AbortController().signal);
    if (value.kind !== 'table') throw new Error(value.kind);
    return { cells: value.rows.map((cells) => cells.map((one) => Buffer.from(one).toString()).join(' ')), count: value.count, next: value.next };
  };

  test('a sorted set by score, from either end, and any window of it', async () => {
    for (let at = 0; at < 30; at++) await redis.direct.zadd(name, String(at), `m${at}`);
    expect(await read({ min: '10', max: '(13' })).toMatchObject({ cells: ['10 m10', '11 m11', '12 m12'], count: 3 });
    expect(await read({ min: '(10', max: '13', descending: true })).toMatchObject({ cells: ['13 m13', '12 m12', '11 m11'], count: 3 });
    expect(await read({ min: '5' }, '20', 2)).toMatchObject({ cells: ['25 m25', '26 m26'], count: 25 });
    expect(await read({ descending: true }, '28', 5)).toMatchObject({ cells: ['1 m1', '0 m0'], count: 30, next: null });
    expect(await read({ match: utf8('m1?') })).toMatchObject({ count: null });
  });

  test('members of one score by their bytes', async () => {
    for (const member of ['a', 'b', 'c', 'd']) await redis.direct.zadd(name, '0', member);
    expect(await read({ by: 'lex', min: 'b', max: '(d' })).toMatchObject({ cells: ['0 b', '0 c'], count: 2 });
    expect(await read({ by: 'lex', min: '(b', descending: true })).toMatchObject({ cells: ['0 d', '0 c'], count: 2 });
  });

  test('a list from its end', async () => {
    for (let at = 0; at < 25; at++) await redis.direct.rpush(name, `e${at}`);
    expect(await read({ descending: true }, '', 2)).toMatchObject({ cells: ['24 e24', '23 e23'], next: '2' });
    expect(await read({ descending: true }, '23', 5)).toMatchObject({ cells: ['1 e1', '0 e0'], next: null });
  });

  test('a stream from its newest entry on, and from a time on', async () => {
    for (let at = 1; at <= 9; at++) await redis.direct.xadd(name, `${at}-0`, 'n', String(at));
    const newest = await read({ descending: true }, '', 2);
    expect(newest.cells).toEqual(['9-0 n 9', '8-0 n 8']);
    expect((await read({ descending: true }, newest.next ?? '', 2)).cells).toEqual(['7-0 n 7', '6-0 n 6']);
    expect((await read({ min: '4' }, '', 2)).cells).toEqual(['4-0 n 4', '5-0 n 5']);
    expect((await read({ min: '4', max: '5' })).cells).toEqual(['4-0 n 4', '5-0 n 5']);
  });

  test('the server looks for names', async () => {
    await redis.direct.hset(name, 'apple', '1', 'pear', '2');
    expect((await read({ match: utf8('*pp*') })).cells).toEqual(['apple 1']);
  });
});
