/** Jobs on every server that was fetched: their scripts run there, undo gives back what was, and what is not permitted halts them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { ServerName } from '../../../../scripts/servers.mjs';
import type { JobAction } from '../../../../shared/jobs/jobs.ts';
import type { TestRedis } from '../../../support/redis.ts';
import { serverOf } from '../../../support/servers.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

const names: readonly ServerName[] = ['redis6', 'redis8', 'valkey8', 'valkey9', 'redict7'];
const day = 86_400_000;

describe.each(names)('%s', (name) => {
  const server = serverOf(name);
  let redis: TestRedis;
  let second: TestRedis;
  let session: Session;
  let other: Session;
  let host: Host;

  beforeAll(async () => {
    if (!server.found) return;
    redis = await server.start();
    // A DUMP of a newer server is refused by an older one.
    second = await server.start();
    session = await readySession(redis);
    other = await readySession(second);
    host = hostOf(session, { others: [other] });
  });
  afterEach(async () => {
    if (!server.found) return;
    await redis.direct.flushall();
    await redis.direct.acl('SETUSER', 'default', 'allcommands');
  });
  afterAll(async () => {
    if (!server.found) return;
    session.close();
    other.close();
    await redis.stop();
    await second.stop();
  });

  test('times to live are set in one moment, and each key gets back what it had', async ({ skip }) => {
    skip(!server.found, server.why);
    for (let at = 0; at < 200; at++) await redis.direct.set(`k:${at}`, 'x');
    await redis.direct.pexpire('k:7', day);
    const at = Date.now() + 2 * day;
    const state = await host.run({ kind: 'expire', ttl: { kind: 'at', at } }, pattern('k:*', 'string'));
    expect(state).toMatchObject({ counts: { applied: 200, failed: 0 }, undo: { keys: 200 } });
    expect(Math.abs((await redis.direct.pttl('k:1')) - (at - Date.now()))).toBeLessThan(2000);
    await redis.direct.persist('k:3');
    const undone = await host.ended(await host.undo(state.job));
    expect(undone).toMatchObject({ counts: { applied: 199, failed: 1 }, reasons: [{ why: { kind: 'ttl' }, count: 1 }] });
    expect(await redis.direct.pttl('k:1')).toBe(-1);
    expect(Math.abs((await redis.direct.pttl('k:7')) - day)).toBeLessThan(60_000);
  });

  test('keys are deleted into the bin and come back, and copies go into a database that no tab is in', async ({ skip }) => {
    skip(!server.found, server.why);
    for (let at = 0; at < 200; at++) await redis.direct.set(`k:${at}`, 'x', 'EX', 5000);
    const removed = await host.run({ kind: 'delete' }, pattern('k:*', 'string'));
    expect(removed.counts).toMatchObject({ applied: 200, failed: 0 });
    expect((await host.ended(await host.undo(removed.job))).counts).toMatchObject({ applied: 200, failed: 0 });
    expect(await redis.direct.ttl('k:1')).toBeGreaterThan(4000);
    const back = hostOf(other, { others: [session] });
    await second.direct.flushall();
    await second.direct.mset('a', '1', 'b', '2');
    const to: JobAction = { kind: 'copy', to: { kind: 'session', session: session.id, db: 5 }, replace: false };
    expect((await back.run(to, pattern('*'))).counts).toMatchObject({ applied: 2, failed: 0 });
    expect(await back.run(to, pattern('*'))).toMatchObject({ counts: { applied: 0, failed: 2 }, reasons: [{ why: { kind: 'exists' }, count: 2 }] });
    expect(await redis.direct.info('keyspace')).toMatch(/db5:keys=2/);
  });

  test.each([{ kind: 'delete' }, { kind: 'expire', ttl: { kind: 'in', ms: day } }] as const)(
    'a server that became a replica halts $kind at once',
    async (action) => {
      if (!server.found) return;
      for (let at = 0; at < 200; at++) await redis.direct.set(`k:${at}`, 'x');
      const plan = await host.plan(action, pattern('k:*'));
      await redis.direct.replicaof('127.0.0.1', '1');
      const job = await host.start(plan);
      const halted = await host.until(job, ({ phase }) => phase.kind === 'halted' || phase.kind === 'ended');
      expect(halted).toMatchObject({ done: 0, phase: { kind: 'halted', why: { fault: { code: 'redis', prefix: 'READONLY' } } } });
      await redis.direct.replicaof('NO', 'ONE');
      host.steer(job, 'resume');
      expect((await host.ended(job)).counts).toMatchObject({ applied: 200, failed: 0 });
      await plan.drop();
    },
  );

  test.each([
    ['unlink', { kind: 'delete' }],
    ['pexpireat', { kind: 'expire', ttl: { kind: 'in', ms: day } }],
  ] as const)('without the right to %s a job halts at once, instead of failing once a key', async (command, action) => {
    if (!server.found) return;
    for (let at = 0; at < 200; at++) await redis.direct.set(`k:${at}`, 'x');
    const plan = await host.plan(action, pattern('k:*'));
    await redis.direct.acl('SETUSER', 'default', `-${command}`);
    const job = await host.start(plan);
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted' || phase.kind === 'ended');
    expect(halted).toMatchObject({ done: 0, phase: { kind: 'halted', why: { fault: { code: 'redis', prefix: 'NOPERM' } } } });
    host.steer(job, 'cancel');
    await host.ended(job);
    await plan.drop();
  });
});
