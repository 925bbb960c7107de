/** The tabs beside this one that answer: where keys can be copied to. */
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { isReady } from '../connections/slice.ts';
import type { OtherTab } from '../keys/CopyDialog.tsx';
import type { TabEntry } from './store.ts';
import { titleOf } from './tabTitle.ts';
import { useApp } from './useApp.ts';

export function useOtherTabs(current: TabEntry): readonly OtherTab[] {
  const tabs = useApp((state) => state.tabs);
  const last = useRef<readonly OtherTab[]>([]);
  const subscribe = useCallback(
    (changed: () => void) => {
      const stops = tabs.filter((tab) => tab !== current).map((tab) => tab.store.subscribe((now, before) => now.connection !== before.connection && changed()));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [tabs, current],
  );
  return useSyncExternalStore(subscribe, () => {
    const next = tabs.filter((tab) => tab !== current).flatMap(placeOf);
    // The same answer is the same object, or it would be drawn for ever.
    if (JSON.stringify(next) !== JSON.stringify(last.current)) last.current = next;
    return last.current;
  });
}

function placeOf({ store }: TabEntry): readonly OtherTab[] {
  const state = store.getState();
  const { state: session } = state.connection;
  return session === null || !isReady(state.connection) ? [] : [{ title: titleOf(state), session: session.session, db: session.db }];
}
