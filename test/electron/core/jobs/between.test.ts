/** Keys that vanish, expire or become another type between the plan and the deed: told apart by every kind of job, and never touched for what they are not. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { JobAction } from '../../../../shared/jobs/jobs.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { hostOf, pattern } from './arrange.ts';

let redis: TestRedis;
let second: TestRedis;
let session: Session;
let other: Session;

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
});
afterEach(async () => {
  session.close();
  other.close();
  await redis.direct.acl('SETUSER', 'default', 'allcommands');
});

const kinds: readonly (readonly [string, (there: string) => JobAction, keep: boolean])[] = [
  ['delete into the bin', () => ({ kind: 'delete' }), true],
  ['delete', () => ({ kind: 'delete' }), false],
  ['time to live', () => ({ kind: 'expire', ttl: { kind: 'in', ms: 3_600_000 } }), true],
  ['no time to live', () => ({ kind: 'expire', ttl: { kind: 'none' } }), false],
  ['copy to a database', () => ({ kind: 'copy', to: { kind: 'db', db: 1 }, replace: false }), true],
  ['copy over what is in a database', () => ({ kind: 'copy', to: { kind: 'db', db: 1 }, replace: true }), false],
  ['copy over what is in a database, into the bin', () => ({ kind: 'copy', to: { kind: 'db', db: 1 }, replace: true }), true],
  ['copy to a server', (there) => ({ kind: 'copy', to: { kind: 'session', session: there, db: null }, replace: false }), true],
  ['copy to a database of a server', (there) => ({ kind: 'copy', to: { kind: 'session', session: there, db: 2 }, replace: true }), true],
  ['export as it is', () => ({ kind: 'export', format: 'dump' }), true],
  ['export of values', () => ({ kind: 'export', format: 'values' }), true],
];

for (const scripts of [true, false])
  test.each(kinds)(`%s; with scripts: ${scripts}`, async (name, actionOf, keep) => {
    const action = actionOf(other.id);
    // The bin needs them, and so does a database that no connection is in.
    if (!scripts && (name.endsWith('into the bin') || name === 'copy to a database of a server')) return;
    const { direct } = redis;
    for (let at = 0; at < 60; at++) await direct.set(`k:${at}`, `v${at}`);
    const host = hostOf(session, { others: [other] });
    const plan = await host.plan(action, pattern('k:*', 'string'));
    expect(plan.count).toBe(60);
    await direct.del('k:0', 'k:1', 'k:2');
    await direct.rpush('k:1', 'a list now');
    await direct.hset('k:2', 'a', 'hash now');
    await direct.pexpire('k:3', 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!scripts) await direct.acl('SETUSER', 'default', '-eval', '-evalsha');
    const state = await host.ended(await host.start(plan, { keep }));
    await plan.drop();
    expect(state).toMatchObject({ phase: { how: 'complete' }, counts: { applied: 56, gone: 2, changed: 2, failed: 0, unknown: 0 } });
    expect(state.reasons).toEqual([{ why: { kind: 'type' }, count: 2 }]);
    expect(await direct.type('k:1')).toBe('list');
    expect(await direct.ttl('k:1')).toBe(-1);
    expect(await direct.exists('k:3')).toBe(0);
    const copies = /db[12]:keys=(\d+)/.exec((await direct.info('keyspace')) + (await second.direct.info('keyspace')))?.[1];
    if (action.kind === 'copy' && name !== 'copy to a server') expect(copies).toBe('56');
    if (name === 'copy to a server') expect(await second.direct.dbsize()).toBe(56);
  });
