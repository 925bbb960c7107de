/** In a flood a line is read in few large pieces: each costs the system's calls and a turn of the event loop, whatever is in it. */
import type { Lane } from '../connections/lane.ts';

export interface Rest {
  /** A piece of this size was taken at this time. */
  took(steady: number, size: number): void;
}

/** So much in so short a time is a flood: some 40,000 commands a second. What is less comes at once, in the order in which the lines bring it. */
const floodBytes = 64 * 1024;
const windowMs = 16;
/** Half a frame: nobody sees it, and what comes meanwhile has room in the sockets. */
const restMs = 8;
/** The flood is over when the piece after a rest is smaller. */
const leastPiece = 8 * 1024;

export function openRest(lane: () => Pick<Lane, 'pause' | 'resume'>): Rest {
  let since = Number.NEGATIVE_INFINITY;
  let taken = 0;
  let flooding = false;
  let resting = false;

  /** Whatever this turn of the event loop has brought is read by then: what comes in small pieces is not held up by each. */
  function begin(): void {
    lane().pause();
    setTimeout(end, restMs);
  }

  function end(): void {
    resting = false;
    flooding = taken >= leastPiece;
    taken = 0;
    lane().resume();
  }

  return {
    took(steady, size) {
      if (!flooding && steady - since > windowMs) {
        since = steady;
        taken = 0;
      }
      taken += size;
      flooding ||= taken >= floodBytes;
      if (!flooding || resting) return;
      resting = true;
      setImmediate(begin);
    },
  };
}
