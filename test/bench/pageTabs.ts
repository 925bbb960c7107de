/** The page's own stores, one for each tab, on one wire to a host: what a window with many tabs asks for, without drawing it. */
import { createTab, type TabStore } from '../../renderer/tab/store.ts';
import { newProfile } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import { type Client, connect } from '../../shared/rpc/client.ts';
import type { Serving } from '../support/serve.ts';

export interface Window {
  readonly client: Client<KeytideContract>;
  /** A tab on a connection of its own to that port, ready. */
  open(port: number): Promise<TabStore>;
  close(): void;
}

export async function openWindow(host: Serving): Promise<Window> {
  // A window on screen paints sixty times a second.
  Object.assign(globalThis, { document: { visibilityState: 'visible' }, requestAnimationFrame: (paint: () => void) => setTimeout(paint, 16) });
  const wire = await host.page();
  const client = connect<KeytideContract>(wire);
  const closing = new AbortController();
  let hide = (): void => undefined;
  return {
    client,
    async open(port) {
      const profile = await client.call('profiles.save', { profile: { ...newProfile, name: `on ${port}`, port }, secrets: {} });
      const tab = createTab(
        {
          client,
          signal: closing.signal,
          confirm: async () => '',
          confirmWhere: async () => ({ typed: '', everywhere: false }),
          hostBack: () => new Promise(() => undefined),
          notify: () => undefined,
          notifyFault: () => undefined,
        },
        { profileId: profile.id, db: null, readOnly: false },
      );
      await until(tab, isUp);
      // One tab is in front: the last one that was opened.
      hide();
      hide = tab.getState().connection.show();
      return tab;
    },
    close() {
      closing.abort();
      client.close();
    },
  };
}

export const isUp = (tab: TabStore): boolean => tab.getState().connection.state?.phase.kind === 'ready';

/** Resolves with the moment at which it holds. */
export function until(tab: TabStore, holds: (tab: TabStore) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds(tab)) return;
      stop();
      resolve(performance.now());
    };
    const stop = tab.subscribe(look);
    look();
  });
}
