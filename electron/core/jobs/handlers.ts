/** Jobs as the page asks for them: planned, started, followed, steered, taken back. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Bins } from '../bin/bin.ts';
import type { Session } from '../connections/session.ts';
import type { SaveAs } from '../ports.ts';
import type { Sessions } from '../sessions.ts';
import { createSessionJobs, type SessionJobs } from './jobs.ts';
import { makePlan, type Plan } from './plans.ts';
import type { KeyIndexEvents, KeyTargets } from './targets.ts';

export interface JobDeps {
  readonly sessions: Sessions;
  readonly bins: Bins;
  readonly targets: KeyTargets;
  readonly events: KeyIndexEvents;
  /** Null: the page takes files. */
  readonly saveAs: SaveAs | null;
  readonly report: (bug: unknown) => string;
}

type Name = 'jobs.plan' | 'jobs.start' | 'jobs.watch' | 'jobs.steer' | 'jobs.failures' | 'jobs.undo' | 'jobs.file';

export function jobHandlers({ sessions, targets, ...deps }: JobDeps): Pick<Handlers<KeytideContract>, Name> {
  /** A plan is named by its page only. */
  const plans = new Map<string, Plan>();
  /** A session's jobs live and end with it. */
  const all = new WeakMap<Session, SessionJobs>();
  const jobsOf = (id: string): SessionJobs => {
    const session = sessions.get(id);
    const jobs = all.get(session) ?? createSessionJobs({ ...deps, session, plans });
    all.set(session, jobs);
    return jobs;
  };

  return {
    'jobs.plan': ({ session, action, target }, { signal }) =>
      makePlan(plans, {
        session: sessions.get(session),
        other: action.kind === 'copy' && action.to.kind === 'session' ? sessions.get(action.to.session) : null,
        action,
        target,
        targets,
        budget: deps.bins.of(sessions.get(session)).budget,
        signal,
      }),
    'jobs.start': async ({ session, ...wish }) => ({ job: await jobsOf(session).start(wish) }),
    'jobs.watch': ({ session }, { signal }) => jobsOf(session).watch(signal),
    'jobs.steer': ({ session, job, how }) => jobsOf(session).steer(job, how),
    'jobs.failures': ({ session, job, from, count }) => jobsOf(session).failures(job, from, count),
    'jobs.undo': async ({ session, job, confirmed }) => ({ job: await jobsOf(session).undo(job, confirmed) }),
    'jobs.file': ({ session, job }, { signal }) => jobsOf(session).file(job, signal),
  };
}
