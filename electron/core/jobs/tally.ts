/** What became of a job's keys: counted exactly, and those that were left listed by name up to a bound. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import type { JobCounts, JobFailure, JobState, Why } from '../../../shared/jobs/jobs.ts';

export interface Tally {
  readonly counts: JobCounts;
  readonly done: number;
  readonly failures: readonly JobFailure[];
  readonly reasons: JobState['reasons'];
  add(outcome: 'applied' | 'gone', count: number): void;
  leave(key: Bytes, why: Why): void;
}

const maxListed = 1000;
const maxReasons = 20;

export function createTally(): Tally {
  const counts = { applied: 0, gone: 0, changed: 0, failed: 0, unknown: 0 };
  const failures: JobFailure[] = [];
  const reasons = new Map<string, { readonly why: Why; count: number }>();
  return {
    get counts() {
      return { ...counts };
    },
    get done() {
      return counts.applied + counts.gone + counts.changed + counts.failed + counts.unknown;
    },
    get failures() {
      return failures;
    },
    get reasons() {
      return [...reasons.values()].map((one) => ({ ...one }));
    },
    add(outcome, count) {
      counts[outcome] += count;
    },
    leave(key, why) {
      counts[why.kind === 'type' ? 'changed' : why.kind === 'unknown' ? 'unknown' : 'failed']++;
      if (failures.length < maxListed) failures.push({ key: exactBytes(key), why });
      const id = JSON.stringify(why);
      const known = reasons.get(id);
      if (known !== undefined) known.count++;
      else if (reasons.size < maxReasons) reasons.set(id, { why, count: 1 });
    },
  };
}
