/** Frames as a host would send them: `kept` rows numbered from `first`, looked at through a window. */
import { utf8 } from '../../../shared/bytes.ts';
import type { FeedFrame, FeedRow } from '../../../shared/feed/feed.ts';

export function message(seq: number, size = 5): FeedRow {
  return { kind: 'message', seq, at: 1000 + seq, source: 1, channel: utf8(`c:${seq % 3}`), size, preview: utf8(`p${seq}`), form: 'payload' };
}

export interface Window {
  /** The oldest kept row and how many there are. */
  readonly first: number;
  readonly matched: number;
  readonly from: number;
  readonly rows: number;
}

export function frameOf({ first, matched, from, rows }: Window, patch: Partial<FeedFrame> = {}): FeedFrame {
  const count = Math.max(0, Math.min(rows, matched - from));
  return {
    view: 1,
    counters: { received: first - 1 + matched, kept: matched, evicted: first - 1, missed: 0, gaps: 0, bytes: 0, perSecond: 10 },
    sources: [],
    channels: [],
    channelsKnown: 0,
    channelsForgotten: 0,
    matched,
    hidden: 0,
    folded: 0,
    marked: null,
    pending: 0,
    trimmed: null,
    from,
    base: first,
    rows: Array.from({ length: count }, (_, index) => message(first + from + index)),
    following: from + count === matched,
    recording: null,
    ...patch,
  };
}
