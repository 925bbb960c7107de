/** What a server can say in the middle of a job: every kind of job stops or waits, claims only what was done, and ends its work afterwards. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { JobAction, JobState } from '../../../../shared/jobs/jobs.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';
import { type Host, hostOf, pattern } from './arrange.ts';

const total = 20_000;
let redis: TestRedis;
let session: Session;
let host: Host;

async function begin(args: readonly string[] = []): Promise<void> {
  redis = await startRedis(args);
  session = await readySession(redis);
  host = hostOf(session);
  await fill();
}

afterEach(async () => {
  session.close();
  await redis.stop();
});

async function fill(): Promise<void> {
  for (let from = 0; from < total; from += 5000) {
    const args: string[] = [];
    for (let at = from; at < from + 5000; at++) args.push(`key:${at}`, `value ${at}`);
    await redis.direct.mset(...args);
  }
}

const moment = Date.now() + 86_400_000;

interface Kind {
  readonly name: string;
  readonly action: JobAction;
  readonly type?: string;
  readonly keep?: boolean;
  /** How many keys show that it was done with them. */
  readonly done: () => Promise<number>;
}

const gone = async (): Promise<number> => total - (await redis.direct.dbsize());
const limited = async (): Promise<number> => Number(/db0:.*expires=(\d+)/.exec(await redis.direct.info('keyspace'))?.[1] ?? 0);
const copied = async (): Promise<number> => Number(/db1:keys=(\d+)/.exec(await redis.direct.info('keyspace'))?.[1] ?? 0);

const kinds: readonly Kind[] = [
  { name: 'delete into the bin', action: { kind: 'delete' }, done: gone },
  { name: 'delete', action: { kind: 'delete' }, keep: false, done: gone },
  { name: 'delete of a type', action: { kind: 'delete' }, type: 'string', keep: false, done: gone },
  { name: 'time to live', action: { kind: 'expire', ttl: { kind: 'at', at: moment } }, done: limited },
  { name: 'copy', action: { kind: 'copy', to: { kind: 'db', db: 1 }, replace: false }, done: copied },
];

async function started({ action, type, keep = true }: Kind): Promise<{ readonly job: number; readonly drop: () => Promise<void> }> {
  const plan = await host.plan(action, pattern('*', type ?? null));
  const job = await host.start(plan, { keep, pace: 'gentle' });
  await host.until(job, ({ done }) => done > 0);
  return { job, drop: plan.drop };
}

/** The job stands still until the server is in the new state: however slow this machine is, the job cannot be over before. */
async function meanwhile(job: number, happens: () => Promise<unknown>): Promise<void> {
  host.steer(job, 'pause');
  await happens();
  expect((await host.state(job)).done).toBeLessThan(total);
  host.steer(job, 'resume');
}

/** What it says is what is so, and everything is accounted for. */
async function proveEnd(kind: Kind, job: number): Promise<JobState> {
  host.steer(job, 'full');
  const state = await host.ended(job);
  expect(state).toMatchObject({ phase: { how: 'complete' }, counts: { applied: total, gone: 0, changed: 0, failed: 0, unknown: 0 } });
  expect(await kind.done()).toBe(total);
  if (state.undo !== null) expect(state.undo.keys).toBe(kind.keep === false ? 0 : total);
  return state;
}

describe('the server refuses to write', () => {
  beforeEach(() => begin());

  const states = [
    ['READONLY', async () => void (await redis.direct.replicaof('127.0.0.1', '1')), async () => void (await redis.direct.replicaof('NO', 'ONE'))],
    [
      'NOREPLICAS',
      async () => void (await redis.direct.config('SET', 'min-replicas-to-write', '1')),
      async () => void (await redis.direct.config('SET', 'min-replicas-to-write', '0')),
    ],
    ['MISCONF', misconfigure, async () => void (await redis.direct.config('SET', 'stop-writes-on-bgsave-error', 'no'))],
  ] as const;

  async function misconfigure(): Promise<void> {
    const [, folder = ''] = (await redis.direct.config('GET', 'dir')) as string[];
    await rm(folder, { recursive: true });
    await redis.direct.config('SET', 'save', '3600 1');
    await redis.direct.bgsave();
    await expect.poll(() => redis.direct.info('persistence')).toContain('rdb_last_bgsave_status:err');
  }

  // What the prefix is makes no difference to the kind of job: each with one, two with all.
  for (const kind of kinds)
    test.each(kind.keep === false || kind.name === 'copy' ? states.slice(0, 1) : states)(
      `${kind.name}: %s halts it, and it goes on at the user’s word`,
      async (prefix, refuse, allow) => {
        const { job, drop } = await started(kind);
        await meanwhile(job, refuse);
        const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
        expect(halted).toMatchObject({ phase: { why: { kind: 'fault', fault: { code: 'redis', prefix } } }, counts: { failed: 0, unknown: 0 } });
        expect(await kind.done()).toBe(halted.counts.applied);
        expect(halted.counts.applied).toBeLessThan(total);
        await allow();
        host.steer(job, 'resume');
        await proveEnd(kind, job);
        await drop();
      },
    );

  test.each(['delete', 'expire'] as const)('undo of %s: READONLY halts it, and what was not put back stays in the bin', async (what) => {
    const kind = kinds.find(({ action }) => action.kind === what) as Kind;
    const { job, drop } = await started(kind);
    await proveEnd(kind, job);
    await redis.direct.replicaof('127.0.0.1', '1');
    const undo = await host.undo(job);
    const halted = await host.until(undo, ({ phase }) => phase.kind === 'halted');
    expect(halted).toMatchObject({ phase: { why: { fault: { prefix: 'READONLY' } } }, counts: { applied: 0, failed: 0 } });
    expect((await host.state(job)).undo?.keys).toBe(total);
    await redis.direct.replicaof('NO', 'ONE');
    host.steer(undo, 'resume');
    expect(await host.ended(undo)).toMatchObject({ phase: { how: 'complete' }, counts: { applied: total, failed: 0 } });
    expect(await kind.done()).toBe(0);
    await drop();
  });
});

