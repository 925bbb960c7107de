/** The message that is being read: where its row stands from frame to frame, and all of its bytes, asked for once. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { FeedFrame, ShownRow } from '../../shared/feed/feed.ts';
import { faultOf, type TabContext } from '../tab/slice.ts';
import { rowAt } from './frames.ts';

export interface Chosen {
  /** Its position; -1 where it is in no list any more. */
  readonly at: number;
  /** Null while the row at that position is on its way. */
  readonly row: ShownRow | null;
  /** All of it; null while it is read, and where it is so large that it is only read when asked for. */
  readonly payload: Bytes | null;
  readonly fault: Fault | null;
}

/** A message up to this size is read when it is chosen. */
export const readAtOnce = 1024 * 1024;

/** The same choice in the next frame; `shift` is how far rows moved, null where positions mean something else now. */
export function nextChosen(chosen: Chosen | null, frame: FeedFrame, shift: number | null, before: FeedFrame | null): Chosen | null {
  if (chosen === null || chosen.at < 0) return chosen;
  const { row } = chosen;
  if (row === null) {
    const at = chosen.at + (shift ?? 0);
    // The list became shorter than where the choice was made; or this frame was made before what was led to came, and the next one has it.
    const shorter = shift === null || before === null || frame.matched < before.matched;
    return at < 0 || (at >= frame.matched && shorter) ? null : { ...chosen, at, row: rowAt(frame, at) };
  }
  const index = frame.rows.findIndex((one) => one.seq === row.seq);
  const at = index >= 0 ? frame.from + index : shift === null ? -1 : Math.max(0, chosen.at + shift);
  const now = frame.rows[index] ?? row;
  return at === chosen.at && now === row ? chosen : { ...chosen, at, row: now };
}

export interface Reader {
  readonly busy: boolean;
  start(seq: number): void;
  stop(): void;
}

export function messageReader(tab: TabContext, viewed: () => string, answer: (patch: Pick<Chosen, 'payload' | 'fault'>) => void): Reader {
  let current: AbortController | null = null;

  async function read(seq: number, mine: AbortController): Promise<void> {
    const signal = AbortSignal.any([mine.signal, tab.signal]);
    let patch: Pick<Chosen, 'payload' | 'fault'>;
    try {
      const { payload } = await tab.client.call('feed.message', { session: viewed(), seq }, { signal });
      patch = { payload, fault: null };
    } catch (thrown) {
      if (signal.aborted) return;
      patch = { payload: null, fault: faultOf(thrown) };
    }
    if (current !== mine) return;
    current = null;
    answer(patch);
  }

  return {
    get busy() {
      return current !== null;
    },
    start(seq) {
      current?.abort();
      current = new AbortController();
      void read(seq, current);
    },
    stop() {
      current?.abort();
      current = null;
    },
  };
}
