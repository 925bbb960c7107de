/** Messages the user keeps beside the feed, with what was noted about them: they stay when the capture lets go of its rows. */
import { type Bytes, exactBytes } from '../../shared/bytes.ts';
import type { FeedRow } from '../../shared/feed/feed.ts';
import type { SliceTools } from '../tab/slice.ts';

export type MessageRow = Extract<FeedRow, { kind: 'message' }>;

export interface Pin {
  readonly row: MessageRow;
  /** All of it, or its beginning where it had not been read when it was pinned. */
  readonly payload: Bytes;
  readonly note: string;
}

export interface PinsPart {
  /** In the order of the messages. */
  readonly pins: readonly Pin[];
  /** False: there are as many as are kept. */
  pin(row: MessageRow, payload: Bytes): boolean;
  unpin(seq: number): void;
  annotate(seq: number, note: string): void;
}

export const maxPins = 500;
export const maxNote = 1000;

export function feedPins({ get, set }: Pick<SliceTools<PinsPart>, 'get' | 'set'>): PinsPart {
  const others = (seq: number): readonly Pin[] => get().pins.filter(({ row }) => row.seq !== seq);
  return {
    pins: [],
    pin(row, payload) {
      const rest = others(row.seq);
      if (rest.length >= maxPins) return false;
      const note = get().pins.find((one) => one.row.seq === row.seq)?.note ?? '';
      set({ pins: [...rest, { row, payload: exactBytes(payload), note }].sort((one, other) => one.row.seq - other.row.seq) });
      return true;
    },
    unpin: (seq) => set({ pins: others(seq) }),
    annotate: (seq, note) => set({ pins: get().pins.map((one) => (one.row.seq === seq ? { ...one, note: note.slice(0, maxNote) } : one)) }),
  };
}
