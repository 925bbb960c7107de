/** Live keys: the list and whoever looks at a key follow what the server tells. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { KeysFrame } from '../../../../shared/keys/frame.ts';
import type { KeyChange } from '../../../../shared/keys/keys.ts';
import { firstShape } from '../../../../shared/keys/shape.ts';
import { faultOf } from '../../../support/fault.ts';
import { type KeyLook, lookAtKeys } from '../../../support/keyView.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const signal = new AbortController().signal;
let redis: TestRedis;
let session: Session;

beforeAll(async () => void (redis = await startRedis()));
beforeEach(async () => void (session = await readySession(redis)));
afterEach(async () => {
  session.close();
  await redis.direct.flushall();
  await redis.direct.config('SET', 'notify-keyspace-events', '');
});
afterAll(() => redis.stop());

const live = (look: KeyLook, mode: 'off' | 'notifications' | 'tracking' | 'restore', confirmed: string | null): Promise<unknown> =>
  Promise.resolve().then(() => look.handlers['keys.live']({ session: session.id, mode, confirmed }, { signal }));
const isLive = ({ live: state, scan }: KeysFrame): boolean => state.mode !== 'off' && state.state === 'live' && scan.state === 'complete';
const rowOf = (frame: KeysFrame, name: string) => frame.rows.find((row) => row.kind === 'key' && displayText(row.name) === name);
const markOf = (frame: KeysFrame, name: string): string | undefined => {
  const row = rowOf(frame, name);
  return row?.kind === 'key' ? row.mark?.what : undefined;
};

test('notifications are offered with what they take, turned on only after a yes, and put back as they were', async () => {
  await redis.direct.config('SET', 'notify-keyspace-events', 'Ex');
  const look = await lookAtKeys(session);
  await look.settled();
  const offer = await look.handlers['keys.liveOffer']({ session: session.id }, { signal });
  const address = `127.0.0.1:${redis.port}`;
  expect(offer).toMatchObject({
    notifications: 'offered',
    tracking: 'offered',
    enable: [{ address, command: 'CONFIG SET notify-keyspace-events AEK' }],
    undo: [{ address, command: 'CONFIG SET notify-keyspace-events xE' }],
  });
  expect(await faultOf(live(look, 'notifications', null))).toMatchObject({ code: 'confirm' });
  expect(await redis.direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', 'xE']);
  await live(look, 'notifications', '');
  expect(await redis.direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', 'AKE']);
  await look.until(isLive);
  expect((await look.handlers['keys.liveOffer']({ session: session.id }, { signal })).notifications).toBe('on');
  await live(look, 'restore', '');
  expect(await redis.direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', 'xE']);
  expect((await look.until(({ live: { mode } }) => mode === 'off')).live).toEqual({ mode: 'off' });
  look.end();
});

test.each(['notifications', 'tracking'] as const)('by %s: made, changed and deleted keys are marked, and the deleted ones go', async (mode) => {
  await redis.direct.mset('a', '1', 'b', '1');
  const look = await lookAtKeys(session);
  await look.settled();
  await live(look, mode, '');
  await look.until(isLive);
  const name = Buffer.from([0xff, 0x3a]);
  await redis.direct.set(name, 'x');
  await redis.direct.set('made', 'x');
  await look.until((frame) => markOf(frame, 'made') === 'created');
  await redis.direct.append('a', '2');
  await look.until((frame) => markOf(frame, 'a') === 'changed');
  await redis.direct.del('b');
  await look.until((frame) => markOf(frame, 'b') === 'deleted');
  const gone = await look.until((frame) => rowOf(frame, 'b') === undefined);
  expect(gone.scan.found).toBe(3);
  await redis.direct.flushall();
  if (mode === 'tracking') await look.until(({ total }) => total === 0);
  look.end();
});

test('an expired key is seen to expire', async () => {
  const look = await lookAtKeys(session);
  await look.settled();
  await live(look, 'notifications', '');
  await look.until(isLive);
  await redis.direct.set('short', 'x', 'PX', 60);
  const seen = await look.until((frame) => markOf(frame, 'short') === 'expired');
  expect(seen.total).toBe(1);
  await look.until(({ total }) => total === 0);
  look.end();
});

test('whoever looks at a key hears of it, and of no other', async () => {
  const look = await lookAtKeys(session);
  await look.settled();
  await live(look, 'notifications', '');
  await look.until(isLive);
  const abort = new AbortController();
  const heard: Omit<KeyChange, 'at'>[] = [];
  const hearing = (async () => {
    for await (const { what, event } of look.handlers['keys.changes']({ session: session.id, key: utf8('mine') }, { signal: abort.signal }))
      heard.push({ what, event });
  })();
  await redis.direct.hset('mine', 'f', '1');
  await redis.direct.set('other', '1');
  await redis.direct.del('mine');
  await expect
    .poll(() => heard)
    .toEqual([
      { what: 'changed', event: 'hset' },
      { what: 'deleted', event: 'del' },
    ]);
  abort.abort();
  await hearing;
  look.end();
});

test('after a break nothing is missing: what was not told is looked for', async () => {
  const look = await lookAtKeys(session);
  await look.settled();
  await live(look, 'notifications', '');
  await look.until(isLive);
  await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await redis.direct.set('unheard', 'x');
  const whole = await look.until((frame) => isLive(frame) && rowOf(frame, 'unheard') !== undefined);
  expect(whole.scan.found).toBe(1);
  look.end();
});

test('where CONFIG is not allowed that is said', async () => {
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '&*', '+@all', '-config');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve);
  expect(await look.handlers['keys.liveOffer']({ session: eve.id }, { signal })).toMatchObject({ notifications: 'refused', enable: [], tracking: 'offered' });
  look.end();
  eve.close();
});

test.each([
  ['tracking', ['~*', '&*', '+@all', '-client|tracking']],
  ['notifications', ['~*', 'resetchannels', '+@all']],
] as const)('a user who may not follow by %s is told so, in the server’s words, and the list goes on without', async (mode, rights) => {
  await redis.direct.config('SET', 'notify-keyspace-events', 'AK');
  await redis.direct.acl('SETUSER', 'eve', 'reset', 'on', '>eve', ...rights);
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve);
  await look.settled();
  await look.handlers['keys.live']({ session: eve.id, mode, confirmed: '' }, { signal });
  const refused = await look.until(({ live: state }) => state.mode === mode && state.state === 'refused');
  expect(refused.live).toMatchObject({ mode, state: 'refused', detail: expect.stringMatching(/permission/i), events: 0 });
  await redis.direct.set('later', 'x');
  await look.handlers['keys.scan']({ session: eve.id, action: 'rescan' }, { signal });
  await look.until(({ scan }) => scan.state === 'complete' && scan.found === 1);
  await look.handlers['keys.live']({ session: eve.id, mode: 'off', confirmed: '' }, { signal });
  expect((await look.until(({ live: state }) => state.mode === 'off')).live).toEqual({ mode: 'off' });
  look.end();
  eve.close();
});

test('by tracking, whoever may see some keys only hears of others by name, and their rows say so', async () => {
  await redis.direct.acl('SETUSER', 'eve', 'reset', 'on', '>eve', '~mine:*', '&*', '+@all');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve, { shape: { ...firstShape, layout: 'list' } });
  await look.settled();
  await look.handlers['keys.live']({ session: eve.id, mode: 'tracking', confirmed: '' }, { signal });
  await look.until(isLive);
  await redis.direct.mset('mine:1', 'x', 'other:1', 'x');
  await look.until((frame) => markOf(frame, 'mine:1') === 'created');
  const metas = await look.handlers['keys.meta']({ session: eve.id, keys: ['mine:1', 'other:1'].map(utf8) }, { signal });
  expect(metas).toMatchObject([{ kind: 'known', type: 'string' }, { kind: 'denied' }]);
  look.end();
  eve.close();
});
