/** What the server says of itself: read when it is asked for, the newest answer kept, and what changed since the one before. */
import type { Fault } from '../../shared/fault.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { changedRows, type Facts, factsOf, type InfoTable, tablesOf } from './facts.ts';

export interface ServerSlice {
  /** Null before the first answer. */
  readonly facts: Facts | null;
  readonly tables: readonly InfoTable[];
  /** Rows of `tables` that the last answer changed. */
  readonly changed: ReadonlySet<string>;
  /** When the last answer came, milliseconds since 1970. */
  readonly readAt: number | null;
  /** Why the last read failed; what was read before stays. */
  readonly fault: Fault | null;
  readonly reading: boolean;
  readonly filter: string;
  /** Asked while an answer is on its way, waits for that one. */
  refresh(): Promise<void>;
  /** Nobody looks any more. */
  leave(): void;
  setFilter(filter: string): void;
}

export function serverSlice({ tab, get, set }: SliceTools<ServerSlice>): ServerSlice {
  let current: AbortController | null = null;

  async function read(mine: AbortController): Promise<void> {
    const signal = AbortSignal.any([mine.signal, tab.signal]);
    set({ reading: true });
    try {
      const info = await tab.client.call('server.info', { session: tab.session() }, { signal });
      if (current !== mine) return;
      const tables = tablesOf(info);
      set({ facts: factsOf(info), tables, changed: changedRows(get().tables, tables), readAt: Date.now(), fault: null });
    } catch (thrown) {
      if (signal.aborted) return;
      set({ fault: faultOf(thrown) });
    } finally {
      if (current === mine) {
        current = null;
        set({ reading: false });
      }
    }
  }

  return {
    facts: null,
    tables: [],
    changed: new Set(),
    readAt: null,
    fault: null,
    reading: false,
    filter: '',

    async refresh() {
      if (current !== null) return;
      current = new AbortController();
      await read(current);
    },
    leave() {
      current?.abort();
      current = null;
      set({ reading: false, changed: new Set() });
    },
    setFilter: (filter) => set({ filter }),
  };
}
