/** Where in a view a moment, a number or a gap is; and which message of a channel came before another. */
import type { FeedPlace } from '../../../shared/feed/feed.ts';
import type { Rows } from './capture.ts';
import type { Found } from './found.ts';
import { gapSource } from './segment.ts';

/** The position of the row that was meant, or of the nearest one after it; the last one where all are before. Null: nothing is there. */
export function placeOf(capture: Rows, found: Found, place: Exclude<FeedPlace, { kind: 'mark' }>): number | null {
  if (place.kind === 'gap') return gapOf(capture, found, place.seq, place.back);
  const position = place.kind === 'seq' ? found.positionOf(place.seq) : positionAt(capture, found, place.at);
  return found.count === 0 ? null : Math.min(position, found.count - 1);
}

/** Rows stand in the order of their times, but for a clock that was set back. */
function positionAt(capture: Rows, found: Found, at: number): number {
  let low = 0;
  let high = found.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(capture, found.at(middle) ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOf(capture: Rows, seq: number): number {
  const segment = capture.segmentOf(seq);
  return segment?.times[seq - segment.firstSeq] ?? 0;
}

/** Gaps pass every filter, so each of them is among the rows that were found, once the search has come to it. */
function gapOf(capture: Rows, found: Found, seq: number, back: boolean): number | null {
  const gaps = capture.gapSeqs();
  const gap = back ? gaps.findLast((one) => one < seq) : gaps.find((one) => one > seq);
  if (gap === undefined) return null;
  const position = found.positionOf(gap);
  return found.at(position) === gap ? position : null;
}

/** The message of the same channel right before this one; null where none is kept. */
export function beforeInChannel(capture: Rows, seq: number): number | null {
  const own = capture.segmentOf(seq);
  if (own === undefined) return null;
  const row = seq - own.firstSeq;
  if (own.sources[row] === gapSource) return null;
  const channel = own.channels[row];
  let at = row - 1;
  for (let segment = own; ; at = segment.rows - 1) {
    for (; at >= 0; at--) if (segment.channels[at] === channel && segment.sources[at] !== gapSource) return segment.firstSeq + at;
    const former = capture.segmentOf(segment.firstSeq - 1);
    if (former === undefined) return null;
    segment = former;
  }
}
