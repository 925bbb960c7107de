/** Copies over keys that exist: what was there is in the bin, comes back byte for byte, and never over what somebody wrote since. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { JobAction, UndoOutlook } from '../../../../shared/jobs/jobs.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let second: TestRedis;
let session: Session;
let other: Session;
let host: Host;

beforeAll(async () => {
  redis = await startRedis();
  second = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  await second.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  await second.direct.flushall();
  session = await readySession(redis);
  other = await readySession(second);
  host = hostOf(session, { others: [other] });
});
afterEach(() => {
  session.close();
  other.close();
});

const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

/** Ten keys of every type, some with a time to live, none of which the copies have. */
async function theirs(at: TestRedis, db: number): Promise<void> {
  const { direct } = at;
  await direct.select(db);
  await direct.set('k:string', bytes, 'PX', 3_600_000);
  await direct.set('k:number', '12');
  await direct.hset('k:hash', 'f', bytes.subarray(200), '', '');
  for (let n = 0; n < 700; n++) await direct.hset('k:table', `field ${n}`, `value ${n}`);
  await direct.rpush('k:list', bytes, '', 'x', 'x');
  await direct.sadd('k:set', bytes, 'one');
  await direct.sadd('k:ints', '1', '2', '3');
  await direct.call('ZADD', 'k:zset', '0.30000000000000004', bytes, '-inf', 'low');
  await direct.call('XADD', 'k:stream', '5-1', 'f', bytes);
  await direct.set('k:bits', Buffer.alloc(1000, 7), 'EX', 50_000);
  for (const key of ['k:hash', 'k:table', 'k:set', 'k:stream']) await direct.pexpire(key, 7_200_000);
  await direct.select(0);
}

const names = ['string', 'number', 'hash', 'table', 'list', 'set', 'ints', 'zset', 'stream', 'bits'].map((name) => `k:${name}`);

async function ours(): Promise<void> {
  for (const [at, name] of names.entries()) {
    if (at % 2 === 0) await redis.direct.set(name, `copy of ${name}`, 'EX', 300);
    else await redis.direct.sadd(name, ...Array.from({ length: at === 1 ? 3 : 3000 }, (_, n) => `copy of ${name} ${n}`));
  }
  await redis.direct.set('k:new', 'is not there');
}

interface Seen {
  readonly dump: string;
  readonly ttl: number;
}

async function picture(at: TestRedis, db: number): Promise<ReadonlyMap<string, Seen>> {
  await at.direct.select(db);
  const seen = new Map<string, Seen>();
  for (const key of names) {
    // Of a hash table the order in a DUMP is that of its buckets, which are others once it is made anew.
    const words: [string, ...string[]] = ['k:table', 'k:set'].includes(key) ? ['DEBUG', 'DIGEST-VALUE', key] : ['DUMP', key];
    const what = (await at.direct.callBuffer(...words)) as Buffer | null;
    seen.set(key, {
      dump: createHash('sha1')
        .update(String(what?.toString('latin1')))
        .digest('hex'),
      ttl: await at.direct.pttl(key),
    });
  }
  await at.direct.select(0);
  return seen;
}

function expectSame(now: ReadonlyMap<string, Seen>, before: ReadonlyMap<string, Seen>, but: readonly string[] = []): void {
  for (const [key, { dump, ttl }] of before) {
    if (but.includes(key)) continue;
    expect(now.get(key)?.dump, key).toBe(dump);
    const found = now.get(key)?.ttl ?? Number.NaN;
    // It went on meanwhile.
    if (ttl < 0) expect(found, key).toBe(ttl);
    else {
      expect(found, key).toBeLessThanOrEqual(ttl);
      expect(found, key).toBeGreaterThan(ttl - 30_000);
    }
  }
}

const toDb = (db: number): JobAction => ({ kind: 'copy', to: { kind: 'db', db }, replace: true });
const toOther = (db: number | null = null): JobAction => ({ kind: 'copy', to: { kind: 'session', session: other.id, db }, replace: true });

