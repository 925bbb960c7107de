/** A million keys: how fast they are indexed, opened and filtered beside a bare client's loop, and what that costs host and server. */
import { spawnSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import { createKeys } from '../../electron/core/keys/handlers.ts';
import { displayText } from '../../shared/bytes.ts';
import type { KeysFrame } from '../../shared/keys/frame.ts';
import { everyKey, firstShape, type KeyShape } from '../../shared/keys/shape.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { readySession, sessionsOf } from '../support/session.ts';
import { heldMemory } from './heldMemory.ts';
import { type Measure, median } from './measure.ts';
import { seedKeys } from './seedKeys.ts';

const million = 1_000_000;
const rounds = 3;
/** Ten million take minutes: only where they are asked for. */
const huge = process.env['KEYTIDE_BENCH_HUGE'] === '1';

export async function* keys(): AsyncGenerator<Measure> {
  const redis = await startRedis(['--slowlog-log-slower-than', '5000', '--slowlog-max-len', '1000']);
  try {
    await seedKeys(redis, 0, million);
    await redis.direct.hset('big:hash', 'f', 'v');
    await redis.direct.eval("for i = 1, 1000000 do redis.call('HSET', 'big:hash', i, i) end", 0);
    yield* scanning(redis);
    yield* undisturbed(redis);
    await redis.direct.slowlog('RESET');
    yield* looking(redis);
    const slow = await slowCommands(redis);
    yield {
      name: 'keys: commands over 5 ms of server time',
      unit: 'of them',
      value: slow.length,
      limit: 0,
      note: slow.slice(0, 5).join(', ') || 'one scan and all looking',
    };
    if (huge) yield* tenMillion(redis);
  } finally {
    await redis.stop();
  }
}

/** What a program would write that wants the names: the thing to beat. */
async function bareScan(port: number): Promise<number> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true });
  await client.connect();
  const began = performance.now();
  let cursor = '0';
  let found = 0;
  do {
    const [next, names] = await client.scanBuffer(cursor, 'COUNT', 1000);
    cursor = next.toString();
    found += names.length;
  } while (cursor !== '0');
  const took = performance.now() - began;
  client.disconnect();
  if (found < million) throw new Error(`only ${found} names`);
  return took;
}

interface Looking {
  readonly id: number;
  readonly session: string;
  readonly handlers: ReturnType<typeof createKeys>['handlers'];
  readonly startedAt: number;
  until(wished: (frame: KeysFrame) => boolean): Promise<KeysFrame>;
  close(): void;
}

