/** A clock that tests move by hand; `perRead` moves it with every look, so that slices run out. */
import type { Clock } from '../../../../electron/core/feed/clock.ts';

export interface HandClock extends Clock {
  now: number;
  perRead: number;
}

export function handClock(): HandClock {
  const clock: HandClock = {
    now: 10_000,
    perRead: 0,
    wall: () => clock.now,
    steady: () => {
      clock.now += clock.perRead;
      return clock.now;
    },
  };
  return clock;
}