describe.each([
  ['another database', () => ({ at: redis, db: 3, action: toDb(3) })],
  ['another server', () => ({ at: second, db: 0, action: toOther() })],
  ['a database of another server that its tab is not in', () => ({ at: second, db: 5, action: toOther(5) })],
] as const)('over keys in %s', (_, where) => {
  test('undo brings all ten types back, DUMP and time to live', async () => {
    const { at, db, action } = where();
    await theirs(at, db);
    await ours();
    const before = await picture(at, db);
    const plan = await host.plan(action, pattern('k:*'));
    expect(plan.undo).toMatchObject({ kind: 'estimate', sampled: 11, there: 10, fits: 11, bigger: 0 });
    const copied = await host.ended(await host.start(plan));
    await plan.drop();
    expect(copied).toMatchObject({ phase: { how: 'complete' }, counts: { applied: 11, failed: 0 }, undo: { keys: 10 }, keep: true });
    const after = await picture(at, db);
    for (const name of names) expect(after.get(name)?.dump).not.toBe(before.get(name)?.dump);
    expect(after.get('k:string')?.ttl).toBeLessThanOrEqual(300_000);

    const undone = await host.ended(await host.undo(copied.job));
    expect(undone).toMatchObject({ action: 'restore', of: copied.job, counts: { applied: 10, failed: 0 } });
    expectSame(await picture(at, db), before);
    expect((await host.state(copied.job)).undo).toMatchObject({ keys: 0 });
    await at.direct.select(db);
    expect(await at.direct.get('k:new')).toBe('is not there');
    await at.direct.select(0);
  });

  test('fault 31: what somebody wrote over a copy since stays; what was deleted since comes back', async () => {
    const { at, db, action } = where();
    await theirs(at, db);
    await ours();
    const before = await picture(at, db);
    const copied = await host.run(action, pattern('k:*'));
    await at.direct.select(db);
    await at.direct.append('k:string', '!');
    await at.direct.del('k:number');
    await at.direct.set('k:number', 'made anew');
    await at.direct.del('k:hash');
    await at.direct.select(0);
    const undone = await host.ended(await host.undo(copied.job));
    expect(undone).toMatchObject({ counts: { applied: 8, failed: 2 }, reasons: [{ why: { kind: 'exists' }, count: 2 }] });
    expectSame(await picture(at, db), before, ['k:string', 'k:number']);
    await at.direct.select(db);
    expect(await at.direct.get('k:string')).toBe('copy of k:string!');
    expect(await at.direct.get('k:number')).toBe('made anew');
    await at.direct.select(0);
    // They are still in the bin.
    expect((await host.state(copied.job)).undo).toMatchObject({ keys: 2 });
  });
});

test('a bin that is too small says so before, and stops and asks before it overwrites what it cannot keep', async () => {
  for (let n = 0; n < 40; n++) {
    await redis.direct.set(`k:${n}`, 'copy');
    await second.direct.set(`k:${n}`, randomBytes(1000));
  }
  const small = hostOf(session, { others: [other], budget: 20_000 });
  const plan = await small.plan(toOther(), pattern('k:*'));
  const { bytes: needed, fits, there } = plan.undo as Extract<UndoOutlook, { kind: 'estimate' }>;
  expect(there).toBe(40);
  expect(needed).toBeGreaterThan(40_000);
  expect(fits).toBeGreaterThan(10);
  expect(fits).toBeLessThan(21);
  const job = await small.start(plan);
  const halted = await small.until(job, ({ phase }) => phase.kind === 'halted');
  expect(halted.phase).toEqual({ kind: 'halted', why: { kind: 'bin' } });
  const copied = halted.counts.applied;
  expect(halted.undo?.keys).toBe(copied);
  expect(copied).toBeGreaterThan(10);
  let kept = 0;
  for (let n = 0; n < 40; n++) if ((await second.direct.strlen(`k:${n}`)) === 1000) kept++;
  expect(kept).toBe(40 - copied);
  small.steer(job, 'final');
  expect(await small.ended(job)).toMatchObject({ counts: { applied: 40, failed: 0 }, undo: { keys: copied }, keep: false });
  await plan.drop();
});

test('what alone is too big for the bin is not overwritten, and listed', async () => {
  await second.direct.set('k:big', randomBytes(9_000_000));
  for (const key of ['k:big', 'k:small']) await redis.direct.set(key, 'copy');
  await second.direct.set('k:small', 'theirs');
  const plan = await host.plan(toOther(), pattern('k:*'));
  expect(plan.undo).toMatchObject({ there: 2, bigger: 1 });
  const state = await host.ended(await host.start(plan));
  await plan.drop();
  expect(state).toMatchObject({ counts: { applied: 1, failed: 1 }, reasons: [{ why: { kind: 'size' }, count: 1 }], undo: { keys: 1 } });
  expect(await second.direct.strlen('k:big')).toBe(9_000_000);
});

test('fault 32: without RESTORE over there it is told before, and the copy is made only without undo', async () => {
  await second.direct.call('ACL', 'SETUSER', 'copier', 'on', '>pw', '~*', '&*', '+@all', '-eval', '-evalsha');
  const poor = await readySession(second, { username: 'copier', password: 'pw' });
  const own = hostOf(session, { others: [poor] });
  await redis.direct.set('k', 'copy');
  await second.direct.set('k', 'theirs');
  const plan = await own.plan({ kind: 'copy', to: { kind: 'session', session: poor.id, db: null }, replace: true }, pattern('k'));
  expect(plan.undo).toEqual({ kind: 'refused', command: 'EVAL' });
  const state = await own.ended(await own.start(plan, { keep: false }));
  await plan.drop();
  expect(state).toMatchObject({ counts: { applied: 1 }, keep: false });
  expect(await second.direct.get('k')).toBe('copy');
  poor.close();
  await second.direct.call('ACL', 'DELUSER', 'copier');
});

