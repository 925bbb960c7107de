/** Does what a command line or a link asks of the window: an address is shown to be confirmed, a saved connection is opened. */
import type { Arrival } from '../../shared/connections/arrivals.ts';
import { plainString } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { notify } from '../ui/Notices.tsx';
import type { AppStore } from './store.ts';

export function arrivalsIn(store: AppStore, texts: () => Messages): (arrival: Arrival) => void {
  return (arrival) => {
    const { offered, showProfile, activate } = store.getState();
    switch (arrival.kind) {
      case 'offer':
        return offered(arrival.offer);
      case 'profile':
        return showProfile(arrival.profileId, arrival.readOnly);
      case 'unnamed': {
        const { ways } = texts();
        const name = plainString(arrival.name, 80);
        const words =
          arrival.found === 0
            ? { title: ways.unnamed(name), body: ways.unnamedBody }
            : { title: ways.ambiguous(name, arrival.found), body: ways.ambiguousBody };
        notify({ ...words, tone: 'warn', timeout: 0 });
        return activate(null);
      }
    }
  };
}
