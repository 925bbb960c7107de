/** Scans every primary at once into the index: one SCAN under way on each, resumed after a disconnect, stopped at a limit. */
import type { Bytes } from '../../../shared/bytes.ts';
import { sameBytes } from '../../../shared/bytes.ts';
import { isProduction } from '../../../shared/connections/profile.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import type { KeysScan, NodeScan, ScanPhase } from '../../../shared/keys/frame.ts';
import { type Arg, asCount } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';
import type { KeyIndex } from './keyIndex.ts';
import { createPace, type Pace } from './pace.ts';
import { inSlices } from './pump.ts';
import { createRate } from './rate.ts';
import { clientStepper, laneStepper, type Stepper } from './steps.ts';

export interface ScanWish {
  readonly match?: Bytes | null | undefined;
  readonly type?: string | null | undefined;
  readonly limit?: number | undefined;
}

export interface Scan {
  state(): KeysScan;
  /** True where what is in the index does not answer this wish: it has to be begun anew, with an empty one. */
  differs(wish: ScanWish): boolean;
  start(wish: ScanWish): void;
  stop(): void;
  resume(limit?: number): void;
  rescan(): void;
  close(): void;
}

interface Walk {
  readonly node: NodeHandle;
  readonly pace: Pace;
  cursor: string;
  found: number;
  total: number | null;
  state: NodeScan['state'];
  fault: Fault | null;
}

/** One SCAN. What it came to is filled in as its answer comes. */
interface Step {
  readonly names: Promise<number>;
  cursor: string;
  spent: number;
  /** Was asked for already. */
  next: Step | null;
}

const firstLimit = 5_000_000;
/** A server that others depend on gets at least so much rest for each part of work. */
const gentleRest = 4;
const countAgainMs = 2000;
/** What passes by itself: asked again after a while. */
const passing = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)$/;
const againMs = 500;

