/** Telling a server to notify of changes: what each primary would be told, and how it was before, so that it can be put back. */
import type { EventChange } from '../../shared/feed/events.ts';
import { guarded, type SliceTools } from '../tab/slice.ts';

/** Everything there is to hear, by key and by event. */
const everything = 'KEA';

export interface EventsPart {
  /** What was changed from here and not put back yet. */
  readonly eventsChanged: readonly EventChange[];
  /** Rejects with a FaultError, like the two below. */
  eventsOffer(): Promise<readonly EventChange[]>;
  enableEvents(changes: readonly EventChange[]): Promise<void>;
  undoEvents(): Promise<void>;
}

/** Those that can be changed and are not as they should be. */
export function toChange(changes: readonly EventChange[]): readonly EventChange[] {
  return changes.filter(({ before, after }) => before !== null && after !== null && before !== after);
}

export function feedEvents({ tab, get, set }: SliceTools<EventsPart>): EventsPart {
  async function send(changes: readonly { readonly address: string; readonly after: string }[]): Promise<void> {
    await guarded(tab, (confirmed) => tab.client.call('feed.setEvents', { session: tab.session(), changes: [...changes], confirmed }, { signal: tab.signal }));
  }
  return {
    eventsChanged: [],
    eventsOffer: () => tab.client.call('feed.events', { session: tab.session(), flags: everything }, { signal: tab.signal }),
    async enableEvents(changes) {
      const meant = toChange(changes);
      await send(meant.map(({ address, after }) => ({ address, after: after ?? '' })));
      // Changed twice, it goes back to what it was first.
      const known = get().eventsChanged;
      set({ eventsChanged: [...known, ...meant.filter(({ address }) => !known.some((one) => one.address === address))] });
    },
    async undoEvents() {
      await send(get().eventsChanged.map(({ address, before }) => ({ address, after: before ?? '' })));
      set({ eventsChanged: [] });
    },
  };
}
