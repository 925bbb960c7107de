/** How many keys go into one batch, and how long to rest after it: no batch keeps a server busy for more than a few milliseconds. */
import type { Pace } from '../../../shared/jobs/jobs.ts';

export interface Pacer {
  pace: Pace;
  size(): number;
  /** A batch of so many keys was answered after so long; `away` is what an empty answer takes on this line. Gives back how long to rest. */
  took(keys: number, ms: number, away: number): number;
  /** Something went wrong with it: begin small again. */
  shrink(): void;
}

export interface Bounds {
  /** So many are cheap whatever they are. */
  readonly least: number;
  readonly first: number;
  readonly most: number;
}

const targetMs: Readonly<Record<Pace, number>> = { full: 3, gentle: 1.5 };
/** The share of time in which the server is left alone, as a multiple of the time it was worked. */
const rests: Readonly<Record<Pace, number>> = { full: 0, gentle: 3 };
/** A delay that has nothing to do with the server makes some answers late: the best of the last few tells what it takes. */
const remembered = 5;

export function createPacer(pace: Pace, { least, first, most }: Bounds): Pacer {
  const costs: number[] = [];
  let size = first;
  const self: Pacer = {
    pace,
    size: () => size,
    took(keys, ms, away) {
      const worked = Math.max(0.05, ms - away);
      // A batch that was cut short says nothing of a full one.
      if (keys >= size * 0.5) {
        costs.push(worked / keys);
        if (costs.length > remembered) costs.shift();
        const wanted = targetMs[self.pace] / Math.min(...costs);
        size = Math.round(Math.min(most, Math.max(least, wanted < size ? wanted : Math.min(wanted, size * 1.5 + 1))));
      }
      return rests[self.pace] * worked;
    },
    shrink() {
      size = Math.min(size, first);
      costs.length = 0;
    },
  };
  return self;
}
