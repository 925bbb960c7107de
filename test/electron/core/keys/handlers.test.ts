/** Metadata of rows and access to sessions against a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import { utf8 } from '../../../../shared/bytes.ts';
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
