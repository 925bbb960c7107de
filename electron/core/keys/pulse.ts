/** Tells a view's stream that there is something new: at once where the user did something, else at a steady pace. */

export interface Pulse {
  readonly version: number;
  beat(): void;
  /** What the user did is to be seen at once. */
  beatNow(): void;
  /** What the user asked for is on its way: for a moment no frame goes without it, as the page would paint that one first. */
  hold(): void;
  /** Resolves when something happened since `seen`, not sooner than `restMs` after `since` unless it was the user; or with the signal. */
  after(seen: number, since: number, restMs: number, signal: AbortSignal): Promise<void>;
}

const holdMs = 45;

export function createPulse(): Pulse {
  let version = 0;
  let urgent = -1;
  let heldUntil = 0;
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
    hold() {
      heldUntil = performance.now() + holdMs;
    },
    after(seen, since, restMs, signal) {
      const rested = since + restMs;
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
          const left = Math.max(rested, heldUntil) - performance.now();
          if (urgent > seen || left <= 0) return done();
          clearTimeout(timer);
          timer = setTimeout(wake, left);
        };
        if (signal.aborted) return done();
        signal.addEventListener('abort', done, { once: true });
        wake();
      });
    },
  };
}
