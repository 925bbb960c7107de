/** Whether anybody looks at a session: what is only for looking at is asked for only then. */

export interface OnScreen {
  looked(): boolean;
  /** Somebody looks until the signal; yields nothing. */
  watch(signal: AbortSignal): AsyncIterable<never>;
}

export function createOnScreen(end: AbortSignal): OnScreen {
  let looking = 0;
  return {
    looked: () => looking > 0,
    // biome-ignore lint/correctness/useYield: it is watched for as long as it lasts, not for what it gives.
    async *watch(signal) {
      looking++;
      try {
        await aborted(AbortSignal.any([signal, end]));
      } finally {
        looking--;
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
