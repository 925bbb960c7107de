/** The number of alerts nobody has looked at, on the application's own picture: by the host, else by a browser that has such a thing. */
import { useEffect } from 'react';
import type { Badge as Wanted } from '../../shared/app.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import type { PageClient } from './store.ts';
import { useApp } from './useApp.ts';
import { useUnseen } from './useUnseen.ts';

export function Badge(): null {
  const text = useText();
  const client = useApp((state) => state.client);
  const host = useApp((state) => state.info?.host);
  const unseen = useUnseen();
  useEffect(() => {
    if (unseen === 0 || host === undefined) return undefined;
    const badge = { unseen, words: text.live.alerts.unseen(unseen) };
    return host === 'desktop' ? badgeByHost(client, badge) : badgeHere(badge);
  }, [unseen, host, client, text]);
  return null;
}

/** What is given back takes it away. */
function badgeByHost(client: PageClient, badge: Wanted): () => void {
  const end = new AbortController();
  const watch = async (): Promise<void> => {
    for await (const _ of client.watch('app.badge', badge, { signal: end.signal }));
  };
  // Taken away, or the host went: the number is in the window's title all the same.
  watch().catch(faultOf);
  return () => end.abort();
}

interface Badged {
  setAppBadge(count: number): Promise<void>;
  clearAppBadge(): Promise<void>;
}

const hasBadge = (one: object): one is Badged => 'setAppBadge' in one && 'clearAppBadge' in one;

export function badgeHere({ unseen }: Wanted, on: object = navigator): () => void {
  if (!hasBadge(on)) return () => undefined;
  // Refused where Keytide is not installed as an application: then the title's number is all there is.
  on.setAppBadge(unseen).catch(() => undefined);
  return () => void on.clearAppBadge().catch(() => undefined);
}