test('what was there as it was copied over is kept, not what was there when it was planned; large and small together', async () => {
  for (let n = 0; n < 60; n++) {
    await redis.direct.set(`k:${n}`, `copy ${n}`);
    await second.direct.set(`k:${n}`, randomBytes(n % 20 === 0 ? 300_000 : 10));
  }
  const plan = await host.plan(toOther(), pattern('k:*'));
  await second.direct.set('k:7', 'later');
  const copied = await host.ended(await host.start(plan));
  await plan.drop();
  expect(copied).toMatchObject({ counts: { applied: 60 }, undo: { keys: 60 } });
  expect((await host.ended(await host.undo(copied.job))).counts).toMatchObject({ applied: 60, failed: 0 });
  expect(await second.direct.get('k:7')).toBe('later');
  expect(await second.direct.strlen('k:20')).toBe(300_000);
});

test.each([true, false])(
  'an answer that never came: what may have been overwritten is not claimed, and nothing is put back that was not there; to a server: %s',
  async (away) => {
    const at = away ? second : redis;
    const db = away ? 0 : 3;
    const timing = { writeMs: 250, readMs: 250, silentMs: 60_000, dropMs: 120_000 };
    const [from, to] = away ? [session, await readySession(second, { timing })] : [await readySession(redis, { timing }), other];
    const count = 4000;
    const pipelines = [redis.direct.pipeline(), at.direct.pipeline()] as const;
    pipelines[1].select(db);
    for (let n = 0; n < count; n++) {
      pipelines[0].set(`k:${n}`, 'copy');
      pipelines[1].set(`k:${n}`, `theirs ${n}`);
    }
    await pipelines[0].exec();
    await pipelines[1].select(0).exec();
    const own = hostOf(from, { others: [to] });
    const plan = await own.plan(away ? { kind: 'copy', to: { kind: 'session', session: to.id, db: null }, replace: true } : toDb(3), pattern('k:*'));
    const job = await own.start(plan, { pace: 'gentle' });
    await own.until(job, ({ done }) => done > 0);
    at.freeze();
    await own.until(job, ({ phase }) => phase.kind === 'waiting');
    await new Promise((resolve) => setTimeout(resolve, 600));
    at.thaw();
    own.steer(job, 'full');
    const state = await own.ended(job);
    await plan.drop();
    const { applied, unknown } = state.counts;
    expect(state).toMatchObject({ phase: { how: 'complete' }, counts: { gone: 0, changed: 0, failed: 0 }, undo: { keys: applied } });
    expect(applied + unknown).toBe(count);
    expect((await own.ended(await own.undo(job))).counts).toMatchObject({ applied, failed: 0 });
    await at.direct.select(db);
    const values = await at.direct.mget(Array.from({ length: count }, (_, n) => `k:${n}`));
    await at.direct.select(0);
    expect(values.filter((value, n) => value === `theirs ${n}`).length).toBeGreaterThanOrEqual(applied);
    expect(values.every((value, n) => value === `theirs ${n}` || value === 'copy')).toBe(true);
    (away ? to : from).close();
  },
);

test('over there each write is confirmed: the plan only looks, the copy and its undo want the answer', async () => {
  const careful = await readySession(second, { protection: 'confirm' });
  const own = hostOf(session, { others: [careful] });
  await redis.direct.set('k', 'copy');
  await second.direct.set('k', 'theirs');
  const plan = await own.plan({ kind: 'copy', to: { kind: 'session', session: careful.id, db: null }, replace: true }, pattern('k'));
  expect(plan.undo).toMatchObject({ kind: 'estimate', there: 1 });
  await expect(own.start(plan)).rejects.toMatchObject({ fault: { code: 'confirm' } });
  const copied = await own.ended(await own.start(plan, { confirmed: plan.typed ?? '' }));
  await plan.drop();
  expect(copied).toMatchObject({ counts: { applied: 1 }, undo: { keys: 1 } });
  await expect(own.undo(copied.job)).rejects.toMatchObject({ fault: { code: 'confirm' } });
  expect((await own.ended(await own.undo(copied.job, ''))).counts).toMatchObject({ applied: 1 });
  expect(await second.direct.get('k')).toBe('theirs');
  careful.close();
});

test('the tab it went to is closed: undo says so, and what is kept stays', async () => {
  await redis.direct.set('k', 'copy');
  await second.direct.set('k', 'theirs');
  const copied = await host.run(toOther(), pattern('k'));
  other.close();
  await expect(host.undo(copied.job)).rejects.toMatchObject({ fault: { code: 'missing', what: 'session' } });
  expect((await host.state(copied.job)).undo).toMatchObject({ keys: 1 });
});
