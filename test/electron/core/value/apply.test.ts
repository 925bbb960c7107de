/** Checks of a plan mean the same in a script and in a transaction. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { apply } from '../../../../electron/core/value/apply.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Check } from '../../../../shared/value/plan.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const key = utf8('k');
let redis: TestRedis;
const sessions = new Map<string, Session>();
beforeAll(async () => {
  redis = await startRedis();
  await redis.direct.call('ACL', 'SETUSER', 'plain', 'on', 'nopass', '~*', '+@all', '-eval', '-evalsha');
  sessions.set('a script', await readySession(redis));
  sessions.set('a transaction', await readySession(redis, { username: 'plain', password: 'x' }));
});
afterAll(async () => {
  for (const session of sessions.values()) session.close();
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  await redis.direct.rpush('k', 'a', 'b');
});

const range = (from: number, to: number, is: Check['is']): Check => ({ ask: ['LRANGE', key, from, to], is, else: 'changed' });

test.each(['a script', 'a transaction'])('%s: a list has something in it, or nothing', async (by) => {
  const session = sessions.get(by);
  if (session === undefined) throw new Error(by);
  const run = (...checks: readonly Check[]): Promise<unknown> =>
    apply(session, key, { type: 'list', checks, writes: [['RPUSH', key, 'c']] }, { command: 'RPUSH', keys: 1, typed: null }, {});
  await run(range(0, 1, 'some'), range(5, 9, 'none'));
  expect(await redis.direct.lrange('k', 0, -1)).toEqual(['a', 'b', 'c']);
  for (const check of [range(0, 1, 'none'), range(5, 9, 'some'), { ask: ['LINDEX', key, 9], is: 'none', else: 'changed' } as const])
    expect(await faultOf(run(check))).toEqual({ code: 'conflict', found: 'changed' });
  expect(await redis.direct.llen('k')).toBe(3);
});
