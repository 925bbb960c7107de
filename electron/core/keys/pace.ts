/** How much to ask a server for in one step, so that no step holds it for long, and what all steps cost it. */

export interface Pace {
  readonly count: number;
  /** Estimated server time of all steps. */
  readonly serverMs: number;
  /** An answer to something that costs the server nothing took so long. */
  baseline(ms: number): void;
  /** A step of `count` took so long, some of it with our own work; gives the estimate of the server's part. */
  took(step: { readonly ms: number; readonly ownMs: number }): number;
}

/** One step should hold the server for about so long. */
const wantedMs = 1.2;
const first = 400;
const least = 50;
/**
 * Half a millisecond of a server that goes over a name in a microsecond, whatever the estimate says. More is hardly quicker, and the longer a
 * step, the likelier another process has the server's core in the middle of it: by the clock that is a slow command.
 */
const most = 500;
const remembered = 12;

/**
 * The server's time is what an answer took beyond the way there and back. Delays of other work are in it too, so the quickest of
 * the last steps is believed: it is the one with the least of them. What passed with work of ours may have been the server's time as
 * well: its costs are told with it, and how much to ask for is decided without, or a busy host would ask for less and less.
 */
export function createPace(): Pace {
  let count = first;
  let way = Number.POSITIVE_INFINITY;
  let serverMs = 0;
  const atLeast: number[] = [];
  const atMost: number[] = [];

  /** For each name, beyond the way there and back. */
  const each = (ms: number): number => Math.max(0.02, ms - (Number.isFinite(way) ? way : 0)) / count;

  function quickest(of: number[], cost: number): number {
    of.push(cost);
    if (of.length > remembered) of.shift();
    return Math.min(...of);
  }

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
    took({ ms, ownMs }) {
      const told = each(ms);
      // An answer that lay there while we did something else tells how long that took.
      const known = ownMs * 2 > ms ? Math.min(told, ...atMost) : quickest(atMost, told);
      const estimate = known * count;
      const cost = quickest(atLeast, each(ms - ownMs));
      serverMs += estimate;
      count = Math.round(Math.min(most, Math.max(least, Math.min(count * 2, Math.max(count / 2, wantedMs / cost)))));
      return estimate;
    },
  };
}
