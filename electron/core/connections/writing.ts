/** The write session of a production connection: nothing is changed there unless it is open, and it closes by itself. */
import { isLockable, type Profile } from '../../../shared/connections/profile.ts';
import type { SessionState } from '../../../shared/connections/session.ts';

export interface Writing {
  locked(): boolean;
  state(): SessionState['writing'];
  /** From now, also where it is open already; of no effect where nothing is ever locked. */
  open(): void;
  close(): void;
}

/** `tell` is called when it opens and when it closes, not while it runs. */
export function createWriting(profile: Profile, forMs: number, tell: () => void): Writing {
  const lockable = isLockable(profile);
  let until = 0;
  let timer: NodeJS.Timeout | null = null;
  /** By the clock: a busy process runs its timers late. */
  const left = (): number => (timer === null ? 0 : Math.max(0, until - performance.now()));

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function close(): void {
    if (timer === null) return;
    stop();
    tell();
  }

  return {
    locked: () => lockable && left() === 0,
    state() {
      const endsInMs = left();
      return endsInMs === 0 ? null : { endsInMs };
    },
    open() {
      if (!lockable) return;
      stop();
      until = performance.now() + forMs;
      timer = setTimeout(close, forMs).unref();
      tell();
    },
    close,
  };
}
