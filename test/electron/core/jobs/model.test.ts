/** Whatever others do meanwhile: nothing is claimed that was not done, nothing is deleted that was not planned, and what is in the bin comes back as it was. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let session: Session;
let host: Host;

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
  host = hostOf(session);
});
afterAll(async () => {
  session.close();
  await redis.stop();
});

type Change = 'none' | 'gone' | 'value' | 'type';

test('a plan by type against every change between plan and deed, then undo against keys made again', async () => {
  const key = fc.record({
    name: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    value: fc.uint8Array({ maxLength: 40 }),
    ttl: fc.option(fc.integer({ min: 100_000, max: 10_000_000 })),
    before: fc.constantFrom<Change>('none', 'none', 'gone', 'value', 'type'),
    again: fc.boolean(),
    list: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(key, { maxLength: 40, selector: ({ name }) => Buffer.from(name).toString('hex') }), fc.boolean(), async (keys, keep) => {
      const { direct } = redis;
      await direct.flushall();
      for (const { name, value, ttl, list } of keys) {
        const own = Buffer.from(name);
        if (list) await direct.rpush(own, Buffer.from(value));
        else await direct.set(own, Buffer.from(value));
        if (ttl !== null) await direct.pexpire(own, ttl);
      }
      const planned = keys.filter(({ list }) => !list);
      const plan = await host.plan({ kind: 'delete' }, pattern('*', 'string'));
      expect(plan.count).toBe(planned.length);
      for (const { name, before } of planned) {
        const own = Buffer.from(name);
        if (before === 'gone' || before === 'type') await direct.del(own);
        if (before === 'value') await direct.set(own, 'new', 'KEEPTTL');
        if (before === 'type') await direct.rpush(own, 'new');
      }
      const dumps = new Map<string, Buffer>();
      for (const { name } of planned) dumps.set(Buffer.from(name).toString('hex'), await direct.dumpBuffer(Buffer.from(name)));
      const state = await host.ended(await host.start(plan, { keep }));
      await plan.drop();
      const deleted = planned.filter(({ before }) => before === 'none' || before === 'value');
      expect(state.counts).toEqual({
        applied: deleted.length,
        gone: planned.filter(({ before }) => before === 'gone').length,
        changed: planned.filter(({ before }) => before === 'type').length,
        failed: 0,
        unknown: 0,
      });
      expect(await direct.dbsize()).toBe(keys.length - planned.length + state.counts.changed);
      if (!keep || deleted.length === 0) return;

      for (const { name, again } of deleted) if (again) await direct.set(Buffer.from(name), 'theirs');
      const undone = await host.ended(await host.undo(state.job));
      expect(undone.counts).toMatchObject({ applied: deleted.filter(({ again }) => !again).length, failed: deleted.filter(({ again }) => again).length });
      for (const { name, again, ttl } of deleted) {
        const own = Buffer.from(name);
        if (again) {
          expect(await direct.get(own)).toBe('theirs');
          continue;
        }
        expect(await direct.dumpBuffer(own)).toEqual(dumps.get(own.toString('hex')));
        const left = await direct.pttl(own);
        if (ttl === null) expect(left).toBe(-1);
        else expect(Math.abs(left - ttl)).toBeLessThan(20_000);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
