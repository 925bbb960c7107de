/** How much to ask a server for in one step, so that no step holds it for long, and what all steps cost it. */

export interface Pace {
  readonly count: number;
  /** Estimated server time of all steps. */
  readonly serverMs: number;
  /** An answer to something that costs the server nothing took so long. */
  baseline(ms: number): void;
  /** A step of `count` took so long; gives the estimate of the server's part. */
  took(ms: number): number;
}

/** One step should hold the server for about so long. */
const wantedMs = 1.2;
const first = 400;
const least = 50;
/** Two milliseconds of a server that goes over a name in a microsecond, whatever the estimate says. */
const most = 2000;
const remembered = 12;

/**
 * The server's time is what an answer took beyond the way there and back. Delays of other work are in it too, so the quickest of
 * the last steps is believed: it is the one with the least of them.
 */
export function createPace(): Pace {
  let count = first;
  let way = Number.POSITIVE_INFINITY;
  let serverMs = 0;
  const perKey: number[] = [];
  return {
    get count() {
      return count;
    },
    get serverMs() {
      return serverMs;
    },
    baseline(ms) {
      way = Math.min(way, ms);
    },
    took(ms) {
      const spent = Math.max(0.02, ms - (Number.isFinite(way) ? way : 0));
      perKey.push(spent / count);
      if (perKey.length > remembered) perKey.shift();
      const cost = Math.min(...perKey);
      const estimate = cost * count;
      serverMs += estimate;
      count = Math.round(Math.min(most, Math.max(least, Math.min(count * 2, Math.max(count / 2, wantedMs / cost)))));
      return estimate;
    },
  };
}