export function createScan(session: Session, index: KeyIndex, changed: () => void, report: (bug: unknown) => void): Scan {
  const gentle = session.profile.protection !== 'free' || isProduction(session.profile);
  const rate = createRate();
  let walks: Walk[] = [];
  let phase = 'idle' as ScanPhase;
  let fault: Fault | null = null;
  let limit = firstLimit;
  let match: Bytes | null = null;
  let type: string | null = null;
  let run = new AbortController();
  let sweeping = false;
  let counted = { appeared: 0, gone: 0 };
  let steps = 0;
  /** The process that the cursors belong to. */
  let server = '';
  const end = new AbortController();

  const runId = (): string => session.state().facts?.runId ?? '';
  const options = (): readonly Arg[] => [...(match === null ? [] : ['MATCH', match]), ...(type === null ? [] : ['TYPE', type])];

  function set(next: ScanPhase, why: Fault | null = null): void {
    phase = next;
    fault = why;
    changed();
  }

  function begin(): void {
    run.abort();
    run = new AbortController();
    const { signal } = run;
    if (session.state().phase.kind !== 'ready') return set('waiting', { code: 'offline' });
    set('running');
    const cluster = session.profile.topology === 'cluster';
    const same = server === runId();
    server = runId();
    // A cursor means nothing to another process; of a cluster's nodes it is not known whether they are the same.
    if (!same && walks.length > 0 && !cluster) restart();
    const old = new Map(walks.map((walk) => [walk.node.address, walk]));
    walks = session.nodes().map((node): Walk => {
      const before = old.get(node.address);
      const keeps = before !== undefined && (before.state === 'complete' || !cluster || before.state === 'stopped');
      return {
        node,
        pace: before?.pace ?? createPace(),
        cursor: keeps ? before.cursor : '0',
        found: keeps ? before.found : 0,
        total: before?.total ?? null,
        state: keeps && before.state === 'complete' ? 'complete' : 'running',
        fault: null,
      };
    });
    void Promise.all(walks.filter(({ state }) => state === 'running').map((walk) => follow(walk, signal)))
      .then(() => finish(signal))
      .catch((bug: unknown) => (signal.aborted ? undefined : report(bug)));
  }

  function restart(): void {
    walks = [];
    steps = 0;
    if (index.alive > 0) {
      index.beginSweep();
      sweeping = true;
    }
  }

  async function follow(walk: Walk, signal: AbortSignal): Promise<void> {
    // A refused lane (an ACL, a limit of clients) is no reason not to scan.
    let lanes = true;
    while (!signal.aborted && walk.state === 'running') {
      let stepper: Stepper | null = null;
      try {
        stepper = lanes ? await laneStepper(walk.node, index).catch(() => null) : null;
        lanes = stepper !== null;
        stepper ??= clientStepper(walk.node, index);
        await scanOn(walk, stepper, signal);
      } catch (thrown) {
        if (signal.aborted) return;
        if (!(thrown instanceof FaultError)) throw thrown;
        walk.fault = thrown.fault;
        if (thrown.fault.code === 'redis' && passing.test(thrown.fault.prefix)) await pause(againMs, signal);
        else walk.state = thrown.fault.code === 'offline' || thrown.fault.code === 'timeout' ? 'waiting' : 'failed';
        changed();
      } finally {
        stepper?.close();
      }
    }
  }

  const isFull = (): boolean => index.alive >= limit || index.names.full;

  /** The server has done its part of a step when its head is there: it does the next one while these names are read. */
  function step(walk: Walk, stepper: Stepper, cursor: string, signal: AbortSignal): Step {
    const { count } = walk.pace;
    const names = stepper.ask(cursor, count, options(), signal, (head) => {
      taken.cursor = head.cursor;
      taken.spent = walk.pace.took(head);
      steps++;
      if (!gentle && head.cursor !== '0' && index.alive + count < limit && !index.names.full) taken.next = step(walk, stepper, head.cursor, signal);
    });
    // Whoever waits for it hears of it; nobody may be left to.
    names.catch(() => undefined);
    const taken: Step = { names, cursor, spent: 0, next: null };
    return taken;
  }

  async function scanOn(walk: Walk, stepper: Stepper, signal: AbortSignal): Promise<void> {
    walk.total = await size(walk, signal);
    let countedAt = performance.now();
    for (let taken = step(walk, stepper, walk.cursor, signal); ; ) {
      const names = await taken.names;
      if (signal.aborted) return;
      // Only now: what is lost on the way is asked for again from there.
      walk.cursor = taken.cursor;
      walk.fault = null;
      walk.found += names;
      rate.add(names);
      changed();
      if (walk.cursor === '0' || (taken.next === null && isFull())) break;
      if (gentle) await pause(Math.max(1, taken.spent * gentleRest), signal);
      taken = taken.next ?? step(walk, stepper, walk.cursor, signal);
      if (performance.now() - countedAt < countAgainMs) continue;
      countedAt = performance.now();
      walk.total = await size(walk, signal);
    }
    if (walk.cursor !== '0') {
      walk.state = 'stopped';
      return void run.abort(reachedLimit);
    }
    walk.total = await size(walk, signal);
    walk.state = 'complete';
  }

  async function size(walk: Walk, signal: AbortSignal): Promise<number | null> {
    const began = performance.now();
    try {
      const count = asCount(await walk.node.send('DBSIZE', [], { signal, quiet: true }));
      walk.pace.baseline(performance.now() - began);
      return count;
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'redis') return null;
      throw thrown;
    }
  }

  async function finish(signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      if (signal.reason === reachedLimit) set('limited');
      return;
    }
    const failed = walks.find(({ state }) => state === 'failed');
    if (failed !== undefined) return set('failed', failed.fault);
    const waiting = walks.find(({ state }) => state === 'waiting');
    if (waiting !== undefined) {
      set('waiting', waiting.fault);
      // Where the session itself is well (one node of many was lost), nothing else would tell when to go on.
      await pause(againMs * 2, signal);
      if (!signal.aborted && session.state().phase.kind === 'ready') begin();
      return;
    }
    if (sweeping) {
      counted = await inSlices(index.sweep(), signal);
      sweeping = false;
    }
    set('complete');
  }

  void (async () => {
    let was = '';
    for await (const { phase: now } of session.watch(end.signal)) {
      if (now.kind === 'ready' && was !== 'ready' && phase === 'waiting') begin();
      was = now.kind;
    }
  })().catch(report);

  return {
    state() {
      const totals = walks.map(({ total }) => total);
      return {
        state: phase,
        fault,
        found: index.alive,
        total: walks.length === 0 || totals.includes(null) ? null : totals.reduce<number>((sum, total) => sum + (total ?? 0), 0),
        perSecond: phase === 'running' ? rate.perSecond() : 0,
        serverMs: walks.reduce((sum, { pace }) => sum + pace.serverMs, 0),
        steps,
        gentle,
        nodes: walks.map(({ node, found, total, state, fault: why }) => ({ address: node.address, found, total, state, fault: why })),
        ...counted,
        limit,
        match,
        type,
        bytes: index.bytes,
      };
    },
    differs: (wish) => phase !== 'idle' && !(sameMatch(wish.match ?? null, match) && (wish.type ?? null) === type),
    start(wish) {
      limit = wish.limit ?? limit;
      if (phase === 'idle') {
        match = wish.match ?? null;
        type = wish.type ?? null;
      }
      if (phase !== 'running' && phase !== 'complete') begin();
    },
    stop() {
      if (phase !== 'running' && phase !== 'waiting') return;
      run.abort();
      for (const walk of walks) if (walk.state === 'running' || walk.state === 'waiting') walk.state = 'stopped';
      set('stopped');
    },
    resume(wanted) {
      limit = wanted ?? limit;
      if (phase === 'stopped' || phase === 'limited' || phase === 'failed' || phase === 'waiting') begin();
    },
    rescan() {
      restart();
      begin();
    },
    close() {
      end.abort();
      run.abort();
    },
  };
}

const reachedLimit = 'as many keys as the limit allows';

function sameMatch(a: Bytes | null, b: Bytes | null): boolean {
  return a === null || b === null ? a === b : sameBytes(a, b);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