/** As a page does it: a frame, painted, then the next; 60 times a second. */
async function look(redis: TestRedis): Promise<Looking> {
  const session = await readySession(redis);
  const { handlers } = createKeys(sessionsOf(session));
  const abort = new AbortController();
  const startedAt = performance.now();
  const frames = handlers['keys.view']({ session: session.id, rows: 60, shape: firstShape }, { signal: abort.signal })[Symbol.asyncIterator]();
  const until = async (wished: (frame: KeysFrame) => boolean): Promise<KeysFrame> => {
    for (;;) {
      const { value, done } = await frames.next();
      if (done === true) throw new Error('the view ended');
      if (wished(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
  };
  const { view } = await until(() => true);
  return {
    id: view,
    session: session.id,
    handlers,
    startedAt,
    until,
    close() {
      abort.abort();
      session.close();
    },
  };
}

const isWhole = ({ scan, filter }: KeysFrame): boolean => scan.state === 'complete' && !filter.pending;

/** A thread that does nothing but wait: what it is late is what the machine, not the host, makes everybody late. */
interface Witness {
  /** Since the last time it was asked. */
  p99(): Promise<number>;
  end(): Promise<unknown>;
}

function openWitness(): Witness {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    parentPort.on('message', () => { parentPort.postMessage(delay.percentile(99) / 1e6); delay.reset(); });`,
    { eval: true, execArgv: [] },
  );
  return {
    p99: () =>
      new Promise((resolve) => {
        worker.once('message', resolve);
        worker.postMessage(null);
      }),
    end: () => worker.terminate(),
  };
}

async function* scanning(redis: TestRedis): AsyncGenerator<Measure> {
  const bare: number[] = [];
  const ours: number[] = [];
  const first: number[] = [];
  const delays: number[] = [];
  const others: number[] = [];
  const slow = { bare: 0, ours: 0 };
  let serverMs = 0;
  const witness = openWitness();
  for (let round = 0; round < rounds; round++) {
    await redis.direct.slowlog('RESET');
    bare.push(await bareScan(redis.port));
    slow.bare += (await slowCommands(redis)).length;
    await redis.direct.slowlog('RESET');
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const looking = await look(redis);
    delay.enable();
    await witness.p99();
    await looking.until(({ rows }) => rows.length > 0);
    first.push(performance.now() - looking.startedAt);
    const frame = await looking.until(isWhole);
    ours.push(performance.now() - looking.startedAt);
    delay.disable();
    delays.push(delay.percentile(99) / 1e6);
    others.push(await witness.p99());
    slow.ours += (await slowCommands(redis)).length;
    serverMs = frame.scan.serverMs;
    if (frame.scan.found < million) throw new Error(`only ${frame.scan.found} of ${million}`);
    looking.close();
  }
  await witness.end();
  const [mine, theirs] = [median(ours), median(bare)];
  yield {
    name: 'keys: index of 1M, beside a bare SCAN loop',
    unit: 'x',
    value: mine / theirs,
    limit: 1,
    note: `median ${mine.toFixed(0)} ms against ${theirs.toFixed(0)} ms (COUNT 1000), sorted and openable; own estimate of server time ${serverMs.toFixed(0)} ms`,
  };
  yield { name: 'keys: first rows', unit: 'ms', value: median(first), limit: 150, note: 'from the opening of the view' };
  yield {
    name: 'keys: loop delay p99 while scanning',
    unit: 'ms',
    value: median(delays),
    limit: 20,
    note: `of the host; a thread that only waits, meanwhile: ${median(others).toFixed(1)} ms`,
  };
  yield {
    name: 'keys: steps of scanning over 5 ms',
    unit: 'of them',
    value: slow.ours,
    limit: 0,
    note: `in ${rounds} scans, by SLOWLOG; of the bare loop's (COUNT 1000) ${slow.bare}`,
  };
}

/**
 * SLOWLOG counts what a command took by the clock, and on two busy cores that is also the time in which another process had the server's:
 * here nobody takes it from it, so what is over 5 ms is the command's own.
 */
async function* undisturbed(redis: TestRedis): AsyncGenerator<Measure> {
  const rank = (...how: string[]): boolean => spawnSync('chrt', [...how, String(redis.pid)]).status === 0;
  const measure = { name: 'keys: steps over 5 ms of the server alone', unit: 'of them', limit: 0 } as const;
  if (!rank('--fifo', '--pid', '1')) {
    yield { ...measure, value: null, note: 'a server cannot be put before others here' };
    return;
  }
  await redis.direct.slowlog('RESET');
  for (let round = 0; round < rounds; round++) {
    const looking = await look(redis);
    await looking.until(isWhole);
    looking.close();
  }
  const slow = await slowCommands(redis);
  rank('--other', '--pid', '0');
  yield {
    ...measure,
    value: slow.length,
    note: slow.slice(0, 5).join(', ') || `in ${rounds} scans, by SLOWLOG; no other process takes the server's core from it`,
  };
}

/** Of those that are not the bench's own. */
async function slowCommands(redis: TestRedis): Promise<readonly string[]> {
  const slow = (await redis.direct.slowlog('GET', 1000)) as [number, number, number, string[]][];
  return slow.filter(([, , , [command]]) => !/^(slowlog|eval)$/i.test(command ?? '')).map(([, , us, [command]]) => `${command} ${us} us`);
}

async function* looking(redis: TestRedis): AsyncGenerator<Measure> {
  const before = await heldMemory();
  let view: Looking | null = await look(redis);
  await view.until(isWhole);
  const full = await heldMemory();
  yield {
    name: 'keys: host memory for 1M',
    unit: 'KB',
    value: (full - before) / 1024,
    limit: 120 * 1024,
    note: 'heap and buffers above the empty state, after a collection',
  };
  yield* acting(view);
  view.close();
  view = null;
  const after = await heldMemory();
  yield { name: 'keys: host memory after the tab is closed', unit: '%', value: (after / before - 1) * 100, limit: 20, note: 'above its start' };
}

async function* acting(view: Looking): AsyncGenerator<Measure> {
  const signal = new AbortController().signal;
  const at = { session: view.session, view: view.id };
  const folderOf = (path: string, { rows }: KeysFrame): { readonly id: number } => {
    const row = rows.find((one) => one.kind === 'folder' && displayText(one.path) === path);
    if (row?.kind !== 'folder') throw new Error(`no folder ${path}`);
    return row;
  };
  const open = async (path: string, frame: KeysFrame, total: number): Promise<KeysFrame> => {
    await view.handlers['keys.open']({ ...at, folder: folderOf(path, frame).id, open: true }, { signal });
    return view.until((next) => next.total >= total && !next.filter.pending);
  };
  await view.handlers['keys.aim']({ ...at, from: 0, rows: 60 }, { signal });
  let frame = await view.until(({ rows }) => rows.length > 0);
  const opened: number[] = [];
  for (const outer of ['t9:', 't8:', 't7:', 't6:', 't5:']) {
    frame = await open(outer, frame, frame.total + 1);
    const began = performance.now();
    frame = await open(`${outer}session:`, frame, frame.total + 100_000);
    opened.push(performance.now() - began);
    await view.handlers['keys.open']({ ...at, folder: folderOf(outer, frame).id, open: false }, { signal });
    const { total } = frame;
    frame = await view.until((next) => next.total < total);
  }
  yield {
    name: 'keys: opening a folder of 100,000',
    unit: 'ms',
    value: median(opened),
    limit: 50,
    note: `divided, sorted by nature, on the wire; of ${opened.length} folders, the first ${opened[0]?.toFixed(0)} ms`,
  };

  let era = 0;
  const filter = async (shape: Partial<KeyShape['filter']>): Promise<{ first: number; all: number; matched: number }> => {
    const mine = ++era;
    const began = performance.now();
    await view.handlers['keys.shape']({ ...at, shape: { ...firstShape, filter: { ...everyKey, ...shape } } }, { signal });
    const some = await view.until((next) => next.era === mine && next.rows.length > 0);
    const first = performance.now() - began;
    const last = some.filter.pending ? await view.until((next) => next.era === mine && !next.filter.pending) : some;
    return { first, all: performance.now() - began, matched: last.filter.matched };
  };
  const few: Awaited<ReturnType<typeof filter>>[] = [];
  const every: typeof few = [];
  const glob: typeof few = [];
  for (let round = 0; round < rounds; round++) {
    few.push(await filter({ text: '0012345' }));
    every.push(await filter({ text: 'session' }));
    glob.push(await filter({ text: 't?:*-*999', how: 'glob' }));
  }
  const line = (name: string, of: 'first' | 'all', runs: typeof few, limit: number): Measure => ({
    name: `keys: ${name}`,
    unit: 'ms',
    value: median(runs.map((run) => run[of])),
    limit,
    note: `${runs[0]?.matched} hits; ${runs.map((run) => run[of].toFixed(0)).join(', ')}`,
  });
  yield line('substring over 1M, first hits', 'first', few, 30);
  yield line('substring over 1M', 'all', few, 150);
  yield line('substring that all of 1M have, first hits', 'first', every, 30);
  yield line('substring that all of 1M have', 'all', every, 400);
  yield line('glob over 1M', 'all', glob, 400);
}

async function* tenMillion(redis: TestRedis): AsyncGenerator<Measure> {
  await seedKeys(redis, million, 10 * million);
  const before = await heldMemory();
  const view = await look(redis);
  await view.handlers['keys.scan']({ session: view.session, action: 'start', limit: 20_000_000 }, { signal: new AbortController().signal });
  const began = performance.now();
  const frame = await view.until(isWhole);
  const took = performance.now() - began;
  yield {
    name: 'keys: host memory for 10M',
    unit: 'KB',
    value: ((await heldMemory()) - before) / 1024,
    limit: 1300 * 1024,
    note: `${frame.scan.found} keys in ${(took / 1000).toFixed(1)} s`,
  };
  view.close();
}
