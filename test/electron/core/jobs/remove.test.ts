/** Bulk delete and undo on a real server: exact counts, nothing but what was planned, everything back byte for byte. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, named, pattern } from './arrange.ts';

let redis: TestRedis;
let session: Session;
let host: Host;
const opened: Session[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  session = await readySession(redis);
  opened.push(session);
  host = hostOf(session);
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function fill(count: number, prefix = 'user:'): Promise<void> {
  const pipeline = redis.direct.pipeline();
  for (let at = 0; at < count; at++) pipeline.set(`${prefix}${at}`, `value ${at}`);
  await pipeline.exec();
}

const binary = Buffer.from([0x62, 0x00, 0xff, 0x0a]);

/** One key of each type, with and without a time to live, under a name that is no text. */
async function sixTypes(): Promise<void> {
  const { direct } = redis;
  await direct.set(binary, Buffer.from([0, 0xff, 0x80]), 'PX', 3_600_000);
  await direct.call('HSET', 'b:hash', Buffer.from([0xff]), 'a', Buffer.from([0xfe]), 'b');
  await direct.rpush('b:list', 'x', 'y', 'x');
  // Whole numbers: a table of texts may come back in another order, and then as other bytes.
  await direct.sadd('b:set', '1', '2');
  await direct.zadd('b:zset', '0.30000000000000004', 'm', '-inf', 'n');
  await direct.xadd('b:stream', '5-1', 'f', 'v');
  await direct.call('XGROUP', 'CREATE', 'b:stream', 'g', '0');
  await direct.pexpire('b:list', 500_000);
}

describe('plan', () => {
  test('counts exactly what is there, shows a sample, and says what the bin can hold', async () => {
    await fill(2500);
    await fill(30, 'other:');
    const plan = await host.plan({ kind: 'delete' }, pattern('user:*'));
    expect(plan).toMatchObject({ count: 2500, gone: 0, typed: null, pace: 'full' });
    expect(plan.nodes).toEqual([{ address: `127.0.0.1:${redis.port}`, found: 2500, total: 2530, done: true }]);
    expect(plan.sample).toHaveLength(20);
    expect(plan.sample[0]).toMatchObject({ type: 'string', ttl: null });
    expect(plan.undo).toMatchObject({ kind: 'estimate', fits: 2500, bigger: 0 });
    expect(plan.counted.length).toBeGreaterThan(0);
    await plan.drop();
  });

  test('named keys are counted once, and those that are gone are told', async () => {
    await fill(3);
    const plan = await host.plan({ kind: 'delete' }, named(utf8('user:0'), utf8('user:0'), utf8('user:1'), utf8('nobody')));
    expect(plan).toMatchObject({ count: 2, gone: 1 });
    await plan.drop();
  });

  test('what is made after the plan is not touched, and a plan that nobody watches is gone', async () => {
    await fill(10);
    const plan = await host.plan({ kind: 'delete' }, pattern('user:*'));
    await redis.direct.set('user:new', 'x');
    const state = await host.ended(await host.start(plan));
    expect(state.counts).toEqual({ applied: 10, gone: 0, changed: 0, failed: 0, unknown: 0 });
    expect(await redis.direct.keys('*')).toEqual(['user:new']);
    expect(await faultOf(host.start(plan))).toEqual({ code: 'missing', what: 'plan' });
    const other = await host.plan({ kind: 'delete' }, pattern('*'));
    await other.drop();
    expect(await faultOf(host.start(other))).toEqual({ code: 'missing', what: 'plan' });
    expect(await redis.direct.dbsize()).toBe(1);
  });

  test('without the right to RESTORE, undo is refused before anything is deleted', async () => {
    await fill(5);
    await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~*', '+@all', '-restore');
    const eve = await readySession(redis, { username: 'eve', password: 'eve' });
    opened.push(eve);
    const plan = await hostOf(eve).plan({ kind: 'delete' }, pattern('*'));
    expect(plan.undo).toEqual({ kind: 'refused', command: 'RESTORE' });
    await plan.drop();
    await redis.direct.acl('DELUSER', 'eve');
  });
});

describe('guard', () => {
  test('read-only refuses the plan, confirm wants its words', async () => {
    await fill(12);
    const locked = await readySession(redis, { protection: 'read-only' });
    const careful = await readySession(redis, { protection: 'confirm' });
    opened.push(locked, careful);
    expect(await faultOf(hostOf(locked).plan({ kind: 'delete' }, pattern('*')))).toMatchObject({ code: 'readonly' });
    const carefully = hostOf(careful);
    const plan = await carefully.plan({ kind: 'delete' }, pattern('*'));
    expect(plan).toMatchObject({ typed: 'delete 12', pace: 'gentle' });
    for (const confirmed of [null, '', 'delete 13'])
      expect(await faultOf(carefully.start(plan, { confirmed }))).toMatchObject({
        code: 'confirm',
        blast: { command: 'UNLINK', keys: 12, typed: 'delete 12' },
      });
    expect(await redis.direct.dbsize()).toBe(12);
    const state = await carefully.ended(await carefully.start(plan, { confirmed: 'delete 12' }));
    expect(state.counts.applied).toBe(12);
    expect(await redis.direct.dbsize()).toBe(0);
  });
});

