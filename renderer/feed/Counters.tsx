/** The line below the messages: numbers that add up, and what of them is not on screen. */
import type { ReactNode } from 'react';
import type { FeedFrame } from '../../shared/feed/feed.ts';
import type { Messages } from '../i18n/en.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';

export function Counters(): ReactNode {
  const text = useText();
  const format = useFormat();
  const frame = useTab((state) => state.feed.frame);
  const following = useTab((state) => state.feed.following);
  const counters = frame?.counters ?? { received: 0, kept: 0, evicted: 0, missed: 0, perSecond: 0, bytes: 0 };
  const missed = counters.missed === null ? text.feed.unknown : format.number(counters.missed);
  return (
    <div className="live-foot">
      {/* Read when asked for: sixty changes a second are not for an ear. */}
      <span role="status" aria-label={text.feed.counters} aria-live="off" className="ellipsis">
        {text.feed.count(counters.received, counters.kept, counters.evicted, missed, Math.round(counters.perSecond))}
      </span>
      {frame?.recording?.state === 'recording' && (
        <span className="live-recording ellipsis">{text.live.recording.going(frame.recording.rows, frame.recording.bytes)}</span>
      )}
      <span className="live-foot-note ellipsis">{frame === null ? '' : noteOf(text, format, frame, following)}</span>
    </div>
  );
}

function noteOf(text: Messages, format: Format, frame: FeedFrame, following: boolean): string {
  if (frame.pending > 0) return text.feed.pending(frame.pending);
  if (!following && frame.from === 0 && frame.trimmed !== null) {
    const { fromSeq, toSeq, from, to } = frame.trimmed;
    return text.feed.trimmed(toSeq - fromSeq + 1, format.clock(from), format.clock(to));
  }
  const told = [
    ...(frame.marked === null ? [] : [text.feed.marked(frame.marked)]),
    ...(frame.hidden > 0 ? [text.feed.hidden(frame.hidden)] : []),
    ...(frame.unread === undefined ? [] : [text.feed.unread(frame.unread)]),
    ...(frame.folded > 0 ? [text.feed.folded(frame.folded)] : []),
  ];
  return told.length > 0 ? told.join(' · ') : text.feed.memory(frame.counters.bytes);
}
