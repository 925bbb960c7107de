/** The alerts of all tabs: said whichever is in front, and counted in the window's title until they are looked at. */
import { type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import { AlertNotices } from '../feed/AlertNotices.tsx';
import { TabStoreContext } from '../tab/useTab.ts';
import { outsideState, raiser } from './outside.ts';
import type { TabEntry } from './store.ts';
import { titleOf } from './tabTitle.ts';
import { useApp } from './useApp.ts';

export function Alarms(): ReactNode {
  const tabs = useApp((state) => state.tabs);
  return tabs.map((tab) => (
    <TabStoreContext key={tab.id} value={tab.store}>
      <OfTab tab={tab} />
    </TabStoreContext>
  ));
}

function OfTab({ tab }: { readonly tab: TabEntry }): ReactNode {
  const client = useApp((state) => state.client);
  const host = useApp((state) => state.info?.host);
  const { alertNotices, alertPayloads } = useApp((state) => state.settings);
  const front = useApp((state) => state.active === tab.id);
  const activate = useApp((state) => state.activate);
  const title = useStore(tab.store, titleOf);
  const raise = useMemo(
    () => (alertNotices && host !== undefined && outsideState(host) === 'allowed' ? raiser(client, host) : null),
    [alertNotices, client, host],
  );
  const show = (): void => {
    activate(tab.id);
    tab.store.getState().show('live');
  };
  return <AlertNotices id={tab.id} title={title} front={front} onShow={show} raise={raise} payloads={alertPayloads} />;
}
