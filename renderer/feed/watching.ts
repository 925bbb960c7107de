/** Queries under a name and rules that alert: the connection's own, so that they are there in every tab of it and after every start. */
import type { AlertRule, SavedQuery } from '../../shared/watching.ts';
import { maxSavedQueries, withQuery } from '../../shared/watching.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';

export interface Watching {
  readonly queries: readonly SavedQuery[];
  readonly alerts: readonly AlertRule[];
}

export interface WatchingPart {
  /** By name. */
  readonly queries: readonly SavedQuery[];
  readonly rules: readonly AlertRule[];
  /** Takes the place of one with that name; false where there is no room. */
  saveQuery(name: string, query: string): boolean;
  removeQuery(name: string): void;
  setRules(rules: readonly AlertRule[]): void;
  /** As they are saved with the connection. */
  takeWatching(saved: Watching): void;
}

/** `told` begins anew with the rules there are now. */
export function feedWatching({ tab, get, set }: SliceTools<WatchingPart>, profileId: string, told: () => void): WatchingPart {
  /** While it is being saved, what comes back may be what was before. */
  let saving = 0;

  async function save(): Promise<void> {
    if (profileId === '') return;
    saving++;
    try {
      const { queries, rules } = get();
      await tab.client.call('profiles.watching', { id: profileId, queries: [...queries], alerts: [...rules] });
    } catch (thrown) {
      const fault = faultOf(thrown);
      // A connection that is not saved has them for as long as its tab is open.
      if (fault.code !== 'missing' && fault.code !== 'closed') tab.notifyFault(fault);
    } finally {
      saving--;
    }
  }

  return {
    queries: [],
    rules: [],
    saveQuery(name, query) {
      const queries = withQuery(get().queries, { name: name.trim(), query });
      if (queries.length > maxSavedQueries) return false;
      set({ queries });
      void save();
      return true;
    },
    removeQuery(name) {
      set({ queries: get().queries.filter((one) => one.name !== name) });
      void save();
    },
    setRules(rules) {
      set({ rules });
      told();
      void save();
    },
    takeWatching({ queries, alerts }) {
      if (saving > 0) return;
      const same = JSON.stringify(alerts) === JSON.stringify(get().rules);
      if (JSON.stringify(queries) !== JSON.stringify(get().queries)) set({ queries });
      if (same) return;
      set({ rules: alerts });
      told();
    },
  };
}
