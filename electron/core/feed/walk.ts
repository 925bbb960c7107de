/** Goes through what a search finds, forwards and back from where it began: each row once, a few at a time. */
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import type { Search } from './search.ts';

export interface Visitor {
  /** `at`: its position among what was found. */
  newer(seq: number, at: number): void;
  older(seq: number): void;
  /** What was evicted is gone from the search as well. */
  trimmed(): void;
}

export interface Walk extends Pick<Search, 'trim' | 'pending' | 'run'> {
  /** Rows in [low, high) were looked at; at first none. */
  readonly low: number;
  readonly high: number;
  /** How many those are. */
  seen(): number;
}

/** Rows between two looks at the clock. */
const step = 1024;

export function openWalk(capture: Rows, search: Search, clock: Clock, visitor: Visitor): Walk {
  const all = search.found;
  let low = capture.next;
  let high = capture.next;

  function follow(): void {
    const from = all.positionOf(high);
    const to = Math.min(all.count, from + step);
    for (let at = from; at < to; at++) {
      const seq = all.at(at) ?? 0;
      visitor.newer(seq, at);
      high = seq + 1;
    }
  }

  function lookBack(): void {
    const from = all.positionOf(low) - 1;
    for (let at = from; at >= 0 && at > from - step; at--) {
      const seq = all.at(at) ?? 0;
      visitor.older(seq);
      low = seq;
    }
  }

  function trim(): void {
    search.trim();
    low = Math.max(low, capture.first);
    high = Math.max(high, capture.first);
    visitor.trimmed();
  }

  const unseen = (): number => all.count - all.positionOf(high) + all.positionOf(low);
  return {
    get low() {
      return low;
    },
    get high() {
      return high;
    },
    seen: () => all.positionOf(high) - all.positionOf(low),
    trim,
    pending: () => search.pending() + unseen(),
    run(ms) {
      const until = clock.steady() + ms;
      search.run(search.pending() > 0 ? ms / 2 : 0);
      trim();
      do {
        if (all.positionOf(high) < all.count) follow();
        else lookBack();
      } while (unseen() > 0 && clock.steady() < until);
    },
  };
}
