/** One store per connection tab, made of the features' slices; what joins features is written here and in TabView. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ConnectionSlice, connectionSlice, isReady } from '../connections/slice.ts';
import { type ConsoleSlice, consoleSlice } from '../console/slice.ts';
import { type FeedSlice, feedSlice } from '../feed/slice.ts';
import { type JobsSlice, jobsSlice } from '../jobs/slice.ts';
import { type KeysSlice, keysSlice } from '../keys/slice.ts';
import { type ServerSlice, serverSlice } from '../server/slice.ts';
import { valueSlice } from '../value/slice.ts';
import type { ValueSlice } from '../value/state.ts';
import type { SliceTools, TabContext } from './slice.ts';

export type View = 'keys' | 'live' | 'console' | 'server' | 'jobs';

export interface TabState {
  readonly view: View;
  show(view: View): void;
  /** Another database of the same server, in the same tab. */
  selectDatabase(db: number): void;
  /** Takes back the last deletion; null where there is none to take back. */
  readonly undoLast: (() => void) | null;
  offerUndo(undo: (() => void) | null): void;
  readonly connection: ConnectionSlice;
  readonly keys: KeysSlice;
  readonly value: ValueSlice;
  readonly feed: FeedSlice;
  readonly console: ConsoleSlice;
  readonly server: ServerSlice;
  readonly jobs: JobsSlice;
}

export type TabStore = StoreApi<TabState>;

type Feature = { [K in keyof TabState]: TabState[K] extends object ? (TabState[K] extends (...args: never) => unknown ? never : K) : never }[keyof TabState];

export interface TabOptions {
  readonly profileId: string;
  /** Null: the profile's own. */
  readonly db: number | null;
  /** Nothing that writes leaves the host, whatever the profile allows. */
  readonly readOnly: boolean;
}

/** `outside` is what the window lends: client, dialogs, notices. The session's id comes from the connection slice. */
export function createTab(outside: Omit<TabContext, 'session'>, options: TabOptions): TabStore {
  const store = createStore<TabState>((set, get) => {
    const tab: TabContext = { ...outside, session: () => get().connection.session() };
    const tools = <K extends Feature>(feature: K): SliceTools<TabState[K]> => ({
      tab,
      get: () => get()[feature],
      set: (patch) => set((state) => ({ [feature]: { ...state[feature], ...patch } }) as Pick<TabState, K>),
    });
    return {
      view: 'keys',
      show: (view) => set({ view }),
      undoLast: null,
      offerUndo: (undoLast) => set({ undoLast }),
      selectDatabase: (db) => get().connection.select(db),
      connection: connectionSlice(tools('connection'), options),
      keys: keysSlice(tools('keys'), options.profileId),
      value: valueSlice(tools('value'), options.profileId),
      feed: feedSlice(tools('feed'), options.profileId),
      console: consoleSlice(tools('console')),
      server: serverSlice(tools('server')),
      jobs: jobsSlice(tools('jobs')),
    };
  });
  store.subscribe((now, before) => {
    if (now.connection !== before.connection) follow(store, now.connection, before.connection);
  });
  return store;
}

/** A new session or database, or one that answers again: every feature that shows it begins there. */
function follow(store: TabStore, now: ConnectionSlice, before: ConnectionSlice): void {
  const place = placeOf(now);
  if (place === placeOf(before)) return;
  const { keys, value, feed, jobs } = store.getState();
  // Drafts are the database's, whatever session reads it: they outlive a host that was away.
  value.begin(place === null || now.state === null ? null : String(now.state.db));
  if (place === null || now.state === null) return;
  keys.begin(place, now.state.profile.delimiter);
  feed.begin(now.state.session, now.state.profile);
  jobs.begin(now.state.session);
}

/** Null while commands cannot be sent. */
function placeOf(connection: ConnectionSlice): string | null {
  const { state } = connection;
  return state !== null && isReady(connection) ? `${state.session} ${state.db}` : null;
}
