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

const targetMs: Readonly<Record<Pace, number>> = { full: 3, gentle: 1.5 };
/** The share of time in which the server is left alone, as a multiple of the time it was worked. */
const rests: Readonly<Record<Pace, number>> = { full: 0, gentle: 3 };
const smallest = 4;
const first = 64;
const largest = 1000;

export function createPacer(pace: Pace): Pacer {
  let size = first;
  const self: Pacer = {
    pace,
    size: () => size,
    took(keys, ms, away) {
      const worked = Math.max(0.05, ms - away);
      // A batch that was cut short says nothing of a full one.
      if (keys >= size * 0.5) {
        const wanted = (keys * targetMs[self.pace]) / worked;
        // One slow answer may be somebody else's; growing is slower than shrinking.
        size = Math.round(Math.min(largest, Math.max(smallest, wanted < size ? Math.max(wanted, size / 2) : Math.min(wanted, size * 1.5 + 1))));
      }
      return rests[self.pace] * worked;
    },
    shrink() {
      size = first;
    },
  };
  return self;
}
