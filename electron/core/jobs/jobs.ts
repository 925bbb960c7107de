/** The jobs of a session: started from plans, followed, steered, and taken back from the bin. */
import { type Blast, fail } from '../../../shared/fault.ts';
import type { JobFailure, JobState, JobSteer, Pace } from '../../../shared/jobs/jobs.ts';
import type { Bins } from '../bin/bin.ts';
import type { Lot } from '../bin/lots.ts';
import { createChanges } from '../changes.ts';
import type { Session } from '../connections/session.ts';
import type { FileSink, SaveAs } from '../ports.ts';
import type { Action } from './actions/action.ts';
import { copyingToDb, copyingToSession } from './actions/copy.ts';
import { expiring } from './actions/expire.ts';
import { exporting } from './actions/export.ts';
import { removing } from './actions/remove.ts';
import { restoring } from './actions/restore.ts';
import { restoringTtl } from './actions/restoreTtl.ts';
import { type Job, startJob } from './job.ts';
import { gatherKeys } from './keySet.ts';
import { openPageFile, type PageFile } from './pageFile.ts';
import { blastOf, commandOf, type Plan, paceFor, planOf } from './plans.ts';
import { openSteadiness, pinned } from './steadiness.ts';
import type { KeyIndexEvents } from './targets.ts';

export interface SessionJobsOptions {
  readonly session: Session;
  readonly plans: Map<string, Plan>;
  readonly bins: Bins;
  readonly events: KeyIndexEvents;
  readonly saveAs: SaveAs | null;
  readonly report: (bug: unknown) => string;
}

export interface StartWish {
  readonly plan: string;
  readonly keep: boolean;
  readonly pace: Pace;
  /** Of an export's file, as proposed. */
  readonly name: string;
  readonly confirmed: string | null;
}

