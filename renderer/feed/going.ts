/** Going somewhere in the feed: to a place, to the next gap or mark, and to the message before one. */
import type { Bytes } from '../../shared/bytes.ts';
import type { FeedFrame, FeedPlace } from '../../shared/feed/feed.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import type { Chosen } from './chosen.ts';
import type { MessageRow } from './pinning.ts';

export interface GoingPart {
  /** Stops following and selects the row that is there; false where none is. */
  jump(place: FeedPlace): Promise<boolean>;
  /** To the next gap or marked message after what is read or looked at, or the one before it. */
  toNext(kind: 'gap' | 'mark', back: boolean): Promise<boolean>;
  /** The message of the same channel right before this one, whole; null where none is kept. Rejects with a FaultError. */
  before(seq: number): Promise<Whole | null>;
  /** Any message, whole; null where it is a gap. Rejects with a FaultError. */
  wholeOf(seq: number): Promise<Whole | null>;
}

export interface Whole {
  readonly row: MessageRow;
  readonly payload: Bytes;
}

interface Looked {
  readonly chosen: Chosen | null;
  readonly frame: FeedFrame | null;
}

/** `find` asks where a place is; `show` selects the row there and scrolls to it. */
export function feedGoing(
  { tab, get }: Pick<SliceTools<GoingPart & Looked>, 'tab' | 'get'>,
  viewed: () => string,
  find: (place: FeedPlace) => Promise<number | null>,
  show: (position: number) => void,
): GoingPart {
  return {
    async jump(place) {
      try {
        const at = await find(place);
        if (at !== null) show(at);
        return at !== null;
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (fault.code !== 'cancelled' && fault.code !== 'closed') tab.notifyFault(fault);
        return true;
      }
    },
    toNext(kind, back) {
      const { chosen, frame, jump } = get();
      const row = chosen?.row ?? null;
      // Behind all that went into a row.
      const seq =
        row === null ? ((back ? frame?.rows.at(-1) : frame?.rows[0])?.seq ?? 0) : back || row.kind !== 'message' ? row.seq : (row.repeats?.lastSeq ?? row.seq);
      return jump({ kind, seq, back });
    },
    async before(seq) {
      const { seq: earlier } = await tab.client.call('feed.before', { session: viewed(), seq }, { signal: tab.signal });
      return earlier === null ? null : get().wholeOf(earlier);
    },
    async wholeOf(seq) {
      const { row, payload } = await tab.client.call('feed.message', { session: viewed(), seq }, { signal: tab.signal });
      return row.kind === 'message' ? { row, payload } : null;
    },
  };
}
