/** Tells whoever waits that something changed; costs nothing while nobody waits. */

export interface Pulse {
  /** Grows with every change. */
  readonly version: number;
  beat(): void;
  /** Resolves when the version is another than the one seen, after `atMostMs` if given, or when the signal aborts. */
  after(seen: number, signal: AbortSignal, atMostMs: number | null): Promise<void>;
}

export function openPulse(): Pulse {
  const waiting = new Set<() => void>();
  let version = 0;
  return {
    get version() {
      return version;
    },
    beat() {
      version++;
      // Each takes itself out while it is woken.
      for (const wake of waiting) wake();
    },
    after(seen, signal, atMostMs) {
      if (version !== seen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = atMostMs === null ? undefined : setTimeout(wake, atMostMs);
        waiting.add(wake);
        signal.addEventListener('abort', wake);
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        }
      });
    },
  };
}
