/** A wait that can be cut short, and how long the next one should be after so many failures. */
import type { Timing } from './timing.ts';

export interface Pause {
  /** Until `wake`, the end, or the time is up; null waits for `wake` alone. */
  wait(ms: number | null): Promise<void>;
  /** False: nobody was waiting. */
  wake(): boolean;
}

export function createPause(signal: AbortSignal): Pause {
  let wake: (() => void) | null = null;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = null;
          resolve();
        };
        const timer = ms === null ? undefined : setTimeout(done, ms);
        wake = done;
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
      }),
    wake() {
      if (wake === null) return false;
      wake();
      return true;
    },
  };
}

/** Doubling, at first up to a second or so and after a minute of that further on, with up to a quarter more by chance, so that many clients do not come back at once. */
export function backoff(failures: number, timing: Timing): number {
  const eager = failures <= timing.eagerRetries;
  const most = eager ? Math.min(timing.eagerRetryMs, timing.lastRetryMs) : timing.lastRetryMs;
  const doublings = Math.min(eager ? failures - 1 : failures - timing.eagerRetries, 20);
  const base = Math.min(most, (eager ? timing.firstRetryMs : timing.eagerRetryMs) * 2 ** doublings);
  return Math.round(Math.min(timing.lastRetryMs, base * (1 + Math.random() / 4)));
}
