/** How many alerts of all tabs have not been looked at. */
import { useCallback, useSyncExternalStore } from 'react';
import { useApp } from './useApp.ts';

export function useUnseen(): number {
  const tabs = useApp((state) => state.tabs);
  const subscribe = useCallback(
    (changed: () => void) => {
      const stops = tabs.map((tab) => tab.store.subscribe((now, before) => now.feed.unseen !== before.feed.unseen && changed()));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [tabs],
  );
  return useSyncExternalStore(subscribe, () => tabs.reduce((sum, tab) => sum + tab.store.getState().feed.unseen, 0));
}
