/** The jobs of a tab: the plan in the dialog, what runs and what ended, as the host tells it; files of exports are taken here. */
import type { Fault } from '../../shared/fault.ts';
import type { JobAction, JobFailure, JobState, JobSteer, JobTarget, Pace, PlanState } from '../../shared/jobs/jobs.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import { takeFile } from '../ui/takeFile.ts';

export interface Wish {
  readonly action: JobAction['kind'];
  /** Null: by a pattern that is still to be typed. */
  readonly target: Exclude<JobTarget, { readonly kind: 'pattern' }> | null;
}

export interface StartChoice {
  readonly keep: boolean;
  readonly pace: Pace;
  readonly confirmed: string;
  /** Of an export's file. */
  readonly name: string;
}

export interface RunningPart {
  /** Newest first; null before the host told them. */
  readonly jobs: readonly JobState[] | null;
  /** What the dialog is about; null while it is closed. */
  readonly wish: Wish | null;
  readonly plan: PlanState | null;
  readonly planFault: Fault | null;
  ask(wish: Wish): void;
  /** Closes the dialog; what was planned is given up. */
  dismiss(): void;
  count(action: JobAction, target: JobTarget): void;
  /** Back to the form. */
  discardPlan(): void;
  /** Null where it runs; else why not. */
  start(choice: StartChoice): Promise<Fault | null>;
  steer(job: number, how: JobSteer): void;
  undo(job: number): Promise<void>;
  failures(job: number): Promise<readonly JobFailure[]>;
}

export interface Running {
  readonly part: RunningPart;
  /** Follows the jobs of this session. */
  begin(session: string): void;
}

/** As many as are listed by name. */
const shownFailures = 500;

export function runningJobs({ tab, get, set }: SliceTools<RunningPart>): Running {
  let following = new AbortController();
  let followed = '';
  let planning = new AbortController();
  const taken = new Set<string>();

  async function follow(session: string, own: AbortController): Promise<void> {
    const signal = AbortSignal.any([own.signal, tab.signal]);
    try {
      for await (const jobs of tab.client.watch('jobs.watch', { session }, { signal, credit: 1 })) {
        if (signal.aborted) return;
        set({ jobs });
        for (const job of jobs) takeIfOffered(session, job);
        await painted();
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      // With the session or the wire go the jobs, and the banner says so.
      if (!signal.aborted && !['closed', 'missing', 'cancelled'].includes(fault.code)) tab.notifyFault(fault);
    }
  }

  /** Where the host has no place for a file, the page gives it to the browser. */
  function takeIfOffered(session: string, { job, file }: JobState): void {
    if (file?.offered !== true || taken.has(`${session} ${job}`)) return;
    taken.add(`${session} ${job}`);
    takeFile(file.name, tab.client.watch('jobs.file', { session, job }, { signal: tab.signal, credit: 4 })).catch((thrown: unknown) => {
      const fault = faultOf(thrown);
      if (fault.code !== 'cancelled' && fault.code !== 'closed') tab.notifyFault(fault);
    });
  }

  async function plan(action: JobAction, target: JobTarget, own: AbortController): Promise<void> {
    const signal = AbortSignal.any([own.signal, tab.signal]);
    try {
      for await (const state of tab.client.watch('jobs.plan', { session: tab.session(), action, target }, { signal, credit: 1 })) {
        if (signal.aborted) return;
        set({ plan: state });
      }
    } catch (thrown) {
      if (!signal.aborted) set({ plan: null, planFault: faultOf(thrown) });
    }
  }

  function giveUp(): void {
    planning.abort();
    planning = new AbortController();
    set({ plan: null, planFault: null });
  }

  const ask = (wish: Promise<unknown>): void => {
    wish.catch((thrown: unknown) => tab.notifyFault(faultOf(thrown)));
  };

  return {
    begin(session) {
      // Another database is not another session: its jobs go on.
      if (session === followed) return;
      followed = session;
      following.abort();
      following = new AbortController();
      set({ jobs: null });
      void follow(session, following);
    },
    part: {
      jobs: null,
      wish: null,
      plan: null,
      planFault: null,
      ask(wish) {
        giveUp();
        set({ wish });
      },
      dismiss() {
        giveUp();
        set({ wish: null });
      },
      count(action, target) {
        giveUp();
        void plan(action, target, planning);
      },
      discardPlan: giveUp,
      async start({ keep, pace, confirmed, name }) {
        const { plan: ready } = get();
        if (ready?.kind !== 'ready') return { code: 'missing', what: 'plan' };
        try {
          await tab.client.call('jobs.start', { session: tab.session(), plan: ready.plan, keep, pace, name, confirmed });
        } catch (thrown) {
          return faultOf(thrown);
        }
        get().dismiss();
        return null;
      },
      steer: (job, how) => ask(tab.client.call('jobs.steer', { session: tab.session(), job, how })),
      async undo(job) {
        try {
          await guarded(tab, (confirmed) => tab.client.call('jobs.undo', { session: tab.session(), job, confirmed }));
        } catch (thrown) {
          const fault = faultOf(thrown);
          if (fault.code !== 'cancelled') tab.notifyFault(fault);
        }
      },
      async failures(job) {
        try {
          return await tab.client.call('jobs.failures', { session: tab.session(), job, from: 0, count: shownFailures });
        } catch (thrown) {
          tab.notifyFault(faultOf(thrown));
          return [];
        }
      },
    },
  };
}
