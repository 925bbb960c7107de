/** How many messages are due: exact over time at any rate, and never a flood after a pause. */

export interface Pace {
  /** Messages due since the last call, at most one second's worth; times in milliseconds on a clock that never goes back. */
  take(now: number): number;
  setRate(perSecond: number, now: number): void;
}

export function createPace(perSecond: number, start: number): Pace {
  let rate = perSecond;
  // Counted from one fixed point instead of from tick to tick, so that late ticks and fractions do not add up.
  let since = start;
  let taken = 0;
  return {
    take(now) {
      const due = Math.floor(((now - since) * rate) / 1000) - taken;
      if (due <= rate) {
        taken += Math.max(0, due);
        return Math.max(0, due);
      }
      // The machine slept or the server hung: what was missed is dropped.
      since = now;
      taken = 0;
      return Math.floor(rate);
    },
    setRate(next, now) {
      rate = next;
      since = now;
      taken = 0;
    },
  };
}
