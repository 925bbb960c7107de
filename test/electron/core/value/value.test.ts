/** Values against a real server: windows, exact bytes, saves that change only what is unchanged, delete and undo. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBin } from '../../../../electron/core/bin/bin.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { loadString, readValue, stringWindow } from '../../../../electron/core/value/read.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { saveString, setTtl } from '../../../../electron/core/value/write.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { wholeLook } from '../../../../shared/value/edit.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = Uint8Array.of(0x6b, 0x00, 0xff, 0x0a);
const name = Buffer.from(key);
const signal = new AbortController().signal;
const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const undos = createUndos();
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
beforeEach(async () => {
  await redis.direct.flushall();
});

describe('reading', () => {
  test('absence is a value', async () => {
    expect(await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal)).toEqual({ kind: 'absent' });
    expect(await loadString(session, key, signal)).toEqual({ kind: 'absent' });
  });

  test('a string comes as its exact bytes in memory of its own size', async () => {
    await redis.direct.set(name, Buffer.from([0, 0xff, 0x0d, 0x0a, 0x80]), 'PX', 60_000);
    const value = await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
    expect(value).toMatchObject({ kind: 'string', bytes: bytes(0, 0xff, 0x0d, 0x0a, 0x80), length: 5 });
    if (value.kind !== 'string') throw new Error(value.kind);
    expect(value.bytes.buffer.byteLength).toBe(5);
    expect(value.ttl).toBeGreaterThan(50_000);
  });

  test('a long string opens on its first window and says how long it is', async () => {
    await redis.direct.set(name, Buffer.alloc(stringWindow * 3, 0x61));
    const value = await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
    expect(value).toMatchObject({ kind: 'string', length: stringWindow * 3, ttl: null });
    expect(value.kind === 'string' && value.bytes.length).toBe(stringWindow);
    const whole = await loadString(session, key, signal);
    expect(whole.kind === 'string' && whole.bytes.length).toBe(stringWindow * 3);
  });

  test('what is too long to edit is refused with its size, and not sent', async () => {
    await redis.direct.setrange(name, 17 * 1024 * 1024, 'x');
    expect(await faultOf(loadString(session, key, signal))).toMatchObject({ code: 'input', path: 'key' });
  });

  test.each([
    ['hash', ['field', 'value'], 700, (n: number) => redis.direct.hset(name, Object.fromEntries(Array.from({ length: n }, (_, at) => [`f${at}`, `v${at}`])))],
    ['set', ['member'], 700, (n: number) => redis.direct.sadd(name, ...Array.from({ length: n }, (_, at) => `m${at}`))],
    ['list', ['index', 'value'], 250, (n: number) => redis.direct.rpush(name, ...Array.from({ length: n }, (_, at) => `e${at}`))],
    ['zset', ['score', 'member'], 250, (n: number) => redis.direct.zadd(name, ...Array.from({ length: n }, (_, at) => [at + 0.1, `m${at}`]).flat())],
  ] as const)('%s: every row once over its windows', async (type, columns, count, fill) => {
    await fill(count);
    const rows = new Set<string>();
    let from: string | null = '';
    let windows = 0;
    while (from !== null) {
      const value = await readValue(session, key, { look: wholeLook, from: from, count: 100 }, signal);
      if (value.kind !== 'table') throw new Error(value.kind);
      expect(value).toMatchObject({ type, columns, length: count });
      for (const row of value.rows) rows.add(row.map((cell) => Buffer.from(cell).toString('latin1')).join('\0'));
      from = value.next;
      windows++;
    }
    expect(rows.size).toBe(count);
    expect(windows).toBeGreaterThan(1);
  });

  test('a stream goes on behind its last entry', async () => {
    for (let at = 1; at <= 25; at++) await redis.direct.xadd(name, `${at}-0`, 'n', String(at), 'text', 'a b');
    const first = await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
    if (first.kind !== 'table') throw new Error(first.kind);
    const second = await readValue(session, key, { look: wholeLook, from: first.next ?? '', count: 20 }, signal);
    if (second.kind !== 'table') throw new Error(second.kind);
    expect([...first.rows, ...second.rows].map((row) => Buffer.from(row[0] ?? []).toString())).toEqual(Array.from({ length: 25 }, (_, at) => `${at + 1}-0`));
    expect(Buffer.from(first.rows[0]?.[1] ?? []).toString()).toBe('n 1 text "a b"');
    expect(second.next).toBeNull();
  });

  test('hash fields that are no text stay apart', async () => {
    await redis.direct.call('HSET', name, Buffer.from([0xff]), 'a', Buffer.from([0xfe]), 'b');
    const value = await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
    expect(value.kind === 'table' && value.rows).toEqual([
      [bytes(0xff), utf8('a')],
      [bytes(0xfe), utf8('b')],
    ]);
  });

  test('scores stay what Redis wrote', async () => {
    await redis.direct.zadd(name, '-inf', 'a', '0.30000000000000004', 'b', '5e-324', 'c', 'inf', 'd');
    const value = await readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
    const scores = value.kind === 'table' ? value.rows.map((row) => Buffer.from(row[0] ?? []).toString()) : [];
    const direct = (await redis.direct.call('ZRANGE', name, '0', '-1', 'WITHSCORES')) as string[];
    expect(scores).toEqual(direct.filter((_, at) => at % 2 === 1));
  });
});

describe('saving', () => {
  const expected = (text: string) => ({ kind: 'bytes', bytes: utf8(text) }) as const;

  test('fault 28: writes exactly the bytes and keeps the time to live', async () => {
    await redis.direct.set(name, 'old', 'PX', 100_000);
    const saved = await saveString(session, undos, key, bytes(0, 0xff), expected('old'), {});
    expect(await redis.direct.getBuffer(name)).toEqual(Buffer.from([0, 0xff]));
    expect(saved.ttl).toBeGreaterThan(95_000);
    expect(await redis.direct.pttl(name)).toBeGreaterThan(95_000);
  });

  test('a key without time to live gets none', async () => {
    await redis.direct.set(name, 'old');
    expect(await saveString(session, undos, key, utf8('new'), expected('old'), {})).toMatchObject({ ttl: null });
    expect(await redis.direct.pttl(name)).toBe(-1);
  });

  test('fault 25: somebody else wrote meanwhile: conflict, their value untouched', async () => {
    await redis.direct.set(name, 'theirs');
    expect(await faultOf(saveString(session, undos, key, utf8('mine'), expected('loaded'), {}))).toEqual({ code: 'conflict', found: 'changed' });
    expect(await redis.direct.get(name)).toBe('theirs');
  });

  test('fault 9, 26: it expired meanwhile: not made again', async () => {
    expect(await faultOf(saveString(session, undos, key, utf8('mine'), expected('loaded'), {}))).toEqual({ code: 'conflict', found: 'gone' });
    expect(await redis.direct.exists(name)).toBe(0);
  });

  test('fault 27: it became another type: conflict, nothing overwritten', async () => {
    await redis.direct.rpush(name, 'a');
    expect(await faultOf(saveString(session, undos, key, utf8('mine'), expected('loaded'), {}))).toEqual({ code: 'conflict', found: 'type' });
    expect(await redis.direct.type(name)).toBe('list');
  });

  test('a new key is made only where there is none', async () => {
    await saveString(session, undos, key, utf8('one'), { kind: 'absent' }, {});
    expect(await faultOf(saveString(session, undos, key, utf8('two'), { kind: 'absent' }, {}))).toEqual({ code: 'conflict', found: 'exists' });
    expect(await redis.direct.get(name)).toBe('one');
  });

  test('fault 19: the server is full: refused in its words, the old value stays', async () => {
    await redis.direct.set(name, 'old');
    await redis.direct.config('SET', 'maxmemory', '1');
    try {
      expect(await faultOf(saveString(session, undos, key, utf8('x'.repeat(1000)), expected('old'), {}))).toMatchObject({ code: 'redis', prefix: 'OOM' });
      expect(await redis.direct.get(name)).toBe('old');
    } finally {
      await redis.direct.config('SET', 'maxmemory', '0');
    }
  });

  test('after SCRIPT FLUSH the script is sent again', async () => {
    await redis.direct.set(name, 'a');
    await saveString(session, undos, key, utf8('b'), expected('a'), {});
    await redis.direct.script('FLUSH');
    await saveString(session, undos, key, utf8('c'), expected('b'), {});
    expect(await redis.direct.get(name)).toBe('c');
  });
});

describe('time to live', () => {
  test('set, taken away, refused at zero, told when the key is gone', async () => {
    await redis.direct.set(name, 'x');
    expect(await setTtl(session, key, 5000, {})).toEqual({ ttl: 5000, undo: null });
    expect(await setTtl(session, key, null, {})).toEqual({ ttl: null, undo: null });
    expect(await redis.direct.pttl(name)).toBe(-1);
    expect(await faultOf(setTtl(session, key, 0, {}))).toMatchObject({ code: 'input', path: 'ttl' });
    expect(await redis.direct.exists(name)).toBe(1);
    await redis.direct.del(name);
    expect(await faultOf(setTtl(session, key, 5000, {}))).toEqual({ code: 'conflict', found: 'gone' });
    expect(await faultOf(setTtl(session, key, null, {}))).toEqual({ code: 'conflict', found: 'gone' });
  });
});

describe('delete and undo', () => {
  const makers = [
    ['string', () => redis.direct.set(name, Buffer.from([0, 0xff]))],
    ['hash', () => redis.direct.call('HSET', name, Buffer.from([0xff]), '1', Buffer.from([0xfe]), '2')],
    ['list', () => redis.direct.rpush(name, 'a', 'b', 'a')],
    ['set', () => redis.direct.sadd(name, '1', '2')],
    ['zset', () => redis.direct.zadd(name, '0.1', 'a')],
    ['stream', () => redis.direct.xadd(name, '5-5', 'f', 'v')],
  ] as const;

  test.each(makers)('fault 30: %s comes back byte for byte with its time to live', async (_type, make) => {
    await make();
    await redis.direct.pexpire(name, 100_000);
    const before = await redis.direct.dumpBuffer(name);
    const bin = createBin();
    await bin.remove(session, key, {});
    expect(await redis.direct.exists(name)).toBe(0);
    await bin.restore(session, key, {});
    expect(await redis.direct.dumpBuffer(name)).toEqual(before);
    const left = await redis.direct.pttl(name);
    expect(left).toBeGreaterThan(95_000);
    expect(left).toBeLessThanOrEqual(100_000);
  });

  test('a key without time to live comes back without one', async () => {
    await redis.direct.set(name, 'x');
    const bin = createBin();
    await bin.remove(session, key, {});
    await bin.restore(session, key, {});
    expect(await redis.direct.pttl(name)).toBe(-1);
  });

  test('fault 31: made again meanwhile: undo overwrites nothing and can be tried again', async () => {
    await redis.direct.set(name, 'first');
    const bin = createBin();
    await bin.remove(session, key, {});
    await redis.direct.set(name, 'second');
    expect(await faultOf(bin.restore(session, key, {}))).toEqual({ code: 'conflict', found: 'exists' });
    expect(await redis.direct.get(name)).toBe('second');
    await redis.direct.del(name);
    await bin.restore(session, key, {});
    expect(await redis.direct.get(name)).toBe('first');
  });

  test('too big for the bin: asked before, then deleted for good', async () => {
    await redis.direct.setrange(name, 20 * 1024 * 1024, 'x');
    const bin = createBin();
    const fault = await faultOf(bin.remove(session, key, { confirmed: null }));
    expect(fault).toMatchObject({ code: 'confirm', blast: { command: 'UNLINK', final: 'size' } });
    expect(await redis.direct.exists(name)).toBe(1);
    await bin.remove(session, key, { confirmed: '' });
    expect(await redis.direct.exists(name)).toBe(0);
    expect(await faultOf(bin.restore(session, key, {}))).toEqual({ code: 'missing', what: 'key' });
  });

  test('fault 32: without leave to RESTORE it is said before', async () => {
    await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-restore');
    const eve = await readySession(redis, { username: 'eve', password: 'eve' });
    try {
      await redis.direct.set(name, 'x');
      expect(await faultOf(createBin().remove(eve, key, { confirmed: null }))).toMatchObject({ code: 'confirm', blast: { final: 'permission' } });
      expect(await redis.direct.exists(name)).toBe(1);
    } finally {
      eve.close();
      await redis.direct.acl('DELUSER', 'eve');
    }
  });

  test('a confirm profile is asked, and a read-only one refuses every door', async () => {
    await redis.direct.set(name, 'x');
    const careful = await readySession(redis, { protection: 'confirm' });
    const locked = await readySession(redis, { protection: 'read-only' });
    try {
      expect(await faultOf(createBin().remove(careful, key, { confirmed: null }))).toMatchObject({ code: 'confirm', blast: { command: 'UNLINK', keys: 1 } });
      expect(await faultOf(saveString(careful, undos, key, utf8('y'), expectedX, { confirmed: null }))).toMatchObject({
        code: 'confirm',
        blast: { command: 'SET' },
      });
      await saveString(careful, undos, key, utf8('y'), expectedX, { confirmed: '' });
      expect(await redis.direct.get(name)).toBe('y');
      for (const attempt of [
        () => createBin().remove(locked, key, { confirmed: '' }),
        () => saveString(locked, undos, key, utf8('z'), { kind: 'bytes', bytes: utf8('y') }, { confirmed: '' }),
        () => saveString(locked, undos, key, utf8('z'), { kind: 'absent' }, { confirmed: '' }),
        () => setTtl(locked, key, 1000, { confirmed: '' }),
        () => setTtl(locked, key, null, { confirmed: '' }),
      ]) {
        expect(await faultOf(attempt())).toMatchObject({ code: 'readonly' });
      }
      expect(await redis.direct.get(name)).toBe('y');
    } finally {
      careful.close();
      locked.close();
    }
  });
});

const expectedX = { kind: 'bytes', bytes: utf8('x') } as const;
