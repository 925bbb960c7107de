/** When which connection was last opened: in a file of its own, so that opening one never writes the connections. */
import * as v from 'valibot';
import type { Recent } from '../../../shared/connections/profile.ts';
import type { Log } from '../log.ts';
import { openStore, type Store } from '../store.ts';

const most = 100;
const recent = v.object({ id: v.string(), at: v.number() });

export interface Recents {
  /** Newest first. */
  watch(signal: AbortSignal): AsyncIterable<readonly Recent[]>;
  opened(id: string): Promise<void>;
  forget(id: string): Promise<void>;
  readonly notices: Store<unknown>['notices'];
}

export async function openRecents(folder: string, log: Log): Promise<Recents> {
  const store = await openStore<readonly Recent[]>({ folder, file: 'recents.json', version: 1, schema: v.array(recent), defaults: [], log });
  const without = (all: readonly Recent[], id: string): Recent[] => all.filter((one) => one.id !== id);
  return {
    notices: store.notices,
    async *watch(signal) {
      for await (const _ of store.changes.follow(signal)) yield store.read();
    },
    opened: (id) => store.update((all) => [{ id, at: Date.now() }, ...without(all, id)].slice(0, most)),
    forget: async (id) => {
      if (store.read().some((one) => one.id === id)) await store.update((all) => without(all, id));
    },
  };
}
