/** How a component reads the tab it is drawn in. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { TabState, TabStore } from './store.ts';

export const TabStoreContext = createContext<TabStore | null>(null);

export function useTab<T>(select: (state: TabState) => T): T {
  const store = useContext(TabStoreContext);
  if (store === null) throw new Error('useTab outside of a tab');
  return useStore(store, select);
}
