/** Follows the open value: reads it again at the chosen pace while the line is up, and keeps the versions that were seen. */
import { wholeLook } from '../../shared/value/edit.ts';
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

  /** Rows from the middle, where somebody has scrolled to, are no version of the beginning. */
  function remember(): void {
    const { watching, loaded, entries } = get();
    if (watching === null || loaded === null) return;
    const { value } = loaded;
    if (value.kind === 'table' && value.rows.length > 0 && entries?.rows.has(0) !== true) return;
    set({ watching: seen(watching, value, entries?.look ?? wholeLook, Date.now()) });
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
        remember();
        next(pace);
      },
    },
  };
}
