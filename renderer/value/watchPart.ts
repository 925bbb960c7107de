/** Follows the open value: reads it again at the chosen pace while the line is up, and keeps the versions that were seen. */
import type { SliceTools } from '../tab/slice.ts';
import type { WatchState } from './parts.ts';
import type { ValueSlice } from './state.ts';
import { type Pace, seen } from './watching.ts';

export function watchPart({ tab, get, set }: SliceTools<ValueSlice>, again: () => Promise<void>): { readonly state: WatchState; leave(): void; saw(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function next(pace: Pace): void {
    stop();
    timer = setTimeout(() => void round(pace), pace);
  }

  async function round(pace: Pace): Promise<void> {
    if (tab.signal.aborted || get().watching === null) return;
    // What is typed is never read over, and one read at a time is enough for any server.
    if (get().busy === null && get().draft === null && get().row === null) await again();
    if (get().watching !== null) next(pace);
  }

  function remember(): void {
    const { watching, loaded, entries } = get();
    if (watching !== null && loaded !== null) set({ watching: seen(watching, loaded.value, entries, Date.now()) });
  }

  return {
    leave() {
      stop();
      set({ watching: null });
    },
    saw: remember,
    state: {
      watching: null,
      watch(pace) {
        stop();
        const before = get().watching;
        if (pace === null) return set({ watching: null });
        set({ watching: { pace, versions: before?.versions ?? [], dropped: before?.dropped ?? 0 } });
        // Of a collection more than the first window is followed: what is there now is read as it will be.
        if (get().loaded?.value.kind === 'table') return void round(pace);
        remember();
        next(pace);
      },
    },
  };
}
