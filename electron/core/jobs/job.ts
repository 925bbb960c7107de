/** One job: its workers, what steers them, and what is told of it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import type { JobFailure, JobPhase, JobState, JobSteer, Pace } from '../../../shared/jobs/jobs.ts';
import type { Lot } from '../bin/lots.ts';
import type { Action } from './actions/action.ts';
import type { KeySet } from './keySet.ts';
import { createPacer, type Pacer } from './pace.ts';
import type { Steadiness } from './steadiness.ts';
import { createTally } from './tally.ts';
import { type Foreman, work } from './worker.ts';

export interface JobOptions {
  readonly about: Pick<JobState, 'job' | 'action' | 'of' | 'command' | 'target' | 'match' | 'to' | 'db'>;
  readonly action: Action;
  /** Of each of the action's places. */
  readonly steadies: readonly Steadiness[];
  readonly set: KeySet;
  readonly pace: Pace;
  /** What goes to the bin; null where nothing does. */
  readonly lot: Lot | null;
  readonly keep: { on: boolean };
  readonly file?: () => JobState['file'];
  /** The session is closed. */
  readonly ended: AbortSignal;
  readonly tell: () => void;
  readonly changed: (keys: readonly Bytes[]) => void;
  readonly report: (bug: unknown) => string;
}

export interface Job {
  readonly id: number;
  state(): JobState;
  steer(how: JobSteer): void;
  failures(from: number, count: number): readonly JobFailure[];
  readonly lot: Lot | null;
  readonly finished: Promise<void>;
}

/** Rates are of about the last two seconds. */
const rateMs = 2000;
const pollMs = 250;

export function startJob(options: JobOptions): Job {
  const { about, action, steadies, set, lot, keep, tell } = options;
  const tally = createTally();
  const nodes = set.segments.map(({ address, from, to }) => ({ address, total: to - from, done: 0 }));
  const pacers: Pacer[] = [];
  const waiters = new Set<() => void>();
  const waits = new Map<string, (JobPhase & { kind: 'waiting' })['why']>();
  const startedAt = Date.now();
  let pace = options.pace;
  let working = set.segments.length;
  let paused = false;
  let halted: (JobPhase & { kind: 'halted' })['why'] | null = null;
  let over: Extract<JobPhase, { kind: 'ended' }> | null = null;
  let ended = false;
  let workedMs = 0;
  let lastTick = performance.now();
  const marks: { readonly at: number; readonly done: number }[] = [{ at: lastTick, done: 0 }];

  const wake = (): void => {
    for (const go of waiters) go();
    waiters.clear();
  };

  function phase(): JobPhase {
    if (ended && over !== null) return over;
    if (halted !== null) return { kind: 'halted', why: halted };
    if (paused) return { kind: 'paused' };
    const [why] = waits.values();
    return why !== undefined && waits.size >= working ? { kind: 'waiting', why } : { kind: 'running' };
  }

  function tick(): void {
    const now = performance.now();
    if (phase().kind === 'running') workedMs += now - lastTick;
    lastTick = now;
    marks.push({ at: now, done: tally.done });
    while (marks.length > 2 && now - (marks[1]?.at ?? now) > rateMs) marks.shift();
  }

  function perSecond(): number {
    const first = marks[0];
    const last = marks.at(-1);
    if (ended) return workedMs === 0 ? 0 : (tally.done / workedMs) * 1000;
    if (first === undefined || last === undefined || last.at === first.at || phase().kind !== 'running') return 0;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }

  function rest(ms: number): Promise<void> {
    if (ms < 0.5) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        waiters.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      waiters.add(go);
    });
  }

  function finish(how: Extract<JobPhase, { kind: 'ended' }>): void {
    over ??= how;
    wake();
  }

  async function gate(address: string): Promise<'go' | 'end'> {
    for (;;) {
      if (over !== null) return 'end';
      if (paused || halted !== null) {
        await rest(60_000);
        continue;
      }
      const standing = await standingOf(address);
      if (standing.kind === 'different') {
        finish({ kind: 'ended', how: 'stopped', why: standing });
        continue;
      }
      if (standing.kind === 'waiting') {
        waits.set(address, standing.why);
        tell();
        await rest(pollMs);
        continue;
      }
      if (waits.delete(address)) tell();
      if (over === null && !paused && halted === null) return 'go';
    }
  }

  async function standingOf(address: string) {
    for (const [at, steady] of steadies.entries()) {
      const standing = await steady.stand(at === 0 ? address : null);
      if (standing.kind !== 'ready') return standing;
    }
    return { kind: 'ready' } as const;
  }

  const foreman: Foreman = {
    action,
    set,
    tally,
    gate,
    halt(why) {
      halted ??= why;
      tell();
    },
    waiting(address, fault) {
      waits.set(address, { kind: 'fault', fault });
      tell();
    },
    doubt() {
      for (const steady of steadies) steady.doubt();
    },
    rest,
    awayMs: () => Math.max(...steadies.map((steady) => steady.awayMs())),
    changed: options.changed,
    progressed(address, keys) {
      const node = nodes.find((one) => one.address === address);
      if (node !== undefined) node.done += keys;
      tell();
    },
    report: options.report,
  };

  async function run(): Promise<void> {
    const timer = setInterval(() => (tick(), tell()), pollMs);
    const close = (): void => finish({ kind: 'ended', how: 'cancelled', why: null });
    options.ended.addEventListener('abort', close, { once: true });
    try {
      await Promise.all(
        set.segments.map(async (segment) => {
          const pacer = createPacer(pace, action.bounds);
          pacers.push(pacer);
          await work(foreman, segment, pacer);
          working--;
          waits.delete(segment.address);
        }),
      );
      await action.end?.(over === null);
      over ??= { kind: 'ended', how: 'complete', why: null };
    } catch (thrown) {
      const fault: Fault = thrown instanceof FaultError ? thrown.fault : { code: 'bug', id: options.report(thrown) };
      over = { kind: 'ended', how: 'stopped', why: { kind: 'fault', fault } };
      wake();
    } finally {
      clearInterval(timer);
      tick();
      ended = true;
      options.ended.removeEventListener('abort', close);
      for (const steady of steadies) steady.close();
      tell();
    }
  }

  return {
    id: about.job,
    lot,
    finished: run(),
    failures: (from, count) => tally.failures.slice(from, from + count),
    state: () => ({
      ...about,
      phase: phase(),
      pace,
      total: set.count,
      done: tally.done,
      counts: tally.counts,
      perSecond: perSecond(),
      startedAt,
      workedMs,
      nodes: nodes.map((node) => ({ ...node })),
      reasons: tally.reasons,
      listed: tally.failures.length,
      undo: lot === null || (lot.keys === 0 && tally.counts.applied === 0) ? null : { keys: lot.keys, bytes: lot.bytes },
      keep: keep.on,
      file: options.file?.() ?? null,
    }),
    steer(how) {
      tick();
      switch (how) {
        case 'pause':
          paused = true;
          break;
        case 'final':
          keep.on = false;
          halted = null;
          break;
        case 'resume':
          paused = false;
          halted = null;
          break;
        case 'cancel':
          finish({ kind: 'ended', how: 'cancelled', why: null });
          break;
        case 'full':
        case 'gentle':
          pace = how;
          for (const pacer of pacers) pacer.pace = how;
          break;
        case 'forget':
          break;
      }
      wake();
      tell();
    },
  };
}
