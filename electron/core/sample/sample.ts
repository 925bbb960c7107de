/** "Try with sample data": one server for the whole app, alive while a page watches it. */
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { newProfile, type ProfileFields } from '../../../shared/connections/profile.ts';
import type { SampleState } from '../../../shared/sample/sample.ts';
import type { Log } from '../log.ts';
import { LineBroken, sampleClient } from './client.ts';
import { type Ending, type SampleServer, StartFailed, startServer } from './process.ts';
import { findServer, installCommand, type Machine, thisMachine } from './program.ts';
import { createRandom } from './random.ts';
import { fill } from './seed.ts';
import { sweepStale } from './stale.ts';
import { startTraffic, type Traffic } from './traffic.ts';

export interface SampleOptions {
  readonly log: Log;
  /** Makes the server a connection of the list that is never written to disk; gives back its id. */
  readonly addProfile: (profile: ProfileFields, password: string) => string | Promise<string>;
  readonly removeProfile: (id: string) => void | Promise<void>;
  /** Messages per second at first. */
  readonly rate: number;
  readonly machine?: Machine;
  /** Where the server's folder is made. */
  readonly root?: string;
  /** How long the server outlives its last watcher: a page that reloads finds it again. */
  readonly graceMs?: number;
  readonly freePort?: () => Promise<number>;
}

export interface Sample {
  /** The state now, then again whenever it changed; ends after the last state of this server. Watching starts one where there is none. */
  watch(signal: AbortSignal): AsyncGenerator<SampleState, void>;
  setRate(perSecond: number): void;
  /** Ends the server at once; resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** One server from start to end. */
interface Run {
  state: SampleState;
  readonly stop: AbortController;
  readonly waiting: Set<() => void>;
  over: Promise<void>;
}

export function createSample(options: SampleOptions): Sample {
  const { log, machine = thisMachine(), root = tmpdir(), graceMs = 10_000 } = options;
  let rate = options.rate;
  let traffic: Traffic | null = null;
  let current: Run | null = null;
  let watchers = 0;
  let grace: NodeJS.Timeout | undefined;
  let closed = false;

  async function* watch(signal: AbortSignal): AsyncGenerator<SampleState, void> {
    watchers++;
    clearTimeout(grace);
    try {
      // A server on its way out cannot be joined.
      while (current?.stop.signal.aborted === true) await current.over;
      if (closed) {
        yield { kind: 'ended' };
        return;
      }
      current ??= begin();
      const run = current;
      let told: SampleState | null = null;
      while (!signal.aborted && (told === null || !isLast(told))) {
        if (run.state === told) {
          await changed(run, signal);
        } else {
          told = run.state;
          yield told;
        }
      }
    } finally {
      watchers--;
      if (watchers === 0 && current !== null && !closed) grace = setTimeout(() => current?.stop.abort(), graceMs);
    }
  }

  function begin(): Run {
    const run: Run = { state: { kind: 'starting' }, stop: new AbortController(), waiting: new Set(), over: Promise.resolve() };
    run.over = live(run)
      .catch((thrown: unknown): SampleState => ({ kind: 'failed', why: `bug ${log.bug(thrown)}` }))
      .then((last) => {
        current = null;
        tell(run, last);
        log.write({ event: 'sample', what: last.kind });
      });
    return run;
  }

  async function live(run: Run): Promise<SampleState> {
    const { signal } = run.stop;
    const program = await findServer(machine);
    if (program === null) return { kind: 'missing', install: await installCommand(machine) };
    const swept = await sweepStale(root);
    if (swept > 0) log.write({ event: 'sample', what: `swept ${swept}` });
    let server: SampleServer;
    try {
      server = await startServer({ program, root, signal, ...(options.freePort && { freePort: options.freePort }) });
    } catch (thrown) {
      if (signal.aborted) return { kind: 'ended' };
      if (thrown instanceof StartFailed) return { kind: 'failed', why: thrown.message };
      throw thrown;
    }
    try {
      return await show(run, server);
    } finally {
      await server.close();
    }
  }

  /** Fills the server and keeps it moving until it ends or is no longer wanted. */
  async function show(run: Run, server: SampleServer): Promise<SampleState> {
    const { signal } = run.stop;
    const { port, password } = server;
    const redis = sampleClient(port, password, true);
    const leave = (): void => redis.disconnect();
    signal.addEventListener('abort', leave, { once: true });
    let profileId: string | null = null;
    try {
      tell(run, { kind: 'seeding', keys: 0 });
      await redis.connect().catch(() => {
        throw new LineBroken();
      });
      const { keys, refused } = await fill(redis, Date.now(), (soFar) => tell(run, { kind: 'seeding', keys: soFar }));
      if (refused > 0) log.write({ event: 'sample', what: `${refused} commands refused` });
      profileId = await options.addProfile({ ...newProfile, name: 'Sample data', host: '127.0.0.1', port, delimiter: ':' }, password);
      traffic = startTraffic(redis, createRandom(port), rate);
      tell(run, { kind: 'running', profileId, port, keys });
      log.write({ event: 'sample', what: 'running' });
      return last(await Promise.race([server.ended, aborted(signal), traffic.running.then(() => null)]));
    } catch (thrown) {
      if (!(thrown instanceof LineBroken)) throw thrown;
      if (signal.aborted) return { kind: 'ended' };
      // A process that dies closes its sockets a moment before its end is reported, and that end says more.
      return last(await Promise.race([server.ended, sleep(1000, { clean: false, why: thrown.message })]));
    } finally {
      signal.removeEventListener('abort', leave);
      redis.disconnect();
      await traffic?.stop();
      traffic = null;
      if (profileId !== null) await options.removeProfile(profileId);
    }
  }

  return {
    watch,
    setRate(perSecond) {
      rate = perSecond;
      traffic?.setRate(perSecond);
    },
    async close() {
      closed = true;
      clearTimeout(grace);
      current?.stop.abort();
      await current?.over;
    },
  };
}

function tell(run: Run, state: SampleState): void {
  run.state = state;
  for (const wake of run.waiting) wake();
}

function changed(run: Run, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      run.waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    run.waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
}

function isLast(state: SampleState): boolean {
  return state.kind === 'missing' || state.kind === 'failed' || state.kind === 'ended';
}

function last(ending: Ending | null): SampleState {
  return ending === null || ending.clean ? { kind: 'ended' } : { kind: 'failed', why: ending.why };
}

function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
