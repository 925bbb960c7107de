/** Messages the user keeps beside the feed, with what was noted about them: they stay when the capture lets go of its rows, and for the next start. */
import { type Bytes, exactBytes } from '../../shared/bytes.ts';
import type { FeedRow } from '../../shared/feed/feed.ts';
import { type KeepChange, type KeptPin, maxNote, maxPinned, maxPins } from '../../shared/feed/keepsakes.ts';
import type { SliceTools } from '../tab/slice.ts';

export type MessageRow = Extract<FeedRow, { kind: 'message' }>;

export interface Pin {
  readonly id: string;
  /** Its number is one of the feed there is now; otherwise it only tells which it was. */
  readonly live: boolean;
  readonly row: MessageRow;
  /** All of it, or its beginning where it had not been read when it was pinned. */
  readonly payload: Bytes;
  readonly note: string;
}

export interface PinsPart {
  /** In the order of their times. */
  readonly pins: readonly Pin[];
  /** Its id; null: there are as many as are kept. */
  pin(row: MessageRow, payload: Bytes): string | null;
  unpin(id: string): void;
  annotate(id: string, note: string): void;
}

export interface Pins extends PinsPart {
  /** Those that were kept before. */
  take(kept: readonly KeptPin[]): void;
  /** Another session: its numbers mean other messages. */
  retire(): void;
}

/** What is typed is kept when it rests. */
const restMs = 500;

export function pinOf(pins: readonly Pin[], seq: number | null): Pin | null {
  return pins.find((one) => one.live && one.row.seq === seq) ?? null;
}

export function feedPins({ get, set }: Pick<SliceTools<PinsPart>, 'get' | 'set'>, keep: (change: KeepChange) => void): Pins {
  const resting = new Map<string, ReturnType<typeof setTimeout>>();

  function put(pin: Pin): void {
    set({ pins: inOrder([...get().pins.filter(({ id }) => id !== pin.id), pin]) });
  }

  function wake(id: string): void {
    clearTimeout(resting.get(id));
    resting.delete(id);
  }

  return {
    pins: [],
    pin(row, payload) {
      const { pins } = get();
      const before = pinOf(pins, row.seq);
      if (before === null && pins.length >= maxPins) return null;
      const pin: Pin = { id: before?.id ?? crypto.randomUUID(), live: true, row, payload: exactBytes(payload), note: before?.note ?? '' };
      put(pin);
      keep({ kind: 'pin', pin: keptOf(pin) });
      return pin.id;
    },
    unpin(id) {
      wake(id);
      set({ pins: get().pins.filter((one) => one.id !== id) });
      keep({ kind: 'unpin', id });
    },
    annotate(id, note) {
      const pin = get().pins.find((one) => one.id === id);
      if (pin === undefined) return;
      put({ ...pin, note: note.slice(0, maxNote) });
      wake(id);
      const rested = (): void => {
        resting.delete(id);
        const now = get().pins.find((one) => one.id === id);
        if (now !== undefined) keep({ kind: 'pin', pin: keptOf(now) });
      };
      resting.set(id, setTimeout(rested, restMs));
    },
    take(kept) {
      const here = new Set(get().pins.map(({ id }) => id));
      const again = kept.filter(({ id }) => !here.has(id)).map(pinAgain);
      if (again.length > 0) set({ pins: inOrder([...get().pins, ...again]) });
    },
    retire: () => set({ pins: get().pins.map((one) => (one.live ? { ...one, live: false } : one)) }),
  };
}

function inOrder(pins: readonly Pin[]): readonly Pin[] {
  return [...pins].sort((one, other) => one.row.at - other.row.at || one.row.seq - other.row.seq);
}

function keptOf({ id, row, payload, note }: Pin): KeptPin {
  const { seq, at, channel, size, form } = row;
  return { id, seq, at, channel, size, form, payload: exactBytes(payload.subarray(0, maxPinned)), note };
}

function pinAgain({ id, payload, note, ...row }: KeptPin): Pin {
  return { id, live: false, row: { kind: 'message', ...row, source: 0, preview: payload }, payload, note };
}
