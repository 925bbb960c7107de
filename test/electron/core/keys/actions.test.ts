/** What can be done to a key, against real servers: names, databases, other servers, new keys, and texts that make one again. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import type { NewValue } from '../../../../shared/keys/keys.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

const signal = new AbortController().signal;
let redis: TestRedis;
let other: TestRedis;
let session: Session;
let elsewhere: Session;
let handlers: ReturnType<typeof createKeys>['handlers'];

beforeAll(async () => {
  redis = await startRedis();
  other = await startRedis();
});
beforeEach(async () => {
  session = await readySession(redis);
  elsewhere = await readySession(other);
  ({ handlers } = createKeys(sessionsOf(session, elsewhere)));
});
afterEach(async () => {
  session.close();
  elsewhere.close();
  await redis.direct.flushall();
  await other.direct.flushall();
});
afterAll(async () => {
  await redis.stop();
  await other.stop();
});

const wish = { key: utf8('a'), to: utf8('b'), replace: false, confirmed: null };
const here = (db: number | null = null) => ({ session: session.id, target: { session: session.id, db } });
const there = () => ({ session: session.id, target: { session: elsewhere.id, db: null } });
const call = (run: () => unknown): Promise<unknown> => Promise.resolve().then(run);

test('a rename never takes a name that is taken, unless that is wished', async () => {
  await redis.direct.mset('a', '1', 'b', '2');
  const rename = (replace: boolean): Promise<unknown> => call(() => handlers['keys.rename']({ session: session.id, ...wish, replace }, { signal }));
  expect(await faultOf(rename(false))).toEqual({ code: 'conflict', found: 'exists' });
  expect(await redis.direct.mget('a', 'b')).toEqual(['1', '2']);
  expect(await rename(true)).toEqual({ atomic: true });
  expect(await redis.direct.mget('a', 'b')).toEqual([null, '1']);
  expect(await faultOf(rename(false))).toEqual({ code: 'conflict', found: 'gone' });
});

test('names are bytes: the two that differ in one invalid byte are two', async () => {
  const [key, twin] = [Buffer.from([0xff]), Buffer.from([0xfe])];
  await redis.direct.set(key, '1');
  await redis.direct.set(twin, '2');
  await handlers['keys.rename']({ session: session.id, ...wish, key: Uint8Array.from(key), to: Uint8Array.of(0, 0xff) }, { signal });
  expect(await redis.direct.exists(key)).toBe(0);
  expect(await redis.direct.get(twin)).toBe('2');
  expect(await redis.direct.get(Buffer.from([0, 0xff]))).toBe('1');
});

test('a copy keeps value and TTL, in another database and on another server too', async () => {
  await redis.direct.hset('a', 'f', Buffer.from([0xff, 0]));
  await redis.direct.pexpire('a', 60_000);
  const dump = await redis.direct.dumpBuffer('a');
  expect(await handlers['keys.duplicate']({ ...here(), ...wish }, { signal })).toEqual({ atomic: true });
  expect(await handlers['keys.duplicate']({ ...here(5), ...wish, to: utf8('a') }, { signal })).toEqual({ atomic: true });
  expect(await handlers['keys.duplicate']({ ...there(), ...wish }, { signal })).toEqual({ atomic: false });
  expect(await other.direct.dumpBuffer('b')).toEqual(dump);
  expect(await other.direct.pttl('b')).toBeGreaterThan(50_000);
  expect(await redis.direct.pttl('b')).toBeGreaterThan(50_000);
  for (const place of [here(), here(5), there()])
    expect(await faultOf(call(() => handlers['keys.duplicate']({ ...place, ...wish, to: utf8(place.target.db === 5 ? 'a' : 'b') }, { signal })))).toEqual({
      code: 'conflict',
      found: 'exists',
    });
  expect(await faultOf(call(() => handlers['keys.duplicate']({ ...there(), ...wish, key: utf8('no') }, { signal })))).toEqual({
    code: 'conflict',
    found: 'gone',
  });
});

test('a move leaves nothing behind and loses nothing', async () => {
  await redis.direct.set('a', '1', 'PX', 60_000);
  expect(await handlers['keys.move']({ ...here(3), ...wish, to: utf8('a') }, { signal })).toEqual({ atomic: true });
  await redis.direct.set('a', '2');
  expect(await faultOf(call(() => handlers['keys.move']({ ...here(3), ...wish, to: utf8('a') }, { signal })))).toEqual({ code: 'conflict', found: 'exists' });
  expect(await redis.direct.get('a')).toBe('2');
  expect(await handlers['keys.move']({ ...here(3), ...wish, to: utf8('c') }, { signal })).toEqual({ atomic: true });
  expect(await redis.direct.exists('a')).toBe(0);
  await redis.direct.set('a', '3');
  expect(await handlers['keys.move']({ ...there(), ...wish }, { signal })).toEqual({ atomic: false });
  expect([await redis.direct.exists('a'), await other.direct.get('b')]).toEqual([0, '3']);
  await redis.direct.select(3);
  expect(await redis.direct.mget('a', 'c')).toEqual(['1', '2']);
  expect(await redis.direct.pttl('a')).toBeGreaterThan(50_000);
  await redis.direct.select(0);
});

test('another server takes it into any of its databases', async () => {
  await redis.direct.set('a', '1', 'PX', 60_000);
  const target = { session: elsewhere.id, db: 7 };
  expect(await handlers['keys.duplicate']({ session: session.id, target, ...wish }, { signal })).toEqual({ atomic: false });
  expect(await faultOf(call(() => handlers['keys.move']({ session: session.id, target, ...wish }, { signal })))).toEqual({ code: 'conflict', found: 'exists' });
  expect(await handlers['keys.move']({ session: session.id, target, ...wish, replace: true }, { signal })).toEqual({ atomic: false });
  expect(await redis.direct.exists('a')).toBe(0);
  expect(await other.direct.exists('b')).toBe(0);
  await other.direct.select(7);
  expect([await other.direct.get('b'), (await other.direct.pttl('b')) > 50_000]).toEqual(['1', true]);
  await other.direct.select(0);
});

test('another tab of the same server and database is the same place: a key that is moved onto itself stays', async () => {
  const again = await readySession(redis);
  const { handlers: both } = createKeys(sessionsOf(session, again));
  const target = { session: again.id, db: null };
  await redis.direct.set('a', '1');
  const onto = { session: session.id, target, ...wish, to: utf8('a'), replace: true };
  await faultOf(call(() => both['keys.move'](onto, { signal })));
  expect(await redis.direct.get('a')).toBe('1');
  await faultOf(call(() => both['keys.duplicate'](onto, { signal })));
  expect(await redis.direct.get('a')).toBe('1');
  expect(await both['keys.move']({ session: session.id, target, ...wish }, { signal })).toEqual({ atomic: true });
  expect(await redis.direct.get('b')).toBe('1');
  again.close();
});

test('a read-only target takes nothing, whatever the source is', async () => {
  const locked = await readySession(other, { protection: 'read-only' });
  const { handlers: with3 } = createKeys(sessionsOf(session, locked));
  await redis.direct.set('a', '1');
  const moving = call(() => with3['keys.move']({ session: session.id, target: { session: locked.id, db: null }, ...wish }, { signal }));
  expect(await faultOf(moving)).toMatchObject({ code: 'readonly', command: 'RESTORE' });
  expect(await redis.direct.get('a')).toBe('1');
  locked.close();
});

const values: NewValue[] = [
  { type: 'string', bytes: Uint8Array.of(0xff, 0) },
  { type: 'hash', fields: Array.from({ length: 1200 }, (_, at) => ({ field: utf8(`f${at}`), value: utf8('') })) },
  { type: 'list', items: [utf8('a'), utf8('a')] },
  { type: 'set', members: [utf8('a'), Uint8Array.of(0xfe)] },
  { type: 'zset', members: [{ member: utf8('m'), score: '-inf' }] },
  { type: 'stream', entries: [{ id: '5-1', fields: [{ field: utf8('f'), value: utf8('v') }] }] },
];

test.each(values)('a new $type is made whole with its TTL, and not where the name is taken', async (value) => {
  const make = (key: Bytes): Promise<unknown> =>
    call(() => handlers['keys.create']({ session: session.id, key, value, ttl: 60_000, confirmed: null }, { signal }));
  await make(utf8('new'));
  expect(await redis.direct.type('new')).toBe(value.type);
  expect(await redis.direct.pttl('new')).toBeGreaterThan(50_000);
  const before = await redis.direct.dumpBuffer('new');
  expect(await faultOf(make(utf8('new')))).toEqual({ code: 'conflict', found: 'exists' });
  expect(await redis.direct.dumpBuffer('new')).toEqual(before);
});

test('of a new key that the server refuses nothing is left', async () => {
  const entry = (id: string) => ({ id, fields: [{ field: utf8('f'), value: utf8('v') }] });
  const value: NewValue = { type: 'stream', entries: [entry('5-1'), entry('4-1')] };
  const fault = await faultOf(call(() => handlers['keys.create']({ session: session.id, key: utf8('new'), value, ttl: null, confirmed: null }, { signal })));
  expect(fault).toMatchObject({ code: 'redis' });
  expect(await redis.direct.exists('new')).toBe(0);
});

test.each(values)('the text of a $type makes the same key again', async (value) => {
  await handlers['keys.create']({ session: session.id, key: Uint8Array.of(0xff, 0x22, 0x0a), value, ttl: null, confirmed: null }, { signal });
  const name = Buffer.from([0xff, 0x22, 0x0a]);
  const dump = await redis.direct.dumpBuffer(name);
  const { text, complete } = await handlers['keys.recreate']({ session: session.id, key: Uint8Array.from(name) }, { signal });
  expect(complete).toBe(true);
  for (const line of text.split('\n')) await other.direct.call(...(words(line) as [string, ...Buffer[]]));
  // Hash tables keep no order.
  if (value.type === 'set') expect(await other.direct.sdiff(name, 'none')).toHaveLength(2);
  else if (value.type === 'hash') expect(await other.direct.hgetall(name)).toEqual(await redis.direct.hgetall(name));
  else expect(await other.direct.dumpBuffer(name)).toEqual(dump);
});

/** As redis-cli splits a line. */
function words(line: string): (string | Buffer)[] {
  const found = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return found.map((word, at) => {
    if (at === 0) return word;
    if (!word.startsWith('"')) return Buffer.from(word, 'latin1');
    const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };
    const text = word
      .slice(1, -1)
      .replace(/\\(x[0-9a-f]{2}|.)/g, (_, one: string) => (one.length === 3 ? String.fromCharCode(Number.parseInt(one.slice(1), 16)) : (plain[one] ?? one)));
    return Buffer.from(text, 'latin1');
  });
}
