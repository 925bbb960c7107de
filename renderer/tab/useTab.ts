/** How a component reads the tab it is drawn in. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Phase } from '../../shared/connections/session.ts';
import type { TabState, TabStore } from './store.ts';

export const TabStoreContext = createContext<TabStore | null>(null);

export function useTab<T>(select: (state: TabState) => T): T {
  const store = useContext(TabStoreContext);
  if (store === null) throw new Error('useTab outside of a tab');
  return useStore(store, select);
}

/** What of a feature is done, not looked at. */
type Actions<T> = { readonly [K in keyof T as T[K] extends (...args: never) => unknown ? K : never]: T[K] };

/** They are the same functions for the tab's life, so a component that only acts is not drawn again with each change of what it acts on. */
export function useActions<F extends 'feed' | 'keys'>(feature: F): Actions<TabState[F]> {
  const store = useContext(TabStoreContext);
  if (store === null) throw new Error('useActions outside of a tab');
  return store.getState()[feature];
}

/** Whether there is no server behind the tab now, whatever the reason: what never came will not come before that changes. */
export function useDown(): boolean {
  return useTab(({ connection: { state, fault, awaySince } }) => fault !== null || awaySince !== null || (state !== null && isDown(state.phase)));
}

function isDown(phase: Phase): boolean {
  return phase.kind === 'waiting' || phase.kind === 'stopped' || (phase.kind === 'connecting' && phase.attempt > 1);
}
