/** Times to live in bulk: one moment by the server's clock, never one that deletes, and taken back where nobody else has changed it since. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let session: Session;
let host: Host;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});
beforeEach(async () => {
  await redis.direct.flushall();
  session = await readySession(redis);
  host = hostOf(session);
});
afterEach(async () => {
  session.close();
  await redis.direct.acl('SETUSER', 'default', 'allcommands');
});

const day = 86_400_000;
const momentOf = async (key: string | Buffer): Promise<number> => Number(await redis.direct.call('PEXPIRETIME', key));

async function fill(count: number): Promise<void> {
  const pipeline = redis.direct.pipeline();
  for (let at = 0; at < count; at++) pipeline.set(`k:${at}`, `v${at}`);
  await pipeline.exec();
}

describe('a moment', () => {
  test('bad input 17: is the same for all keys and told in the report; one that has passed by the server’s clock is refused', async () => {
    await fill(300);
    const at = Date.now() + day;
    const state = await host.run({ kind: 'expire', ttl: { kind: 'at', at } }, pattern('k:*'));
    expect(state).toMatchObject({ command: `PEXPIREAT ${at}`, counts: { applied: 300 }, undo: { keys: 300 } });
    expect(await momentOf('k:1')).toBe(at);
    for (const past of [Date.now() - 5000, 1]) {
      const plan = await host.plan({ kind: 'expire', ttl: { kind: 'at', at: past } }, pattern('k:*'));
      expect(await faultOf(host.start(plan))).toMatchObject({ code: 'input', path: 'ttl' });
      await plan.drop();
    }
    expect(await redis.direct.dbsize()).toBe(300);
  });

  test('bad input 17: that comes while the job is held up halts it, and deletes nothing by being late', async () => {
    await fill(5000);
    const plan = await host.plan({ kind: 'expire', ttl: { kind: 'in', ms: 1800 } }, pattern('k:*'));
    const job = await host.start(plan, { pace: 'gentle' });
    await host.until(job, ({ done }) => done > 0);
    redis.freeze();
    await new Promise((resolve) => setTimeout(resolve, 2200));
    redis.thaw();
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted' || phase.kind === 'ended');
    expect(halted.phase).toMatchObject({ kind: 'halted', why: { fault: { code: 'input', path: 'ttl' } } });
    // Those whose time had been set went at their time; nothing else did.
    await expect.poll(() => redis.direct.dbsize()).toBe(5000 - halted.counts.applied);
    host.steer(job, 'cancel');
    await host.ended(job);
    await plan.drop();
  });
});

describe('undo', () => {
  test('is announced: what the names and moments take is known, and what is not allowed is said', async () => {
    await fill(100);
    const plan = await host.plan({ kind: 'expire', ttl: { kind: 'none' } }, pattern('k:*'));
    expect(plan.undo).toEqual({
      kind: 'estimate',
      bytes: 10 * 3 + 90 * 4 + 100 * 24,
      budget: 64 * 1024 * 1024,
      fits: 100,
      sampled: 100,
      bigger: 0,
      maxKey: 8 * 1024 * 1024,
    });
    await plan.drop();
    await redis.direct.acl('SETUSER', 'default', '-pexpireat');
    const refused = await host.plan({ kind: 'expire', ttl: { kind: 'none' } }, pattern('k:*'));
    expect(refused.undo).toEqual({ kind: 'refused', command: 'PEXPIREAT' });
    await refused.drop();
  });

  test.each([true, false])(
    'gives each key what it had, and leaves what others changed since; with scripts: %s',
    async (scripts) => {
      const key = fc.record({
        name: fc.uint8Array({ minLength: 1, maxLength: 12 }),
        before: fc.option(fc.integer({ min: 100_000, max: 10_000_000 })),
        since: fc.constantFrom('none', 'none', 'none', 'value', 'other', 'taken', 'gone'),
      });
      await redis.direct.acl('SETUSER', 'default', ...(scripts ? ['allcommands'] : ['-eval', '-evalsha']));
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(key, { minLength: 1, maxLength: 30, selector: ({ name }) => Buffer.from(name).toString('hex') }),
          fc.boolean(),
          async (keys, take) => {
            const { direct } = redis;
            await direct.flushall();
            const moments = new Map<string, number>();
            for (const { name, before } of keys) {
              await direct.set(Buffer.from(name), 'v');
              if (before !== null) await direct.pexpire(Buffer.from(name), before);
              moments.set(Buffer.from(name).toString('hex'), await momentOf(Buffer.from(name)));
            }
            const state = await host.run({ kind: 'expire', ttl: take ? { kind: 'none' } : { kind: 'in', ms: day } }, pattern('*'));
            expect(state.counts).toMatchObject({ applied: keys.length, failed: 0 });
            const changing = take ? keys.filter(({ before }) => before !== null) : keys;
            expect(state.undo?.keys ?? 0).toBe(changing.length);
            for (const { name, since } of keys) {
              const own = Buffer.from(name);
              if (since === 'value') await direct.set(own, 'new', 'KEEPTTL');
              if (since === 'other') await direct.pexpire(own, 2 * day);
              if (since === 'taken') await direct.persist(own);
              if (since === 'gone') await direct.del(own);
            }
            if (changing.length === 0) return;
            const undone = await host.ended(await host.undo(state.job));
            expect(undone).toMatchObject({ action: 'restoreTtl', of: state.job });
            const moved = ({ since }: { since: string }): boolean => since === 'other' || (since === 'taken' && !take);
            expect(undone.counts).toEqual({
              applied: changing.filter((one) => one.since !== 'gone' && !moved(one)).length,
              gone: changing.filter(({ since }) => since === 'gone').length,
              changed: 0,
              failed: changing.filter(moved).length,
              unknown: 0,
            });
            for (const one of changing) {
              if (one.since === 'gone' || moved(one)) continue;
              const [now, was] = [await momentOf(Buffer.from(one.name)), moments.get(Buffer.from(one.name).toString('hex')) ?? 0];
              // Without scripts the moment is told from the time left.
              expect(Math.abs(now - was)).toBeLessThanOrEqual(scripts ? 0 : 1000);
            }
          },
        ),
        { numRuns: 15 },
      );
    },
    60_000,
  );

  test('never brings a moment back that has passed meanwhile: that would delete', async () => {
    await fill(3);
    await redis.direct.pexpire('k:1', 700);
    const state = await host.run({ kind: 'expire', ttl: { kind: 'in', ms: day } }, pattern('k:*'));
    await new Promise((resolve) => setTimeout(resolve, 900));
    const undo = await host.undo(state.job);
    expect((await host.ended(undo)).counts).toMatchObject({ applied: 2, failed: 1 });
    expect(await host.failures(undo)).toEqual([{ key: utf8('k:1'), why: { kind: 'expired' } }]);
    expect(await redis.direct.pttl('k:1')).toBeGreaterThan(day / 2);
  });

  test('is left out where the bin is full: the job halts and asks, and goes on without it at the user’s word', async () => {
    host = hostOf(session, { budget: 24 * 1000 });
    await fill(2000);
    const plan = await host.plan({ kind: 'expire', ttl: { kind: 'in', ms: day } }, pattern('k:*'));
    if (plan.undo.kind === 'estimate') expect(plan.undo.fits).toBeLessThan(1000);
    const job = await host.start(plan);
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted.phase).toEqual({ kind: 'halted', why: { kind: 'bin' } });
    expect(halted.undo?.keys).toBe(halted.counts.applied);
    host.steer(job, 'final');
    const state = await host.ended(job);
    expect(state.counts.applied).toBe(2000);
    expect((await host.ended(await host.undo(job))).counts.applied).toBe(halted.counts.applied);
    expect(Number(/expires=(\d+)/.exec(await redis.direct.info('keyspace'))?.[1])).toBe(2000 - halted.counts.applied);
    await plan.drop();
  });

  test('is not to be had where it was not wished', async () => {
    await fill(10);
    const state = await host.run({ kind: 'expire', ttl: { kind: 'in', ms: day } }, pattern('k:*'), { keep: false });
    expect(state.undo?.keys ?? 0).toBe(0);
    expect(await faultOf(host.undo(state.job))).toEqual({ code: 'missing', what: 'key' });
  });
});

test('no right to set a time to live halts it at once, instead of failing once a key', async () => {
  await fill(500);
  const plan = await host.plan({ kind: 'expire', ttl: { kind: 'in', ms: day } }, pattern('k:*'));
  await redis.direct.acl('SETUSER', 'default', '-pexpireat');
  const job = await host.start(plan);
  expect(await host.until(job, ({ phase }) => phase.kind === 'halted')).toMatchObject({ done: 0, phase: { why: { fault: { prefix: 'NOPERM' } } } });
  await redis.direct.acl('SETUSER', 'default', '+pexpireat');
  host.steer(job, 'resume');
  expect((await host.ended(job)).counts).toMatchObject({ applied: 500, failed: 0 });
  await plan.drop();
});
