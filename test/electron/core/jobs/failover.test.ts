/** A primary of a cluster is killed while jobs run on it: its replica takes over, the job goes on there, and every key is accounted for. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { JobAction } from '../../../../shared/jobs/jobs.ts';
import { startCluster, type TestCluster, until } from '../../../support/cluster.ts';
import type { TestRedis } from '../../../support/redis.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

const total = 12_000;
let cluster: TestCluster;
let session: Session;
let host: Host;

beforeAll(async () => {
  cluster = await startCluster(3, 1);
  session = openSession({
    profile: { ...newProfile, topology: 'cluster', port: cluster.nodes[0]?.port ?? 0, secrets: [] },
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

/** Whoever serves slots now. */
async function primaries(): Promise<readonly TestRedis[]> {
  return [...new Set(await Promise.all([0, 6000, 16_383].map(cluster.ownerOf)))];
}

beforeEach(async () => {
  for (const { direct } of await primaries()) await direct.flushall();
  for (let from = 0; from < total; from += 500)
    await session.sendMany(
      Array.from({ length: 500 }, (_, at) => ['SET', `key:${from + at}`, `value ${from + at}`] as const),
      { quiet: true },
    );
  // What a replica has not heard of yet is lost with its primary, whoever wrote it.
  for (const { direct } of await primaries()) await direct.call('WAIT', '1', '2000');
}, 30_000);

const cases: readonly (readonly [string, JobAction, keep: boolean])[] = [
  ['delete into the bin', { kind: 'delete' }, true],
  ['time to live', { kind: 'expire', ttl: { kind: 'in', ms: 86_400_000 } }, true],
];

test.each(cases)(
  '%s',
  async (_, action, keep) => {
    const plan = await host.plan(action, pattern('key:*'));
    expect(plan.count).toBe(total);
    const job = await host.start(plan, { keep, pace: 'gentle' });
    await host.until(job, ({ nodes }) => nodes.every(({ done }) => done > 0));
    const victim = (await primaries())[0] as TestRedis;
    await victim.kill();
    host.steer(job, 'full');
    const state = await host.ended(job);
    await plan.drop();
    const { applied, gone, changed, failed, unknown } = state.counts;
    expect(state.phase).toEqual({ kind: 'ended', how: 'complete', why: null });
    expect({ changed, failed, all: applied + gone + unknown }).toEqual({ changed: 0, failed: 0, all: total });
    // One batch was on its way at most, on one node of three.
    expect(gone + unknown).toBeLessThan(1001);
    const alive = (await primaries()).filter((node) => node !== victim);
    const infos = await Promise.all(alive.map(({ direct }) => direct.info('keyspace')));
    const sum = (name: string): number => infos.reduce((all, info) => all + Number(new RegExp(`${name}=(\\d+)`).exec(info)?.[1] ?? 0), 0);
    if (action.kind === 'delete') {
      expect(sum('keys')).toBe(0);
      expect(state.undo?.keys).toBe(applied);
      const undone = await host.ended(await host.undo(job));
      expect(undone.counts).toMatchObject({ applied, failed: 0, unknown: 0 });
    } else expect(sum('expires')).toBe(total);
    await victim.restart();
    await until('it to follow', async () => (await victim.direct.info('replication').catch(() => '')).includes('master_link_status:up'));
  },
  90_000,
);
