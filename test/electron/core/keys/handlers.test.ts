/** SCAN pages and row metadata against a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import { idOf, utf8 } from '../../../../shared/bytes.ts';
import type { KeyPage } from '../../../../shared/keys/keys.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

const signal = new AbortController().signal;
let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  const batch = redis.direct.pipeline();
  for (let at = 0; at < 5000; at++) batch.set(`user:${at}`, 'x');
  for (let at = 0; at < 20; at++) batch.rpush(`list:${at}`, 'x');
  batch.set(Buffer.from([0xff, 0x00]), 'x').set('', 'empty');
  await batch.exec();
  session = await readySession(redis);
});
afterAll(async () => {
  session.close();
  await redis.stop();
});

async function pages(match: string, type: string | null, count = 1000): Promise<KeyPage[]> {
  const all: KeyPage[] = [];
  for await (const page of createKeys(sessionsOf(session)).handlers['keys.pages']({ session: session.id, match: utf8(match), type, count }, { signal }))
    all.push(page);
  return all;
}

test('every key comes, binary and empty names too, in more than one page', async () => {
  const all = await pages('*', null);
  const names = new Set(all.flatMap((page) => page.names.map(idOf)));
  expect(names.size).toBe(5022);
  expect(names.has('\xff\x00') && names.has('')).toBe(true);
  expect(all.length).toBeGreaterThan(3);
  expect(all.map((page) => page.complete)).toEqual([...all.slice(1).map(() => false), true]);
  expect(all[0]?.total).toBe(5022);
});

test("match and type are the server's", async () => {
  expect((await pages('user:1?', null)).flatMap((page) => page.names)).toHaveLength(10);
  expect((await pages('*', 'list')).flatMap((page) => page.names)).toHaveLength(20);
});

test('the next page is scanned only when it is asked for', async () => {
  const stream = createKeys(sessionsOf(session)).handlers['keys.pages']({ session: session.id, match: utf8('*'), type: null, count: 500 }, { signal });
  const scans = async () => Number(/cmdstat_scan:calls=(\d+)/.exec(await redis.direct.info('commandstats'))?.[1] ?? 0);
  const items = stream[Symbol.asyncIterator]();
  const before = await scans();
  await items.next();
  expect((await scans()) - before).toBeLessThanOrEqual(3);
  await items.return?.(undefined);
});

test('metadata says type, time to live, gone and no permission row by row', async () => {
  await redis.direct.set('short', 'x', 'PX', 50_000);
  await redis.direct.acl('SETUSER', 'bob', 'on', '>bob', '~user:*', '+@all');
  const bob = await readySession(redis, { username: 'bob', password: 'bob' });
  try {
    const [short, list, gone] = await createKeys(sessionsOf(session)).handlers['keys.meta'](
      { session: session.id, keys: ['short', 'list:1', 'nope'].map(utf8) },
      { signal },
    );
    expect(short).toMatchObject({ kind: 'known', type: 'string' });
    expect(short?.kind === 'known' && short.ttl).toBeGreaterThan(40_000);
    expect(list).toEqual({ kind: 'known', type: 'list', ttl: null });
    expect(gone).toEqual({ kind: 'gone' });
    const rows = await createKeys(sessionsOf(bob)).handlers['keys.meta']({ session: bob.id, keys: ['user:1', 'list:1'].map(utf8) }, { signal });
    expect(rows).toEqual([{ kind: 'known', type: 'string', ttl: null }, { kind: 'denied' }]);
  } finally {
    bob.close();
    await redis.direct.acl('DELUSER', 'bob');
  }
});

test('a session of another page is not to be had', async () => {
  expect(await faultOf(Promise.resolve().then(() => createKeys(sessionsOf()).handlers['keys.meta']({ session: session.id, keys: [] }, { signal })))).toEqual({
    code: 'missing',
    what: 'session',
  });
});