export interface SessionJobs {
  start(wish: StartWish): Promise<number>;
  watch(signal: AbortSignal): AsyncIterable<readonly JobState[]>;
  steer(job: number, how: JobSteer): void;
  failures(job: number, from: number, count: number): readonly JobFailure[];
  undo(job: number, confirmed: string | null): Promise<number>;
  file(job: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The page looks at this at most so often. */
const restMs = 100;
const maxJobs = 50;

export function createSessionJobs({ session, plans, bins, events, saveAs, report }: SessionJobsOptions): SessionJobs {
  const jobs: Job[] = [];
  const files = new Map<number, PageFile>();
  /** What jobs gave their keys: a moment, or null where they took it away. */
  const given = new Map<number, number | null>();
  /** Where copies went that may have overwritten something. */
  const copied = new Map<number, { readonly session: Session; readonly db: number }>();
  const changes = createChanges();
  let last = 0;
  /** The index is of the database the tab shows. */
  const isIn = (db: number): boolean => session.state().db === db;
  const jobOf = (id: number): Job => jobs.find((job) => job.id === id) ?? fail({ code: 'missing', what: 'job' });

  function add(job: Job): number {
    jobs.unshift(job);
    const ended = jobs.filter((one) => one.state().phase.kind === 'ended');
    for (const old of ended.slice(maxJobs)) forget(old);
    changes.tell();
    return job.id;
  }

  /** What it has in the bin goes with it. */
  function forget(job: Job): void {
    const at = jobs.indexOf(job);
    if (at < 0 || job.state().phase.kind !== 'ended') return;
    jobs.splice(at, 1);
    job.lot?.clear();
    files.delete(job.id);
    given.delete(job.id);
    copied.delete(job.id);
    changes.tell();
  }

  async function openFile(plan: Plan, name: string, id: number): Promise<FileSink | null> {
    if (plan.action.kind !== 'export') return null;
    if (saveAs !== null) return (await saveAs(name)) ?? fail({ code: 'cancelled' });
    const file = openPageFile(name);
    files.set(id, file);
    return file;
  }

  /** By the server's clock; null takes the limit away, and is of no meaning where no time to live is set. */
  function momentOf({ action, steadies }: Plan): number | null {
    if (action.kind !== 'expire' || action.ttl.kind === 'none') return null;
    return action.ttl.kind === 'at' ? action.ttl.at : Math.round((steadies[0]?.now() ?? Date.now()) + action.ttl.ms);
  }

  /** Where its keys are changed, or copies made. */
  function placeOf({ action, other, otherDb, db }: Plan): { readonly session: Session; readonly db: number } {
    if (action.kind !== 'copy') return { session, db };
    return action.to.kind === 'db' ? { session, db: action.to.db } : { session: other ?? session, db: otherDb };
  }

  interface ActionOptions {
    readonly lot: Lot | null;
    readonly keep: { readonly on: boolean };
    readonly moment: number | null;
    readonly file: FileSink | null;
    readonly as: Blast;
    readonly confirmed: string | null;
  }

  function actionOf(plan: Plan, options: ActionOptions): Action {
    const { action, target, set, db } = plan;
    const { as, confirmed } = options;
    const lot = (): Lot => options.lot ?? bins.of(session).openLot(db);
    const keep = (): boolean => options.keep.on;
    const own = pinned(plan.session, db);
    const type = target.kind === 'pattern' ? target.type : null;
    const keysOf = (group: readonly number[]) => group.map((position) => set.at(position));
    const shared = { session: own, db, keysOf, type, as, confirmed };
    const [steady] = plan.steadies;
    const now = (): number => steady?.now() ?? Date.now();
    switch (action.kind) {
      case 'delete':
        return removing({ ...shared, lot: lot(), keep });
      case 'expire':
        return expiring({ ...shared, lot: lot(), keep, now, at: options.moment });
      case 'copy': {
        const { to, replace } = action;
        const kept = { ...shared, replace, lot: lot(), keep };
        if (to.kind === 'db') return copyingToDb(kept, to.db);
        const other = plan.other ?? fail({ code: 'missing', what: 'session' });
        const { otherDb: there, otherNeeds: needs } = plan;
        return copyingToSession(kept, { session: needs === null ? other : pinned(other, needs), db: there, needs });
      }
      case 'export':
        return exporting({ session: own, db, keysOf, type, format: action.format, file: options.file ?? fail({ code: 'cancelled' }), now });
    }
  }

  return {
    async start({ plan: planId, keep: wantsKeep, pace, name, confirmed }) {
      const plan = planOf(plans, session, planId);
      const { action, target, db } = plan;
      const deletes = action.kind === 'delete';
      const replaces = action.kind === 'copy' && action.replace;
      const undoable = deletes || replaces || action.kind === 'expire';
      const place = placeOf(plan);
      const { blast, at } = blastOf(plan, deletes && !wantsKeep);
      if (action.kind !== 'export') at.judge(blast, confirmed);
      if (action.kind === 'expire' && action.ttl.kind === 'at' && action.ttl.at <= (plan.steadies[0]?.now() ?? 0) + 1000)
        fail({ code: 'input', path: 'ttl', message: 'This moment has passed: setting it would delete the keys.' });
      const id = ++last;
      const file = await openFile(plan, name, id);
      // The dialog for the file took its time.
      if (plan.started || plans.get(planId) !== plan) {
        await file?.end(false);
        fail({ code: 'missing', what: 'plan' });
      }
      plan.started = true;
      const keep = { on: undoable && wantsKeep };
      const lot = undoable ? bins.of(session).openLot(replaces ? place.db : db) : null;
      if (replaces) copied.set(id, place);
      const moment = momentOf(plan);
      given.set(id, moment);
      const written = { bytes: 0 };
      const counted = file === null ? null : { ...file, write: (bytes: Uint8Array) => ((written.bytes += bytes.length), file.write(bytes)) };
      return add(
        startJob({
          about: {
            job: id,
            action: action.kind,
            of: null,
            command: [commandOf(action), moment ?? '', replaces ? 'REPLACE' : ''].join(' ').trim(),
            target: target.kind,
            match: target.kind === 'pattern' ? target.match : null,
            to: plan.to,
            db,
          },
          action: actionOf(plan, { lot, keep, moment, file: counted, as: blast, confirmed }),
          steadies: plan.steadies,
          set: plan.set,
          pace,
          lot,
          keep,
          ...(file === null ? {} : { file: () => ({ name: file.name, bytes: written.bytes, offered: saveAs === null }) }),
          ended: session.ended,
          tell: changes.tell,
          changed: (keys) => (deletes && isIn(db) ? events.removed(session, keys) : undefined),
          report,
        }),
      );
    },

    async *watch(signal) {
      for await (const _ of changes.follow(AbortSignal.any([signal, session.ended]))) {
        yield jobs.map((job) => job.state());
        await new Promise((resolve) => setTimeout(resolve, restMs));
      }
    },

    steer(id, how) {
      const job = jobOf(id);
      if (how === 'forget') forget(job);
      else job.steer(how);
    },

    failures: (id, from, count) => jobOf(id).failures(from, count),

    async undo(id, confirmed) {
      const source = jobOf(id);
      const { lot } = source;
      if (source.state().phase.kind !== 'ended') fail({ code: 'input', path: 'job', message: 'It still runs: cancel it first.' });
      if (lot === null || lot.keys === 0) return fail({ code: 'missing', what: 'key' });
      const there = copied.get(id) ?? null;
      if (there === null && session.state().db !== lot.db)
        fail({ code: 'input', path: 'db', message: `The keys were in database ${lot.db}: select it first.` });
      const ttls = source.state().action === 'expire';
      const command = ttls ? 'PEXPIREAT' : 'RESTORE';
      const blast: Blast = { command, keys: lot.keys, typed: null };
      const where = there?.session ?? session;
      if (where.ended.aborted) fail({ code: 'missing', what: 'session' });
      where.judge(blast, confirmed);
      // What was overwritten may be in a database that nobody is in.
      const isHere = where.state().db === lot.db;
      const own = isHere ? pinned(where, lot.db) : where;
      const place = { session: own, db: isHere ? null : lot.db };
      const steady = await openSteadiness(own, isHere ? lot.db : null);
      const numbers = lot.numbers(0, Number.POSITIVE_INFINITY);
      const keys = gatherKeys();
      const [first] = where.nodes();
      for (const number of numbers) {
        const key = lot.at(number)?.key as Uint8Array;
        const at = where.placeOf(key);
        keys.add(key, at?.node ?? first?.address ?? '', at?.slot ?? -1);
      }
      const set = keys.freeze();
      const giving = { lot, numberOf: (position: number) => numbers[set.numberAt(position)] as number, now: steady.now, as: blast, confirmed };
      return add(
        startJob({
          about: {
            job: ++last,
            action: ttls ? 'restoreTtl' : 'restore',
            of: id,
            command,
            target: 'keys',
            match: null,
            to: there === null ? '' : source.state().to,
            db: lot.db,
          },
          action: ttls ? restoringTtl({ ...giving, session: own, given: given.get(id) ?? null }) : restoring({ ...giving, place, over: there !== null }),
          steadies: [steady],
          set,
          pace: paceFor(session),
          lot: null,
          keep: { on: false },
          ended: session.ended,
          tell: changes.tell,
          changed: (some) => (!ttls && isIn(lot.db) ? events.added(session, some) : undefined),
          report,
        }),
      );
    },

    file: (id, signal) => (files.get(id) ?? fail({ code: 'missing', what: 'job' })).take(signal),
  };
}
