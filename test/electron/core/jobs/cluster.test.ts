/** Jobs on a cluster: every primary at once, groups of one slot, a primary that dies in the middle. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import { asCount, asText } from '../../../../shared/reply.ts';
import { startCluster, type TestCluster, until } from '../../../support/cluster.ts';
import { startRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

let cluster: TestCluster;
let session: Session;
let host: Host;

beforeAll(async () => {
  cluster = await startCluster(3, 0);
  const [first] = cluster.nodes;
  session = openSession({
    profile: { ...newProfile, topology: 'cluster', port: first?.port ?? 0, secrets: [] },
    secrets: () => null,
    db: 0,
    log: createLog(() => undefined),
  });
  await until('the session', async () => session.state().phase.kind === 'ready');
  host = hostOf(session);
}, 60_000);
afterAll(async () => {
  session.close();
  await cluster.stop();
});
beforeEach(async () => {
  for (const { direct } of cluster.nodes) await direct.flushall();
});

async function fill(count: number): Promise<void> {
  for (let from = 0; from < count; from += 500)
    await session.sendMany(
      Array.from({ length: Math.min(500, count - from) }, (_, at) => ['SET', `key:${from + at}`, `value ${from + at}`, 'EX', '5000'] as const),
      { quiet: true },
    );
}

async function size(): Promise<number> {
  return (await Promise.all(cluster.nodes.map(({ direct }) => direct.dbsize()))).reduce((sum, one) => sum + one, 0);
}

describe('on every primary', () => {
  test.each([true, false])('delete counts each node, and undo brings all back; with the bin: %s', async (keep) => {
    await fill(4000);
    const plan = await host.plan({ kind: 'delete' }, pattern('key:*'));
    expect(plan.count).toBe(4000);
    expect(plan.nodes.map(({ found }) => found)).toEqual(await Promise.all(cluster.nodes.map(({ direct }) => direct.dbsize())));
    const state = await host.ended(await host.start(plan, { keep }));
    await plan.drop();
    expect(state.counts).toMatchObject({ applied: 4000, failed: 0, unknown: 0 });
    expect(state.nodes).toHaveLength(3);
    expect(state.nodes.every(({ done, total }) => done === total)).toBe(true);
    expect(await size()).toBe(0);
    if (!keep) return;
    const undone = await host.ended(await host.undo(state.job));
    expect(undone.counts).toMatchObject({ applied: 4000, failed: 0, unknown: 0 });
    expect(await size()).toBe(4000);
    expect(asCount(await session.send('TTL', ['key:7']))).toBeGreaterThan(4900);
  });

  test('a time to live for all, in one moment', async () => {
    await fill(600);
    const state = await host.run({ kind: 'expire', ttl: { kind: 'in', ms: 90_000 } }, pattern('key:*'));
    expect(state.counts).toMatchObject({ applied: 600, failed: 0 });
    const moments = new Set<string>();
    for (const key of ['key:1', 'key:2', 'key:3', 'key:4', 'key:5']) moments.add(asText(await session.send('PEXPIRETIME', [key])));
    expect(moments.size).toBe(1);
  });

  test('copies over keys of a cluster keep what was there, whichever node has it, and undo brings it back', async () => {
    const single = await startRedis();
    const from = await readySession(single);
    await fill(600);
    for (let at = 0; at < 600; at++) await single.direct.set(`key:${at}`, 'copy');
    const own = hostOf(from, { others: [session] });
    const plan = await own.plan({ kind: 'copy', to: { kind: 'session', session: session.id, db: null }, replace: true }, pattern('key:*'));
    expect(plan.undo).toMatchObject({ kind: 'estimate', there: 120, sampled: 120, fits: 600 });
    const copied = await own.ended(await own.start(plan));
    await plan.drop();
    expect(copied).toMatchObject({ counts: { applied: 600, failed: 0 }, undo: { keys: 600 } });
    expect(asText(await session.send('GET', ['key:7']))).toBe('copy');
    const undone = await own.ended(await own.undo(copied.job));
    expect(undone.counts).toMatchObject({ applied: 600, failed: 0 });
    expect(undone.nodes).toHaveLength(3);
    const values = await session.sendMany(Array.from({ length: 600 }, (_, at) => ['GET', `key:${at}`] as const));
    expect(values.map(asText)).toEqual(Array.from({ length: 600 }, (_, at) => `value ${at}`));
    expect(asCount(await session.send('TTL', ['key:7']))).toBeGreaterThan(4000);
    from.close();
    await single.stop();
  });

  test('a primary that stands still holds up its own keys only; then they go as well', async () => {
    await fill(9000);
    const plan = await host.plan({ kind: 'delete' }, pattern('key:*'));
    const [frozen, ...others] = cluster.nodes;
    frozen?.freeze();
    try {
      const job = await host.start(plan, { keep: false });
      await until('the others', async () => (await Promise.all(others.map(({ direct }) => direct.dbsize()))).every((left) => left === 0));
      expect((await host.state(job)).phase.kind).not.toBe('ended');
      frozen?.thaw();
      const state = await host.ended(job);
      const { applied, gone, unknown } = state.counts;
      expect(applied + gone + unknown).toBe(9000);
      expect(await size()).toBe(0);
    } finally {
      frozen?.thaw();
      await plan.drop();
    }
  }, 60_000);
});
