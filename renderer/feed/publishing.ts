/** Publishing by hand: what is typed stays, and what came of it is said beside it. */
import { utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import { isWritable, type NameProblem, parseName } from './names.ts';

export interface Letter {
  readonly channel: string;
  readonly payload: string;
  readonly problem: NameProblem | null;
  /** The payload contains what UTF-8 cannot represent. */
  readonly unwritable: boolean;
  readonly outcome:
    | null
    | { readonly kind: 'sending' }
    | { readonly kind: 'sent'; readonly receivers: number }
    | { readonly kind: 'failed'; readonly fault: Fault };
}

export interface PublishingPart {
  readonly letter: Letter;
  addressTo(channel: string): void;
  write(payload: string): void;
  publish(): Promise<void>;
}

export function feedPublishing({ tab, get, set }: SliceTools<PublishingPart>): PublishingPart {
  const change = (patch: Partial<Letter>): void => set({ letter: { ...get().letter, ...patch } });
  return {
    letter: { channel: '', payload: '', problem: null, unwritable: false, outcome: null },

    addressTo: (channel) => change({ channel, problem: null }),
    write: (payload) => change({ payload, unwritable: false }),
    async publish() {
      const { channel, payload, outcome } = get().letter;
      if (outcome?.kind === 'sending') return;
      const named = parseName(channel);
      const writable = isWritable(payload);
      if (!named.ok || !writable) return change({ problem: named.ok ? null : named.why, unwritable: !writable, outcome: null });
      change({ outcome: { kind: 'sending' } });
      try {
        const { receivers } = await guarded(tab, (confirmed) =>
          tab.client.call('feed.publish', { session: tab.session(), channel: named.name, payload: utf8(payload), confirmed }, { signal: tab.signal }),
        );
        change({ outcome: { kind: 'sent', receivers } });
      } catch (thrown) {
        const fault = faultOf(thrown);
        change({ outcome: fault.code === 'cancelled' ? null : { kind: 'failed', fault } });
      }
    },
  };
}
