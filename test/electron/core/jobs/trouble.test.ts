/** Jobs while the server is in trouble: nothing done twice, nothing claimed that was not done, and going on where that is right. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { troubleOf } from '../../../../electron/core/jobs/trouble.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let session: Session;
let host: Host;

beforeEach(async () => {
  redis = await startRedis(['--maxmemory', '200mb']);
  session = await readySession(redis);
  host = hostOf(session);
});
afterEach(async () => {
  session.close();
  await redis.stop();
});

async function fill(count: number): Promise<void> {
  for (let from = 0; from < count; from += 5000) {
    const args: string[] = [];
    for (let at = from; at < Math.min(count, from + 5000); at++) args.push(`key:${at}`, `value ${at}`);
    await redis.direct.mset(...args);
  }
}

const someDone = (state: { readonly done: number }): boolean => state.done > 0;

describe('the connection', () => {
  test.each([true, false])('killed in the middle: every key is accounted for, and nothing is claimed that is not so; with the bin: %s', async (keep) => {
    await fill(60_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { keep });
    await host.until(job, someDone);
    for (let round = 0; round < 4; round++) {
      await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const state = await host.ended(job);
    expect(state.phase).toMatchObject({ how: 'complete' });
    const { applied, gone, changed, failed, unknown } = state.counts;
    expect(applied + gone + changed + failed + unknown).toBe(60_000);
    expect(await redis.direct.dbsize()).toBe(0);
    expect({ gone, changed, failed }).toEqual({ gone: 0, changed: 0, failed: 0 });
    // What was claimed to be in the bin is there.
    if (keep) expect(state.undo?.keys).toBe(applied);
    await plan.drop();
  });

  test('another server behind the same address: the job stops, says so, and touches nothing there', async () => {
    await fill(40_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, someDone);
    await redis.kill();
    await redis.restart();
    const { direct } = redis;
    await expect.poll(() => direct.set('key:1', 'new').catch(() => ''), { timeout: 5000 }).toBe('OK');
    await direct.set('key:39999', 'new');
    const state = await host.ended(job);
    expect(state.phase).toMatchObject({ kind: 'ended', how: 'stopped', why: { kind: 'different' } });
    expect(state.done).toBeLessThan(40_000);
    expect(await direct.dbsize()).toBe(2);
    await plan.drop();
  });

  test('another server before the start: stopped as well, and nothing was sent', async () => {
    await fill(100);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    await redis.kill();
    await redis.restart();
    await expect.poll(() => redis.direct.set('key:1', 'new').catch(() => ''), { timeout: 5000 }).toBe('OK');
    await expect.poll(() => session.state().phase.kind, { timeout: 5000 }).toBe('ready');
    const state = await host.ended(await host.start(plan));
    expect(state).toMatchObject({ phase: { how: 'stopped', why: { kind: 'different' } }, done: 0 });
    expect(await redis.direct.dbsize()).toBe(1);
    await plan.drop();
  });

  test('a server that stands still: the job waits, and goes on without doing anything twice', async () => {
    await fill(40_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan);
    await host.until(job, someDone);
    redis.freeze();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const frozen = await host.state(job);
    expect(frozen.phase.kind).not.toBe('ended');
    redis.thaw();
    const state = await host.ended(job);
    expect(state).toMatchObject({ phase: { how: 'complete' }, counts: { applied: 40_000, unknown: 0 } });
    expect(await redis.direct.dbsize()).toBe(0);
    await plan.drop();
  });
});

describe('an answer that never came', () => {
  test('is looked after before anything goes on: what ran is not claimed, what did not run is done once', async () => {
    await fill(20_000);
    const impatient = await readySession(redis, { timing: { writeMs: 250, readMs: 250, silentMs: 60_000, dropMs: 120_000 } });
    const own = hostOf(impatient);
    const plan = await own.plan({ kind: 'delete' }, pattern('*'));
    const job = await own.start(plan, { pace: 'gentle' });
    await own.until(job, someDone);
    redis.freeze();
    await own.until(job, ({ phase }) => phase.kind === 'waiting');
    await new Promise((resolve) => setTimeout(resolve, 600));
    redis.thaw();
    own.steer(job, 'full');
    const state = await own.ended(job);
    expect(state.phase).toMatchObject({ how: 'complete' });
    const { applied, unknown, failed, changed, gone } = state.counts;
    expect({ failed, changed, gone }).toEqual({ failed: 0, changed: 0, gone: 0 });
    // The batch on the wire ran when the server woke up; its dumps are lost with the answer.
    expect(unknown).toBeGreaterThan(0);
    expect(applied + unknown).toBe(20_000);
    expect(state.undo?.keys).toBe(applied);
    expect(await redis.direct.dbsize()).toBe(0);
    expect((await own.failures(job)).every(({ why }) => why.kind === 'unknown')).toBe(true);
    impatient.close();
    await plan.drop();
  });
});

describe('what a failure means', () => {
  test.each([
    [{ code: 'redis', prefix: 'BUSY', message: 'BUSY Redis is busy' }, 'wait'],
    [{ code: 'redis', prefix: 'CLUSTERDOWN', message: 'CLUSTERDOWN' }, 'wait'],
    [{ code: 'connect', reason: 'loading', detail: '' }, 'wait'],
    [{ code: 'offline' }, 'wait'],
    [{ code: 'unknown', command: 'UNLINK' }, 'wait'],
    [{ code: 'redis', prefix: 'NOPERM', message: 'NOPERM No permissions to access a key' }, 'keys'],
    [{ code: 'redis', prefix: 'NOPERM', message: 'NOPERM this user has no permissions to access one of the keys used as arguments' }, 'keys'],
    [{ code: 'redis', prefix: 'NOPERM', message: "NOPERM User eve has no permissions to run the 'unlink' command" }, 'halt'],
    [{ code: 'redis', prefix: 'OOM', message: 'OOM command not allowed' }, 'halt'],
    [{ code: 'redis', prefix: 'READONLY', message: 'READONLY' }, 'halt'],
    [{ code: 'redis', prefix: 'MISCONF', message: 'MISCONF' }, 'halt'],
    [{ code: 'redis', prefix: 'NOREPLICAS', message: 'NOREPLICAS' }, 'halt'],
    [{ code: 'locked' }, 'halt'],
    [{ code: 'cancelled' }, 'over'],
  ] as const)('%j: %s', (fault, trouble) => {
    expect(troubleOf(fault)).toBe(trouble);
  });
});

describe('the server’s own state', () => {
  test('a script that holds it: BUSY is waited for', async () => {
    await redis.direct.config('SET', 'busy-reply-threshold', '50');
    await fill(30_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const other = redis.direct.duplicate();
    other.on('error', () => undefined);
    const busy = other.eval('while true do end', 0).catch(() => undefined);
    await expect.poll(() => redis.direct.ping().catch((thrown: Error) => thrown.message)).toMatch(/BUSY/);
    const job = await host.start(plan);
    await host.until(job, ({ phase }) => phase.kind === 'waiting');
    await redis.direct.script('KILL' as 'FLUSH');
    await busy;
    other.disconnect();
    expect((await host.ended(job)).counts).toMatchObject({ applied: 30_000, unknown: 0 });
    await plan.drop();
  });

  test('READONLY in the middle halts it; after the user’s word it goes on', async () => {
    await fill(40_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { keep: false, pace: 'gentle' });
    await host.until(job, someDone);
    await redis.direct.replicaof('127.0.0.1', '1');
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted.phase).toMatchObject({ why: { kind: 'fault', fault: { code: 'redis', prefix: 'READONLY' } } });
    expect(await redis.direct.dbsize()).toBe(40_000 - halted.counts.applied);
    await redis.direct.replicaof('NO', 'ONE');
    host.steer(job, 'full');
    host.steer(job, 'resume');
    expect((await host.ended(job)).counts).toMatchObject({ applied: 40_000, failed: 0, unknown: 0 });
    await plan.drop();
  });

  test.each([
    [null, false],
    [null, true],
    ['string', false],
  ] as const)('no right to delete at all halts it at once, instead of failing once a key; by type: %s, with the bin: %s', async (type, keep) => {
    await fill(5000);
    await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-unlink');
    const eve = await readySession(redis, { username: 'eve', password: 'eve' });
    const own = hostOf(eve);
    const plan = await own.plan({ kind: 'delete' }, pattern('*', type));
    const job = await own.start(plan, { keep });
    const state = await own.until(job, ({ phase }) => phase.kind === 'halted');
    expect(state).toMatchObject({ done: 0, phase: { why: { fault: { prefix: 'NOPERM' } } } });
    own.steer(job, 'cancel');
    expect((await own.ended(job)).phase).toMatchObject({ how: 'cancelled' });
    expect(await redis.direct.dbsize()).toBe(5000);
    eve.close();
    await plan.drop();
  });
});

describe('a production connection', () => {
  test('wants its words, and a write session that lasts: when that ends the job halts, and goes on when it is opened again', async () => {
    await fill(30_000);
    const production = await readySession(redis, { badge: 'PROD' });
    const own = hostOf(production);
    const plan = await own.plan({ kind: 'delete' }, pattern('*'));
    expect(plan).toMatchObject({ typed: 'delete 30000', pace: 'gentle' });
    expect(await faultOf(own.start(plan, { confirmed: 'delete 30000' }))).toEqual({ code: 'locked' });
    production.unlock();
    expect(await faultOf(own.start(plan, { confirmed: '' }))).toMatchObject({ code: 'confirm' });
    const job = await own.start(plan, { confirmed: 'delete 30000', pace: 'gentle' });
    await own.until(job, someDone);
    production.lock();
    const halted = await own.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted.phase).toEqual({ kind: 'halted', why: { kind: 'fault', fault: { code: 'locked' } } });
    expect(await redis.direct.dbsize()).toBe(30_000 - halted.counts.applied);
    production.unlock();
    own.steer(job, 'full');
    own.steer(job, 'resume');
    expect((await own.ended(job)).counts).toMatchObject({ applied: 30_000, unknown: 0, failed: 0 });
    production.close();
    await plan.drop();
  });
});

describe('the user', () => {
  test('pauses, goes on, and cancels: what is not done stays', async () => {
    await fill(60_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, someDone);
    host.steer(job, 'pause');
    const paused = await host.until(job, ({ phase }) => phase.kind === 'paused');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const size = await redis.direct.dbsize();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await redis.direct.dbsize()).toBe(size);
    expect(paused.done).toBeGreaterThan(0);
    host.steer(job, 'resume');
    await host.until(job, ({ done }) => done > paused.done + 1000);
    host.steer(job, 'cancel');
    const state = await host.ended(job);
    expect(state.phase).toMatchObject({ how: 'cancelled' });
    expect(state.counts.unknown).toBe(0);
    expect(await redis.direct.dbsize()).toBe(60_000 - state.counts.applied);
    expect(state.undo?.keys).toBe(state.counts.applied);
    await plan.drop();
  });

  test('looks at another database meanwhile: the job waits, and deletes nothing there', async () => {
    await fill(40_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, someDone);
    await redis.direct.select(1);
    await fill(50);
    await session.select(1);
    // While the database is being changed nothing can be sent at all.
    const waiting = await host.until(job, ({ phase }) => phase.kind === 'waiting' && phase.why.kind === 'database');
    expect(waiting.phase).toEqual({ kind: 'waiting', why: { kind: 'database', db: 0 } });
    expect(await redis.direct.dbsize()).toBe(50);
    await session.select(0);
    host.steer(job, 'full');
    expect((await host.ended(job)).counts).toMatchObject({ applied: 40_000 });
    expect(await redis.direct.dbsize()).toBe(50);
    await plan.drop();
  });

  test('closes the tab: the job ends with it', async () => {
    await fill(60_000);
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, someDone);
    session.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const size = await redis.direct.dbsize();
    expect(size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await redis.direct.dbsize()).toBe(size);
  });
});