describe('no memory is left', () => {
  beforeEach(() => begin());

  test.each(kinds.filter(({ action }) => action.kind !== 'copy'))('$name goes on: it takes none', async (kind) => {
    const { job, drop } = await started(kind);
    await redis.direct.config('SET', 'maxmemory', '1');
    expect(await proveEnd(kind, job)).toMatchObject({ done: total });
    await drop();
  });

  test('a copy and an undo halt with OOM, claim nothing, and go on when there is room', async () => {
    const copy = kinds.find(({ action }) => action.kind === 'copy') as Kind;
    const { job, drop } = await started(copy);
    await meanwhile(job, () => redis.direct.config('SET', 'maxmemory', '1'));
    const halted = await host.until(job, ({ phase }) => phase.kind === 'halted');
    expect(halted).toMatchObject({ phase: { why: { fault: { prefix: 'OOM' } } }, counts: { failed: 0 } });
    expect(await copied()).toBe(halted.counts.applied);
    await redis.direct.config('SET', 'maxmemory', '0');
    host.steer(job, 'resume');
    await proveEnd(copy, job);
    await drop();

    const removed = await host.run({ kind: 'delete' }, pattern('*'));
    await redis.direct.config('SET', 'maxmemory', '1');
    const undo = await host.undo(removed.job);
    expect(await host.until(undo, ({ phase }) => phase.kind === 'halted')).toMatchObject({ done: 0, phase: { why: { fault: { prefix: 'OOM' } } } });
    await redis.direct.config('SET', 'maxmemory', '0');
    host.steer(undo, 'resume');
    expect((await host.ended(undo)).counts).toMatchObject({ applied: total, failed: 0, unknown: 0 });
    expect(await redis.direct.dbsize()).toBe(total);
  });
});

describe('the server is busy or loading', () => {
  test.each(kinds)('$name waits for a script that holds the server, and goes on', async (kind) => {
    await begin(['--busy-reply-threshold', '30']);
    const { job, drop } = await started(kind);
    const other = redis.direct.duplicate();
    other.on('error', () => undefined);
    let script: Promise<unknown> = Promise.resolve();
    await meanwhile(job, async () => {
      await other.ping();
      script = other.eval('while true do end', 0).catch(String);
    });
    const waiting = await host.until(job, ({ phase }) => phase.kind === 'waiting');
    expect(waiting.counts).toMatchObject({ failed: 0, unknown: 0 });
    await redis.direct.script('KILL' as 'FLUSH');
    expect(await script).toMatch(/killed by user/i);
    other.disconnect();
    await proveEnd(kind, job);
    await drop();
  });

  test.each(kinds.filter(({ keep }) => keep !== false))('$name waits while the server loads its data anew, and goes on', async (kind) => {
    await begin(['--loading-process-events-interval-bytes', '1024']);
    const { job, drop } = await started(kind);
    let reload: Promise<unknown> = Promise.resolve();
    await meanwhile(job, async () => {
      await redis.direct.config('SET', 'key-load-delay', '40');
      reload = redis.direct.call('DEBUG', 'RELOAD').catch(String);
    });
    const waiting = await host.until(job, ({ phase }) => phase.kind === 'waiting');
    expect(waiting.phase).toMatchObject({ why: { kind: 'fault' } });
    await redis.direct.config('SET', 'key-load-delay', '0');
    expect(await reload).toBe('OK');
    await proveEnd(kind, job);
    await drop();
  });
});

describe('the server is killed', () => {
  test.each(kinds)('$name: what it says was done is done, what it does not say is not, also when the server comes back with its data', async (kind) => {
    await begin(['--appendonly', 'yes', '--appendfsync', 'always']);
    const { job, drop } = await started(kind);
    await redis.kill();
    await redis.restart();
    const state = await host.ended(job);
    expect(state).toMatchObject({ phase: { how: 'stopped', why: { kind: 'different' } }, counts: { gone: 0, changed: 0, failed: 0 } });
    await expect.poll(() => redis.direct.ping().catch(() => ''), { timeout: 5000 }).toBe('PONG');
    const done = await kind.done();
    expect(done).toBeGreaterThanOrEqual(state.counts.applied);
    expect(done).toBeLessThanOrEqual(state.counts.applied + state.counts.unknown);
    expect(state.done).toBeLessThan(total);
    await drop();
  });
});
