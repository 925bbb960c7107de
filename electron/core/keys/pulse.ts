/** Tells a view's stream that there is something new: at once where the user did something, else at a steady pace. */

export interface Pulse {
  readonly version: number;
  beat(): void;
  /** What the user did is to be seen at once. */
  beatNow(): void;
  /** Resolves when something happened since `seen`, not sooner than `restMs` from now unless it was the user; or with the signal. */
  after(seen: number, restMs: number, signal: AbortSignal): Promise<void>;
}

export function createPulse(): Pulse {
  let version = 0;
  let urgent = -1;
  let wake: () => void = () => undefined;
  return {
    get version() {
      return version;
    },
    beat() {
      version++;
      wake();
    },
    beatNow() {
      urgent = ++version;
      wake();
    },
    after(seen, restMs, signal) {
      const rested = performance.now() + restMs;
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const done = (): void => {
          clearTimeout(timer);
          wake = () => undefined;
          signal.removeEventListener('abort', done);
          resolve();
        };
        wake = () => {
          if (version === seen && !signal.aborted) return;
          const left = rested - performance.now();
          if (urgent > seen || left <= 0) done();
          else timer ??= setTimeout(done, left);
        };
        if (signal.aborted) return done();
        signal.addEventListener('abort', done, { once: true });
        wake();
      });
    },
  };
}
