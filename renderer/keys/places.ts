/** Keys the user comes back to: pinned ones, which the host remembers for the connection and database, and those opened lately in this tab. */
import { type Bytes, idOf, sameBytes } from '../../shared/bytes.ts';
import type { Shelf } from '../tab/shelf.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';

export interface PlacesPart {
  readonly pinned: readonly Bytes[];
  /** Newest first; of this database, as long as the tab is open. */
  readonly recent: readonly Bytes[];
  /** Opened to stay, in the order in which they were; of this database, whatever session reads it, and after a restart where the host can seal their names. */
  readonly kept: readonly Bytes[];
  pin(key: Bytes, pinned: boolean): Promise<void>;
  /** It was opened to stay. */
  remember(key: Bytes): void;
  letGo(keys: readonly Bytes[]): void;
  /** It has another name now. */
  follow(key: Bytes, to: Bytes): void;
}

const mostRecent = 30;
const mostKept = 40;

export interface Places {
  readonly part: PlacesPart;
  /** Another session or database. */
  begin(db: string): void;
}

/** What is kept of one database. */
export interface KeptKeys {
  readonly keys: readonly Bytes[];
}

export function isKeptKeys(value: unknown): value is KeptKeys {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys) && value.keys.every((key) => key instanceof Uint8Array);
}

export function keyPlaces({ tab, get, set }: SliceTools<PlacesPart>, shelf: Shelf<KeptKeys> | null): Places {
  let watching = new AbortController();
  let place = '';
  const keptBy = new Map<string, readonly Bytes[]>([...(shelf?.all() ?? [])].map(([db, { keys }]) => [db, keys]));
  /** Let go, or renamed, before an earlier start's list has come. */
  const left = new Set<string>();
  const nameIn = (db: string, key: Bytes): string => `${db} ${idOf(key)}`;
  /** An earlier start's come before those that were opened since. */
  shelf?.late((db, { keys }) => {
    const since = keptBy.get(db) ?? [];
    const before = keys.filter((key) => !left.has(nameIn(db, key)) && !since.some((one) => sameBytes(one, key)));
    keepIn(db, [...before, ...since].slice(-mostKept));
  }, true);

  function keepIn(db: string, kept: readonly Bytes[]): void {
    keptBy.set(db, kept);
    shelf?.put(db, kept.length === 0 ? null : { keys: kept });
    if (db === place) set({ kept });
  }

  const keep = (kept: readonly Bytes[]): void => keepIn(place, kept);
  const leave = (keys: readonly Bytes[]): void => keys.forEach((key) => void left.add(nameIn(place, key)));

  async function follow(mine: AbortController): Promise<void> {
    const signal = AbortSignal.any([mine.signal, tab.signal]);
    try {
      for await (const pinned of tab.client.watch('pins.watch', { session: tab.session() }, { signal, credit: 1 })) set({ pinned });
    } catch (thrown) {
      const fault = faultOf(thrown);
      // With the session or the wire goes the list, which says so.
      if (!signal.aborted && !['closed', 'missing', 'offline', 'cancelled'].includes(fault.code)) tab.notifyFault(fault);
    }
  }

  return {
    begin(db) {
      place = db;
      watching.abort();
      watching = new AbortController();
      set({ pinned: [], recent: [], kept: keptBy.get(db) ?? [] });
      void follow(watching);
    },
    part: {
      pinned: [],
      recent: [],
      kept: [],
      async pin(key, pinned) {
        try {
          await tab.client.call('pins.set', { session: tab.session(), key, pinned }, { signal: tab.signal });
        } catch (thrown) {
          tab.notifyFault(faultOf(thrown));
        }
      },
      remember(key) {
        set({ recent: [key, ...get().recent.filter((one) => !sameBytes(one, key))].slice(0, mostRecent) });
        const { kept } = get();
        left.delete(nameIn(place, key));
        if (!kept.some((one) => sameBytes(one, key))) keep([...kept, key].slice(-mostKept));
      },
      letGo(keys) {
        leave(keys);
        keep(get().kept.filter((one) => !keys.some((key) => sameBytes(one, key))));
      },
      follow(key, to) {
        const { kept } = get();
        leave([key]);
        if (kept.some((one) => sameBytes(one, key))) keep(kept.filter((one) => !sameBytes(one, to)).map((one) => (sameBytes(one, key) ? to : one)));
      },
    },
  };
}
