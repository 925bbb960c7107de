/** The scan's life: stopped, resumed, limited, begun anew, broken off by the server; what it does not find is gone. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { KeysFrame } from '../../../../shared/keys/frame.ts';
import { everyKey, firstShape, type KeyShape } from '../../../../shared/keys/shape.ts';
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
});
afterAll(() => redis.stop());

const many = (count: number, prefix = 'k'): Promise<unknown> => redis.direct.eval(`for i = 1, ${count} do redis.call('SET', '${prefix}:' .. i, i) end`, 0);
const scan = (look: KeyLook, action: 'start' | 'stop' | 'resume' | 'rescan', wish: { limit?: number; match?: Uint8Array; type?: string } = {}): unknown =>
  look.handlers['keys.scan']({ session: session.id, action, ...wish }, { signal });
const filtered = (filter: Partial<KeyShape['filter']>): KeyShape => ({ ...firstShape, filter: { ...everyKey, ...filter } });

test('progress is told against DBSIZE, and our own cost', async () => {
  await many(5000);
  const look = await lookAtKeys(session);
  const { scan: done } = await look.settled();
  expect(done).toMatchObject({ state: 'complete', found: 5000, total: 5000, gentle: false, appeared: 0, gone: 0, fault: null });
  expect(done.steps).toBeGreaterThan(3);
  expect(done.serverMs).toBeGreaterThan(0);
  expect(done.nodes).toEqual([{ address: `127.0.0.1:${redis.port}`, found: expect.any(Number), total: 5000, state: 'complete', fault: null }]);
  look.end();
});

test('at the limit it says so, and goes on from there when that is raised', async () => {
  await many(20_000);
  const look = await lookAtKeys(session);
  scan(look, 'start', { limit: 3000 });
  const limited = await look.until((frame) => frame.scan.state === 'limited' && !frame.filter.pending);
  expect(limited.scan.limit).toBe(3000);
  expect(limited.scan.found).toBeGreaterThanOrEqual(3000);
  expect(limited.scan.found).toBeLessThan(20_000);
  const before = limited.scan.nodes[0]?.found ?? 0;
  scan(look, 'resume', { limit: 100_000 });
  const whole = await look.settled();
  expect(whole.scan.found).toBe(20_000);
  // Not begun anew: what was found before was not found again.
  expect(whole.scan.nodes[0]?.found).toBeLessThan(20_000 + before);
  look.end();
});

test('stopped it rests; resumed it finds the rest', async () => {
  await many(30_000);
  const look = await lookAtKeys(session);
  scan(look, 'stop');
  const { scan: stopped } = await look.until((frame) => frame.scan.state === 'stopped');
  const calls = async (): Promise<string> => /cmdstat_scan:calls=\d+/.exec(await redis.direct.info('commandstats'))?.[0] ?? '';
  // The step that was under way may still end; then there are no more.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const rested = await calls();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await calls()).toBe(rested);
  expect(stopped.found).toBeLessThan(30_000);
  scan(look, 'resume');
  expect((await look.settled()).scan.found).toBe(30_000);
  look.end();
});

test('begun again it counts what came and what went', async () => {
  await many(2000);
  const look = await lookAtKeys(session);
  await look.settled();
  await redis.direct.del('k:1', 'k:2', 'k:3');
  await redis.direct.set('new:1', 'x');
  await scan(look, 'rescan');
  const frame = await look.until((next) => next.scan.gone === 3 && !next.filter.pending);
  expect(frame.scan).toMatchObject({ state: 'complete', found: 1998, appeared: 1, gone: 3 });
  expect(frame.rows.map((row) => displayText(row.label))).toEqual(['k:', 'new:']);
  look.end();
});

test('words for the server make a list of what it gives', async () => {
  await many(300);
  await redis.direct.rpush('list:1', 'x');
  const look = await lookAtKeys(session);
  await look.settled();
  scan(look, 'start', { match: utf8('*1*'), type: 'list' });
  const only = await look.until(({ scan: { state, type }, filter }) => type === 'list' && state === 'complete' && !filter.pending);
  expect(only.rows.map((row) => displayText(row.label))).toEqual(['list:']);
  expect(only.scan.found).toBe(1);
  scan(look, 'start', {});
  await look.until(({ scan: { state, found } }) => state === 'complete' && found === 301);
  look.end();
});

test('the server is killed and comes back empty: what was there is gone, and not kept as if it were', async () => {
  await many(3000);
  const look = await lookAtKeys(session);
  await look.settled();
  await redis.kill();
  scan(look, 'rescan');
  const away = await look.until(({ scan: { state } }) => state === 'waiting');
  // What was known stays to be seen.
  expect(away.rows.length).toBeGreaterThan(0);
  await redis.restart();
  session.retry();
  const back = await look.until(({ scan: { state, found }, total }) => state === 'complete' && found === 0 && total === 0);
  expect(back.rows).toEqual([]);
  look.end();
}, 30_000);

test('a connection that breaks in the middle is resumed, and nothing is missing', async () => {
  await many(60_000);
  const look = await lookAtKeys(session);
  await look.until(({ scan: { found } }) => found > 0);
  for (let times = 0; times < 3; times++) {
    await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await new Promise((resolve) => setTimeout(resolve, 30));
    session.retry();
  }
  const whole = await look.settled();
  expect(whole.scan.found).toBe(60_000);
  expect(whole.filter.matched).toBe(60_000);
  look.end();
}, 30_000);

test('SCAN is not allowed: it failed, and says why', async () => {
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-scan');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve);
  const { scan: failed } = await look.until(({ scan: { state } }) => state === 'failed');
  expect(failed.fault).toMatchObject({ code: 'redis', prefix: 'NOPERM' });
  look.end();
  eve.close();
});

test('DBSIZE is not allowed: everything is found, out of an unknown number', async () => {
  await many(500);
  await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-dbsize');
  const eve = await readySession(redis, { username: 'eve', password: 'eve' });
  const look = await lookAtKeys(eve);
  expect((await look.settled()).scan).toMatchObject({ found: 500, total: null });
  look.end();
  eve.close();
});

test('a protected server is scanned gently', async () => {
  await many(100);
  const careful = await readySession(redis, { protection: 'confirm' });
  const look = await lookAtKeys(careful);
  expect((await look.settled()).scan).toMatchObject({ found: 100, gentle: true });
  look.end();
  careful.close();
});

test('a busy server is waited for', async () => {
  await many(200);
  await redis.direct.config('SET', 'busy-reply-threshold', '1');
  const look = await lookAtKeys(session);
  await look.settled();
  const other = redis.direct.duplicate();
  const script = other.eval('while true do end', 0).catch(() => undefined);
  await expect.poll(() => redis.direct.ping().catch((thrown: Error) => thrown.message)).toMatch(/BUSY/);
  scan(look, 'rescan');
  await look.until(({ scan: { nodes, state } }) => state === 'waiting' || nodes.some(({ fault }) => fault?.code === 'redis' && fault.prefix === 'BUSY'));
  await redis.direct.script('KILL');
  await script;
  other.disconnect();
  await look.until(({ scan: { state, found } }) => state === 'complete' && found === 200);
  look.end();
}, 30_000);

test('the type is asked of the server once, and new keys of that type pass too', async () => {
  await many(400);
  await redis.direct.hset('h:1', 'f', 'v');
  await redis.direct.hset('h:2', 'f', 'v');
  const look = await lookAtKeys(session, { shape: filtered({ type: 'hash' }) });
  const found = await look.until(({ filter, scan: { state } }) => state === 'complete' && !filter.pending);
  expect(found.filter).toMatchObject({ matched: 2, unmeasured: 0 });
  look.end();
});

test('by TTL: none, or less than so much', async () => {
  await many(400);
  await redis.direct.set('soon', 'x', 'PX', 50_000);
  await redis.direct.set('later', 'x', 'PX', 5_000_000);
  const look = await lookAtKeys(session, { shape: filtered({ ttl: { kind: 'below', ms: 60_000 } }) });
  const found = (frame: KeysFrame): boolean => frame.scan.state === 'complete' && !frame.filter.pending && frame.filter.unmeasured === 0;
  expect((await look.until((frame) => found(frame) && frame.total === 1)).rows.map((row) => displayText(row.label))).toEqual(['soon']);
  await look.handlers['keys.shape']({ ...look.at, shape: filtered({ ttl: { kind: 'none' } }) }, { signal });
  expect((await look.until((frame) => found(frame) && frame.era === 1)).filter.matched).toBe(400);
  look.end();
});
