/** A production connection against a real server: locked until a write session is opened, and again when its time is over. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Line } from '../../../../electron/core/connections/line.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { ProfileFields } from '../../../../shared/connections/profile.ts';
import type { SessionState } from '../../../../shared/connections/session.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { closeAll, faultOf, openTest, ready, text } from './setting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => redis.direct.flushall());
afterEach(closeAll);
afterAll(() => redis.stop());

const production = (fields: Partial<ProfileFields> = {}, writeSessionMs = 600_000): Promise<Session> =>
  ready(openTest({ port: redis.port, badge: 'prod-eu', ...fields }, { timing: { writeSessionMs } }));
const as = { command: 'SET', keys: 1, typed: null } as const;
const script = ["return redis.call('SET', KEYS[1], '1')", 1, 'c'];

async function lineOf(session: Session): Promise<Line> {
  return new Promise((resolve) => {
    const line: Line = session.openLine('test', { ready: () => resolve(line), lost: () => undefined, message: () => undefined });
  });
}

/** Every way there is to a write. */
async function attempts(session: Session): Promise<readonly (() => Promise<unknown>)[]> {
  const [node] = session.nodes();
  const line = await lineOf(session);
  return [
    () => session.send('SET', ['a', '1'], { confirmed: '' }),
    () =>
      session.sendMany(
        [
          ['GET', 'a'],
          ['SET', 'b', '1'],
        ],
        { confirmed: '' },
      ),
    () => session.send('EVAL', script, { as, confirmed: '' }),
    () => node?.send('SET', ['d', '1'], { confirmed: '' }) ?? Promise.resolve(),
    () => line.send('SET', ['e', '1']),
  ];
}

test('locked by default, whichever way the write goes; reads pass', async () => {
  const session = await production();
  expect(session.state().writing).toBe(null);
  for (const attempt of await attempts(session)) expect(await faultOf(attempt())).toEqual({ code: 'locked' });
  expect(await redis.direct.dbsize()).toBe(0);
  expect(await session.send('GET', ['a'])).toBe(null);
  expect(await session.send('EVAL', ["return redis.call('GET', KEYS[1])", 1, 'a'], { as: { ...as, command: 'GET' } })).toBe(null);
});

test('unlocked every way is open, until it is locked again', async () => {
  const session = await production();
  session.unlock();
  for (const attempt of await attempts(session)) await attempt();
  expect((await redis.direct.keys('*')).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  session.lock();
  expect(session.state().writing).toBe(null);
  for (const attempt of await attempts(session)) expect(await faultOf(attempt())).toEqual({ code: 'locked' });
});

test('its end locks by itself, and is told as its beginning was', async () => {
  const session = await production({}, 1000);
  const told: SessionState['writing'][] = [];
  void (async () => {
    for await (const { writing } of session.watch(session.ended)) told.push(writing);
  })();
  await expect.poll(() => told).toEqual([null]);
  session.unlock();
  expect(session.state().writing?.endsInMs).toBeLessThanOrEqual(1000);
  await session.send('SET', ['a', '1']);
  await expect.poll(() => told.at(-1) === null && told.some((writing) => writing !== null)).toBe(true);
  expect(await faultOf(session.send('SET', ['a', '2']))).toEqual({ code: 'locked' });
  expect(await redis.direct.get('a')).toBe('1');
});

test('inside of it the profile still asks, and a read-only one stays so', async () => {
  const session = await production({ protection: 'confirm' });
  expect(await faultOf(session.send('SET', ['a', '1'], { confirmed: '' }))).toEqual({ code: 'locked' });
  session.unlock();
  expect(await faultOf(session.send('SET', ['a', '1']))).toMatchObject({ code: 'confirm' });
  expect(text(await session.send('SET', ['a', '1'], { confirmed: '' }))).toBe('OK');
  const reading = await production({ protection: 'read-only' });
  reading.unlock();
  expect(reading.state().writing).toBe(null);
  expect(await faultOf(reading.send('SET', ['a', '2']))).toEqual({ code: 'readonly', command: 'SET' });
});

test('what is not production is never locked', async () => {
  const session = await production({ badge: 'DEV' });
  for (const attempt of await attempts(session)) await attempt();
  expect(await redis.direct.dbsize()).toBe(5);
  session.unlock();
  expect(session.state().writing).toBe(null);
});
