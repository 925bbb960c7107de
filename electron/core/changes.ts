/** Tells whoever follows that something changed; a follower that is slow hears of many changes once. */
export interface Changes {
  tell(): void;
  /** Yields at once, then whenever there was a change since the last yield; ends with the signal or with `end`. */
  follow(signal: AbortSignal): AsyncGenerator<void, void, undefined>;
  /** How many follow. */
  readonly followers: number;
  end(): void;
}

export function createChanges(): Changes {
  let version = 0;
  let ended = false;
  let followers = 0;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    const all = [...waiting];
    waiting.clear();
    for (const one of all) one();
  };
  return {
    tell() {
      version++;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    get followers() {
      return followers;
    },
    async *follow(signal) {
      let seen = -1;
      followers++;
      try {
        while (!ended && !signal.aborted) {
          if (seen !== version) {
            seen = version;
            yield;
            continue;
          }
          await new Promise<void>((resolve) => {
            const stop = (): void => {
              waiting.delete(go);
              resolve();
            };
            const go = (): void => {
              signal.removeEventListener('abort', stop);
              resolve();
            };
            waiting.add(go);
            signal.addEventListener('abort', stop, { once: true });
          });
        }
      } finally {
        followers--;
      }
    },
  };
}
