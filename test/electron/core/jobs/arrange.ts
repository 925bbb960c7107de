/** Jobs against real servers: a host with one session, plans made and started as the page does it, states waited for. */
import { createBins } from '../../../../electron/core/bin/bin.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { jobHandlers } from '../../../../electron/core/jobs/handlers.ts';
import type { KeyTargets } from '../../../../electron/core/jobs/targets.ts';
import type { SaveAs } from '../../../../electron/core/ports.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { JobAction, JobFailure, JobState, JobSteer, JobTarget, PlanState } from '../../../../shared/jobs/jobs.ts';
import { sessionsOf } from '../../../support/session.ts';

export type Ready = Extract<PlanState, { kind: 'ready' }>;

export interface Host {
  readonly handlers: ReturnType<typeof jobHandlers>;
  readonly removed: string[];
  readonly added: string[];
  /** The plan stays good until `drop`. */
  plan(action: JobAction, target: JobTarget): Promise<Ready & { drop(): Promise<void>; readonly counted: readonly PlanState[] }>;
  start(plan: Ready, wish?: { keep?: boolean; pace?: 'full' | 'gentle'; confirmed?: string | null; name?: string }): Promise<number>;
  undo(job: number, confirmed?: string | null): Promise<number>;
  steer(job: number, how: JobSteer): void;
  failures(job: number): Promise<readonly JobFailure[]>;
  state(job: number): Promise<JobState>;
  until(job: number, holds: (state: JobState) => boolean): Promise<JobState>;
  ended(job: number): Promise<JobState>;
  /** Plans, starts and waits for its end. */
  run(action: JobAction, target: JobTarget, wish?: Parameters<Host['start']>[1]): Promise<JobState>;
}

export const pattern = (match: string, type: string | null = null): JobTarget => ({ kind: 'pattern', match: utf8(match), type });
export const named = (...keys: readonly Uint8Array[]): JobTarget => ({ kind: 'keys', keys: [...keys] });

const call = () => ({ signal: new AbortController().signal });

export function hostOf(session: Session, options: { others?: readonly Session[]; targets?: KeyTargets; saveAs?: SaveAs | null; budget?: number } = {}): Host {
  const removed: string[] = [];
  const added: string[] = [];
  const text = (keys: readonly Uint8Array[]): string[] => keys.map((key) => Buffer.from(key).toString('latin1'));
  const handlers = jobHandlers({
    sessions: sessionsOf(session, ...(options.others ?? [])),
    bins: createBins(options.budget),
    targets: options.targets ?? {
      names: async function* () {
        yield [];
      },
    },
    events: { removed: (_, keys) => void removed.push(...text(keys)), added: (_, keys) => void added.push(...text(keys)) },
    saveAs: options.saveAs ?? null,
    report: (bug) => {
      throw bug;
    },
  });
  const self: Host = {
    handlers,
    removed,
    added,
    async plan(action, target) {
      const end = new AbortController();
      const counted: PlanState[] = [];
      const states = handlers['jobs.plan']({ session: session.id, action, target }, { signal: end.signal })[Symbol.asyncIterator]();
      for (;;) {
        const next = await states.next();
        if (next.done === true) throw new Error('the plan ended before it was ready');
        if (next.value.kind !== 'ready') {
          counted.push(next.value);
          continue;
        }
        // Whoever watches waits for what comes next.
        const rest = states.next();
        return { ...next.value, counted, drop: async () => (end.abort(), void (await rest)) };
      }
    },
    async start(plan, { keep = true, pace = 'full', confirmed = null, name = 'keys' } = {}) {
      const { job } = await handlers['jobs.start']({ session: session.id, plan: plan.plan, keep, pace, confirmed, name }, call());
      return job;
    },
    undo: async (job, confirmed = null) => (await handlers['jobs.undo']({ session: session.id, job, confirmed }, call())).job,
    steer: (job, how) => void handlers['jobs.steer']({ session: session.id, job, how }, call()),
    failures: async (job) => handlers['jobs.failures']({ session: session.id, job, from: 0, count: 500 }, call()),
    async state(job) {
      return self.until(job, () => true);
    },
    async until(job, holds) {
      const end = new AbortController();
      try {
        for await (const states of handlers['jobs.watch']({ session: session.id }, { signal: end.signal })) {
          const state = states.find((one) => one.job === job);
          if (state !== undefined && holds(state)) return state;
        }
      } finally {
        end.abort();
      }
      throw new Error('the session ended');
    },
    ended: (job) => self.until(job, ({ phase }) => phase.kind === 'ended'),
    async run(action, target, wish) {
      const plan = await self.plan(action, target);
      const state = await self.ended(await self.start(plan, wish));
      await plan.drop();
      return state;
    },
  };
  return self;
}
