/** Plans: the keys of a target, counted and frozen, with what is to be said before anything is done with them. */
import { randomUUID } from 'node:crypto';
import { isProduction, profileTitle } from '../../../shared/connections/profile.ts';
import { type Blast, FaultError, fail } from '../../../shared/fault.ts';
import { type JobAction, type JobTarget, type Pace, type PlanState, type UndoOutlook, wordsFor } from '../../../shared/jobs/jobs.ts';
import type { Session } from '../connections/session.ts';
import { isSameServer } from '../sameServer.ts';
import { gather } from './gather.ts';
import type { KeySet } from './keySet.ts';
import { replaceOutlook, sampleOf, ttlUndoOutlook, undoOutlook } from './outlook.ts';
import { openSteadiness, pinned, type Steadiness } from './steadiness.ts';
import type { KeyTargets } from './targets.ts';

export interface Plan {
  readonly id: string;
  readonly session: Session;
  /** Where copies go; else null. */
  readonly other: Session | null;
  readonly otherDb: number;
  /** The database that session has to be in; null where any will do. */
  readonly otherNeeds: number | null;
  readonly db: number;
  readonly action: JobAction;
  readonly target: JobTarget;
  /** Where copies go, by its name. */
  readonly to: string;
  readonly set: KeySet;
  readonly steadies: readonly Steadiness[];
  readonly typed: string | null;
  /** It became a job, which has the rest of it now. */
  started: boolean;
}

export interface PlanOptions {
  readonly session: Session;
  readonly other: Session | null;
  readonly action: JobAction;
  readonly target: JobTarget;
  readonly targets: KeyTargets;
  /** Of the session's bin. */
  readonly budget: number;
  readonly signal: AbortSignal;
}

/** Waits with the plan until it is started, or nobody watches any more. */
export async function* makePlan(plans: Map<string, Plan>, options: PlanOptions): AsyncGenerator<PlanState, void, void> {
  const { session, other, action, target, targets, budget, signal } = options;
  mustBePossible(options);
  const { db } = session.state();
  const otherDb = otherDbOf(options);
  // A session that is elsewhere is left there.
  const otherNeeds = other?.state().db === otherDb ? otherDb : null;
  // The servers as they are now: another one that answers later is not what was planned for.
  const steadies = await Promise.all([openSteadiness(session, db), ...(other === null ? [] : [openSteadiness(other, otherNeeds)])]);
  let plan: Plan | null = null;
  try {
    const own = pinned(session, db);
    const pace = paceFor(session);
    const { set, nodes, gone } = yield* gather({ session: own, owner: session, target, targets, pace, signal });
    const changed = other ?? session;
    const careful = action.kind !== 'export' && (changed.profile.protection === 'confirm' || isProduction(changed.profile));
    const typed = careful ? wordsFor(action.kind, set.count, set.segments.length) : null;
    const sample = await sampleOf(own, set, signal);
    const outlookOf = async (): Promise<UndoOutlook> => {
      if (action.kind === 'delete') return undoOutlook(own, set, budget, signal);
      if (action.kind === 'expire') return ttlUndoOutlook(own, set, budget);
      if (action.kind === 'export' || !action.replace) return { kind: 'none' };
      const place = action.to.kind === 'db' ? { session: own, db: action.to.db } : { session: changed, db: otherNeeds === null ? otherDb : null };
      return replaceOutlook(place, set, budget, signal);
    };
    const undo = await outlookOf();
    plan = { id: randomUUID(), session, other, otherDb, otherNeeds, db, action, target, to: nameOf(options), set, steadies, typed, started: false };
    plans.set(plan.id, plan);
    yield { kind: 'ready', plan: plan.id, count: set.count, gone, nodes, sample, undo, typed, pace };
    await aborted(signal);
  } finally {
    if (plan !== null) plans.delete(plan.id);
    if (plan?.started !== true) for (const steady of steadies) steady.close();
  }
}

/** Where copies to another session go. */
function otherDbOf({ other, action }: PlanOptions): number {
  const chosen = action.kind === 'copy' && action.to.kind === 'session' ? action.to.db : null;
  return chosen ?? other?.state().db ?? 0;
}

/** Fails with `missing` where it was given up, or started. */
export function planOf(plans: ReadonlyMap<string, Plan>, session: Session, id: string): Plan {
  const plan = plans.get(id);
  return plan === undefined || plan.session !== session || plan.started ? fail({ code: 'missing', what: 'plan' }) : plan;
}

export function paceFor({ profile }: Session): Pace {
  return profile.protection !== 'free' || isProduction(profile) ? 'gentle' : 'full';
}

/** What the guard will judge, and whom it concerns. */
export function blastOf({ action, set, typed, session, other }: Plan, final: boolean): { readonly blast: Blast; readonly at: Session } {
  return {
    blast: { command: commandOf(action), keys: set.count, typed, ...(final ? { final: 'size' as const } : {}) },
    at: other ?? session,
  };
}

export function commandOf(action: JobAction): string {
  switch (action.kind) {
    case 'delete':
      return 'UNLINK';
    case 'expire':
      return action.ttl.kind === 'none' ? 'PERSIST' : 'PEXPIREAT';
    case 'copy':
      return action.to.kind === 'db' ? 'COPY' : 'RESTORE';
    case 'export':
      return 'DUMP';
  }
}

function nameOf(options: PlanOptions): string {
  const { other, action } = options;
  if (action.kind !== 'copy') return '';
  if (other === null) return action.to.kind === 'db' ? `db${action.to.db}` : '';
  return `${profileTitle(other.profile)} db${otherDbOf(options)}`;
}

/** What a million keys need not be counted for. */
function mustBePossible(options: PlanOptions): void {
  const { session, other, action } = options;
  const { db } = session.state();
  if (action.kind === 'copy' && action.to.kind === 'db') {
    if (session.profile.topology === 'cluster') fail({ code: 'input', path: 'to', message: 'A cluster has database 0 only.' });
    if (action.to.db === db) fail({ code: 'input', path: 'to', message: 'That is the database they are in.' });
  }
  if (other !== null) {
    const there = otherDbOf(options);
    if (other.profile.topology === 'cluster' && there !== 0) fail({ code: 'input', path: 'to', message: 'A cluster has database 0 only.' });
    if (isSameServer(session, other) && there === db) fail({ code: 'input', path: 'to', message: 'That is where they are.' });
  }
  if (action.kind === 'export') return;
  try {
    (other ?? session).judge({ command: commandOf(action), keys: null, typed: null }, '');
  } catch (thrown) {
    // A lock can be opened until it starts; read-only stays read-only.
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'locked') throw thrown;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
