/** Jobs of a tab, and its activity: every command its session sent, as the host remembers them, while somebody looks. */
import type { Fault } from '../../shared/fault.ts';
import type { ActivityEntry } from '../../shared/jobs/activity.ts';
import { faultOf, painted, type SliceTools } from '../tab/slice.ts';
import { type RunningPart, runningJobs } from './running.ts';

export interface JobsSlice extends RunningPart {
  /** Follows the jobs of this session; again after each time the host was away. */
  begin(session: string): void;
  /** Newest last; null before the host told them. */
  readonly entries: readonly ActivityEntry[] | null;
  readonly fault: Fault | null;
  readonly filter: string;
  /** Follows this session's activity until what this gives is called; the newest call counts. */
  watch(session: string): () => void;
  retry(): void;
  setFilter(filter: string): void;
}

export function jobsSlice({ tab, get, set }: SliceTools<JobsSlice>): JobsSlice {
  const running = runningJobs({ tab, get, set });
  let watched: string | null = null;
  let run: AbortController | null = null;
  let lastWatch = 0;

  async function follow(session: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const entries of tab.client.watch('session.activity', { session }, { signal, credit: 1 })) {
        if (signal.aborted) return;
        set({ entries: keep(get().entries ?? [], entries), fault: null });
        await painted();
      }
    } catch (thrown) {
      if (signal.aborted) return;
      set({ fault: faultOf(thrown) });
    }
  }

  function start(session: string): void {
    run?.abort();
    run = new AbortController();
    set({ fault: null });
    void follow(session, AbortSignal.any([run.signal, tab.signal]));
  }

  return {
    ...running.part,
    begin: running.begin,
    entries: null,
    fault: null,
    filter: '',

    watch(session) {
      // Another session counts its commands anew.
      if (session !== watched) set({ entries: null });
      watched = session;
      start(session);
      const mine = ++lastWatch;
      return () => {
        if (mine === lastWatch) run?.abort();
      };
    },
    retry() {
      if (watched !== null) start(watched);
    },
    setFilter: (filter) => set({ filter }),
  };
}

/** Entries never change: those that were known stay the same objects, so that their rows are not drawn again. */
function keep(before: readonly ActivityEntry[], entries: readonly ActivityEntry[]): readonly ActivityEntry[] {
  const known = new Map(before.map((entry) => [entry.seq, entry]));
  return entries.map((entry) => known.get(entry.seq) ?? entry);
}
