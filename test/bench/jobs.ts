/** Deleting a million keys by pattern, from the plan to the report, beside redis-cli and xargs on the same server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createBins } from '../../electron/core/bin/bin.ts';
import { jobHandlers } from '../../electron/core/jobs/handlers.ts';
import { utf8 } from '../../shared/bytes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { readySession, sessionsOf } from '../support/session.ts';
import { heldMemory } from './heldMemory.ts';
import { type Measure, median } from './measure.ts';

const keys = 1_000_000;
const rounds = 3;

export async function* jobs(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  try {
    const theirs: number[] = [];
    const ours: (Told & { ms: number })[] = [];
    for (let round = 0; round < rounds; round++) {
      await fill(redis);
      theirs.push(await timed(() => byScript(redis)));
      await fill(redis);
      const began = performance.now();
      const told = await byJob(redis);
      ours.push({ ms: performance.now() - began, ...told });
    }
    const [mine, other] = [median(ours.map(({ ms }) => ms)), median(theirs)];
    yield {
      name: 'jobs: delete 1,000,000 keys, beside redis-cli',
      unit: 'x',
      value: mine / other,
      limit: 0.5,
      note: `median ${(mine / 1000).toFixed(2)} s (plan ${(median(ours.map(({ planMs }) => planMs)) / 1000).toFixed(2)} s) against ${(other / 1000).toFixed(2)} s; ${ours[0]?.frames} progress frames`,
    };
    yield {
      name: 'jobs: host memory of a plan of 1,000,000 keys',
      unit: 'KB',
      value: median(ours.map(({ planKb }) => planKb)),
      limit: 90 * 1024,
      note: 'packed names, frozen, while they wait for the start',
    };
    yield {
      name: 'jobs: longest hold of the host while deleting',
      unit: 'ms',
      value: median(ours.map(({ heldMs }) => heldMs)),
      limit: 50,
      note: 'a timer of 1 ms, late by so much at most',
    };
  } finally {
    await redis.stop();
  }
}

async function fill(redis: TestRedis): Promise<void> {
  await redis.direct.flushall();
  await redis.direct.call('DEBUG', 'POPULATE', keys, 'orders:2026:customer:and:item', '10');
}

/** redis-cli --scan --pattern … | xargs -n 1000 redis-cli unlink, without a shell between them. */
async function byScript(redis: TestRedis): Promise<void> {
  const port = String(redis.port);
  const scan = spawn('redis-cli', ['-p', port, '--scan', '--pattern', 'orders:*'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const unlink = spawn('xargs', ['-n', '1000', 'redis-cli', '-p', port, 'unlink'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const done = Promise.all([ended(scan), ended(unlink)]);
  scan.stdout.pipe(unlink.stdin);
  await done;
  if ((await redis.direct.dbsize()) !== 0) throw new Error('not all were deleted');
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, 'exit');
}

interface Told {
  readonly planMs: number;
  readonly planKb: number;
  readonly heldMs: number;
  readonly frames: number;
}

async function byJob(redis: TestRedis): Promise<Told> {
  const session = await readySession(redis);
  const handlers = jobHandlers({
    sessions: sessionsOf(session),
    bins: createBins(),
    targets: { names: () => Promise.reject(new Error('no views here')) as never },
    events: { removed: () => undefined, added: () => undefined },
    saveAs: null,
    report: String,
  });
  const call = { signal: new AbortController().signal };
  const before = await heldMemory();
  let held = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    held = Math.max(held, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const began = performance.now();
  const end = new AbortController();
  const plans = handlers['jobs.plan'](
    { session: session.id, action: { kind: 'delete' }, target: { kind: 'pattern', match: utf8('orders:*'), type: null } },
    { signal: end.signal },
  )[Symbol.asyncIterator]();
  let plan = '';
  while (plan === '') {
    const next = await plans.next();
    if (next.done === true) throw new Error('the plan ended');
    if (next.value.kind === 'ready') plan = next.value.plan;
  }
  const planMs = performance.now() - began;
  const heldBefore = held;
  const planKb = ((await heldMemory()) - before) / 1024;
  // The collections were the bench's own.
  last = performance.now();
  held = heldBefore;
  const { job } = await handlers['jobs.start']({ session: session.id, plan, keep: false, pace: 'full', name: '', confirmed: null }, call);
  let frames = 0;
  for await (const states of handlers['jobs.watch']({ session: session.id }, call)) {
    frames++;
    const state = states.find((one) => one.job === job);
    if (state?.phase.kind !== 'ended') continue;
    if (state.counts.applied !== keys) throw new Error(`deleted ${state.counts.applied}`);
    break;
  }
  clearInterval(timer);
  end.abort();
  session.close();
  return { planMs, planKb, heldMs: held, frames };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
