/** A moment by the server's clock for one key: set exactly, and never one that would delete. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createKeys } from '../../../../electron/core/keys/handlers.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

const call = { signal: new AbortController().signal };
let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
});
afterEach(async () => {
  await redis.direct.flushall();
  await redis.direct.acl('SETUSER', 'default', 'allcommands');
});
afterAll(async () => {
  session.close();
  await redis.stop();
});

const expireAt = (key: string, at: number): Promise<void> =>
  Promise.resolve().then(() => createKeys(sessionsOf(session)).handlers['keys.expireAt']({ session: session.id, key: utf8(key), at, confirmed: null }, call));

test.each([true, false])('bad input 17: is set exactly, and one that has passed is refused; with scripts: %s', async (scripts) => {
  if (!scripts) await redis.direct.acl('SETUSER', 'default', '-eval', '-evalsha');
  await redis.direct.set('a', '1');
  const { now } = await createKeys(sessionsOf(session)).handlers['keys.clock']({ session: session.id }, call);
  const at = Math.round(now) + 86_400_000;
  await expireAt('a', at);
  expect(await redis.direct.call('PEXPIRETIME', 'a')).toBe(at);
  for (const passed of [1, Math.round(now) - 10, Math.round(now)]) expect(await faultOf(expireAt('a', passed))).toMatchObject({ code: 'input', path: 'ttl' });
  expect(await redis.direct.get('a')).toBe('1');
  expect(await faultOf(expireAt('none', at))).toEqual({ code: 'conflict', found: 'gone' });
});
