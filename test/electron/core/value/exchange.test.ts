/** Rows for rows against a real server: exactly those, in one step, only while they are what was loaded; taken back byte for byte. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { exchangeRows } from '../../../../electron/core/value/exchange.ts';
import { readValue } from '../../../../electron/core/value/read.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { type Row, wholeLook } from '../../../../shared/value/edit.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0, 0xff);
const name = Buffer.from(key);
const undos = createUndos();
const cell = (one: string): Uint8Array => Uint8Array.from(one, (char) => char.charCodeAt(0));
const rows = (...all: readonly (readonly string[])[]): Row[] => all.map((row) => row.map(cell));
let redis: TestRedis;
let session: Session;
let plain: Session;

beforeAll(async () => {
  redis = await startRedis();
  await redis.direct.acl('SETUSER', 'plain', 'on', '>plain', '~*', '+@all', '-eval', '-evalsha');
  session = await readySession(redis);
  plain = await readySession(redis, { username: 'plain', password: 'plain' });
});
afterAll(async () => {
  session.close();
  plain.close();
  await redis.stop();
});
beforeEach(() => redis.direct.flushall());

async function now(): Promise<readonly string[]> {
  const value = await readValue(session, key, { look: wholeLook, from: '', count: 100 }, new AbortController().signal);
  if (value.kind !== 'table') throw new Error(value.kind);
  return value.rows.map((row) => row.map((one) => Buffer.from(one).toString('latin1')).join('=')).toSorted();
}

const samples = [
  [
    'hash',
    () => redis.direct.call('HSET', name, 'a', '1', 'b', '2', Buffer.from([0xff]), '3'),
    rows(['a', '1'], ['b', '2'], ['\xff', '3']),
    rows(['a', '1'], ['b', 'two'], ['\xfe', '4']),
  ],
  ['set', () => redis.direct.call('SADD', name, 'a', 'b', Buffer.from([0xff])), rows(['a'], ['b'], ['\xff']), rows(['a'], ['\xfe'], [''])],
  [
    'zset',
    () => redis.direct.call('ZADD', name, '1', 'a', '2', 'b', '3', Buffer.from([0xff])),
    rows(['1', 'a'], ['2', 'b'], ['3', '\xff']),
    rows(['1', 'a'], ['0.5', 'b'], ['-inf', '\xfe']),
  ],
  ['list', () => redis.direct.call('RPUSH', name, 'a', 'b', 'a', ''), rows(['0', 'a'], ['1', 'b'], ['2', 'a'], ['3', '']), rows(['0', 'a'], ['1', '\xff'])],
] as const;

describe.each([
  ['by script', () => session],
  ['by transaction', () => plain],
])('%s', (_how, on) => {
  test.each(samples)('%s: all of it becomes other rows, its time stays, and it comes back', async (type, make, from, to) => {
    await make();
    await redis.direct.pexpire(name, 100_000);
    const before = await now();
    const { undo } = await exchangeRows(on(), undos, { key, type, from, to, whole: true }, {});
    expect(await now()).toEqual(to.map((row) => row.map((one) => Buffer.from(one).toString('latin1')).join('=')).toSorted());
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
    await takeBack(on(), undos.get(undo ?? ''), {});
    expect(await now()).toEqual(before);
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test.each(samples)('%s: somebody added to it meanwhile: nothing is changed', async (type, make, from, to) => {
    await make();
    if (type === 'list') await redis.direct.rpush(name, 'theirs');
    else if (type === 'hash') await redis.direct.hset(name, 'theirs', '1');
    else if (type === 'set') await redis.direct.sadd(name, 'theirs');
    else await redis.direct.zadd(name, 9, 'theirs');
    const before = await now();
    expect(await faultOf(exchangeRows(on(), undos, { key, type, from, to, whole: true }, {}))).toEqual({ code: 'conflict', found: 'changed' });
    expect(await now()).toEqual(before);
  });
});

test('some rows beside others: new ones only where there are none, named ones over what was loaded', async () => {
  await redis.direct.hset(name, 'a', '1', 'b', '2');
  const put = (from: Row[], to: Row[]) => exchangeRows(session, undos, { key, type: 'hash', from, to, whole: false }, {});
  expect(await faultOf(put([], rows(['a', 'x'])))).toEqual({ code: 'conflict', found: 'exists' });
  const { undo } = await put(rows(['a', '1']), rows(['a', 'x'], ['c', '3']));
  expect(await now()).toEqual(['a=x', 'b=2', 'c=3']);
  await redis.direct.hset(name, 'c', 'theirs');
  expect(await faultOf(takeBack(session, undos.get(undo ?? ''), {}))).toEqual({ code: 'conflict', found: 'changed' });
  await redis.direct.hset(name, 'c', '3');
  await takeBack(session, undos.get(undo ?? ''), {});
  expect(await now()).toEqual(['a=1', 'b=2']);
});

test('an entry of a stream, rows of another width, nothing for all: refused before anything is sent', async () => {
  await redis.direct.xadd(name, '1-1', 'f', 'v');
  expect(await faultOf(exchangeRows(session, undos, { key, type: 'stream', from: [], to: rows(['2-1', 'f v']), whole: false }, {}))).toMatchObject({
    code: 'input',
  });
  expect(await faultOf(exchangeRows(session, undos, { key, type: 'hash', from: [], to: [[utf8('a')]], whole: false }, {}))).toMatchObject({ code: 'input' });
  expect(await faultOf(exchangeRows(session, undos, { key, type: 'hash', from: rows(['a', '1']), to: [], whole: true }, {}))).toMatchObject({ code: 'input' });
});
