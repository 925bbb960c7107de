/** Notices of the system: the desktop's host shows them, in the browser edition the page itself does, once the user has let it. */
import type { AppInfo, OutsideNotice } from '../../shared/app.ts';
import { faultOf } from '../tab/slice.ts';
import type { PageClient } from './store.ts';

/** `clicked` is told at most once; what is given back takes the notice away. */
export type Raise = (notice: OutsideNotice, clicked: () => void) => () => void;

/** What stands in the way: nothing, a question to the user, a refusal, or that there is no such thing here. */
export type OutsideState = 'allowed' | 'ask' | 'refused' | 'absent';

export function outsideState(host: AppInfo['host'] | undefined): OutsideState {
  if (host === 'desktop') return 'allowed';
  if (host === undefined || !('Notification' in window)) return 'absent';
  return { granted: 'allowed', default: 'ask', denied: 'refused' }[Notification.permission] as OutsideState;
}

/** Only from a click of the user: browsers refuse for good what is asked at any other time. */
export async function askOutside(host: AppInfo['host'] | undefined): Promise<OutsideState> {
  if (outsideState(host) === 'ask') await Notification.requestPermission();
  return outsideState(host);
}

export function raiser(client: PageClient, host: AppInfo['host']): Raise {
  return host === 'desktop' ? raiseByHost(client) : raiseHere;
}

function raiseByHost(client: PageClient): Raise {
  return (notice, clicked) => {
    const end = new AbortController();
    const watch = async (): Promise<void> => {
      for await (const _ of client.watch('app.notice', notice, { signal: end.signal })) clicked();
    };
    // Taken away, or the host went: the alert is in the window all the same.
    watch().catch(faultOf);
    return () => end.abort();
  };
}

const raiseHere: Raise = ({ tag, title, body }, clicked) => {
  const notification = new Notification(title, { tag, body });
  notification.onclick = () => {
    window.focus();
    notification.close();
    clicked();
  };
  return () => notification.close();
};