describe('delete and undo', () => {
  test.each([true, false])('deletes all of them, with the bin: %s', async (keep) => {
    await fill(5000);
    await fill(7, 'other:');
    const state = await host.run({ kind: 'delete' }, pattern('user:*'), { keep });
    expect(state).toMatchObject({ phase: { kind: 'ended', how: 'complete' }, total: 5000, done: 5000, counts: { applied: 5000 }, listed: 0 });
    expect(await redis.direct.dbsize()).toBe(7);
    expect(host.removed).toHaveLength(5000);
    expect(state.undo?.keys ?? 0).toBe(keep ? 5000 : 0);
  });

  test('undo restores every type byte for byte with its time to live', async () => {
    await sixTypes();
    const keys = await redis.direct.keysBuffer('*');
    const before = new Map<string, readonly [Buffer, number]>();
    for (const key of keys) before.set(key.toString('latin1'), [await redis.direct.dumpBuffer(key), await redis.direct.pttl(key)]);
    expect(before.size).toBe(6);
    const removed = await host.run({ kind: 'delete' }, pattern('*'));
    expect(await redis.direct.dbsize()).toBe(0);
    const job = await host.undo(removed.job);
    const state = await host.ended(job);
    expect(state).toMatchObject({ action: 'restore', of: removed.job, counts: { applied: 6, failed: 0, unknown: 0 } });
    for (const key of keys) {
      const [dump, ttl] = before.get(key.toString('latin1')) ?? [];
      expect(await redis.direct.dumpBuffer(key)).toEqual(dump);
      expect(Math.abs((await redis.direct.pttl(key)) - (ttl ?? 0))).toBeLessThan(1000);
    }
    expect(host.added).toHaveLength(6);
    expect((await host.state(removed.job)).undo).toMatchObject({ keys: 0 });
  });

  test('undo never overwrites what is there again, and says which', async () => {
    await fill(100);
    const removed = await host.run({ kind: 'delete' }, pattern('*'));
    await redis.direct.set('user:7', 'theirs');
    const job = await host.undo(removed.job);
    const state = await host.ended(job);
    expect(state).toMatchObject({ counts: { applied: 99, failed: 1 }, reasons: [{ why: { kind: 'exists' }, count: 1 }] });
    const failures = await host.failures(job);
    expect(failures).toEqual([{ key: utf8('user:7'), why: { kind: 'exists' } }]);
    expect(await redis.direct.get('user:7')).toBe('theirs');
  });

  test.each([true, false])('keys that vanish, and keys of another type than they were chosen for, are told apart; with the bin: %s', async (keep) => {
    await fill(50);
    const plan = await host.plan({ kind: 'delete' }, pattern('*', 'string'));
    await redis.direct.del('user:1', 'user:2', 'user:3');
    await redis.direct.rpush('user:3', 'a');
    const state = await host.ended(await host.start(plan, { keep }));
    expect(state.counts).toEqual({ applied: 47, gone: 2, changed: 1, failed: 0, unknown: 0 });
    expect(await redis.direct.keys('*')).toEqual(['user:3']);
  });

  test('a key too big for the bin stays where it is and is named; the rest goes', async () => {
    await fill(20);
    await redis.direct.set('user:big', randomBytes(9 * 1024 * 1024));
    const state = await host.run({ kind: 'delete' }, pattern('*'));
    expect(state).toMatchObject({ counts: { applied: 20, failed: 1 }, reasons: [{ why: { kind: 'size' }, count: 1 }] });
    expect(await redis.direct.keys('*')).toEqual(['user:big']);
  });

  test('a full bin halts it; going on without undo is the user’s word, and what is in the bin comes back', async () => {
    host = hostOf(session, { budget: 1024 * 1024 });
    for (let at = 0; at < 70; at++) await redis.direct.set(`user:${at}`, randomBytes(20 * 1024));
    const plan = await host.plan({ kind: 'delete' }, pattern('*'));
    expect(plan.undo).toMatchObject({ kind: 'estimate' });
    if (plan.undo.kind === 'estimate') expect(plan.undo.fits).toBeLessThan(70);
    const job = await host.start(plan);
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted.phase).toEqual({ kind: 'halted', why: { kind: 'bin' } });
    const left = await redis.direct.dbsize();
    expect(left).toBe(70 - halted.counts.applied);
    expect(left).toBeGreaterThan(0);
    host.steer(job, 'final');
    const state = await host.ended(job);
    expect(state.counts.applied).toBe(70);
    expect(state.undo?.keys).toBe(halted.counts.applied);
  });

  test('NOPERM on some keys: those are named and stay, all others go', async () => {
    await fill(300, 'app:');
    await fill(3, 'hidden:');
    await redis.direct.acl('SETUSER', 'eve', 'on', '>eve', '~app:*', '+@all');
    const eve = await readySession(redis, { username: 'eve', password: 'eve' });
    opened.push(eve);
    for (const keep of [true, false]) {
      await fill(300, 'app:');
      const state = await hostOf(eve).run({ kind: 'delete' }, pattern('*'), { keep });
      expect(state.counts).toMatchObject({ applied: 300, failed: 3 });
      expect(state.reasons).toMatchObject([{ why: { kind: 'fault', fault: { code: 'redis', prefix: 'NOPERM' } }, count: 3 }]);
    }
    expect(await redis.direct.dbsize()).toBe(3);
    await redis.direct.acl('DELUSER', 'eve');
  });
});
