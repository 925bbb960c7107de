/** What the host keeps of this connection's feed beside the feed: read once when the tab begins, and told of every change. */
import type { KeepChange, Kept } from '../../shared/feed/keepsakes.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';

export interface KeepingPart {
  /** Whether the connection is saved, and how payloads are on disk; null before the host has said it. */
  readonly keeping: Pick<Kept, 'saved' | 'payloads'> | null;
}

export interface Keeping extends KeepingPart {
  keep(change: KeepChange): void;
  /** Null where there is none, or it cannot be read. */
  recall(): Promise<Kept | null>;
}

/** `profileId` is empty where nobody owns the tab. */
export function feedKeeping({ tab, set }: Pick<SliceTools<KeepingPart>, 'tab' | 'set'>, profileId: string): Keeping {
  async function recall(): Promise<Kept | null> {
    if (profileId === '') return null;
    try {
      const kept = await tab.client.call('feed.kept', { profile: profileId }, { signal: tab.signal });
      set({ keeping: { saved: kept.saved, payloads: kept.payloads } });
      return kept;
    } catch (thrown) {
      // The wire's end is told elsewhere, and without what was kept the tab is whole.
      faultOf(thrown);
      return null;
    }
  }

  return {
    keeping: null,
    recall,
    keep(change) {
      if (profileId === '') return;
      tab.client.call('feed.keep', { profile: profileId, change }).catch((thrown: unknown) => {
        const fault = faultOf(thrown);
        if (fault.code !== 'closed') tab.notifyFault(fault);
      });
    },
  };
}
