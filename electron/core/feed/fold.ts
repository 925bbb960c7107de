/** Repeats as one row: of messages that follow each other in the view with the same channel and the same payload only the first is a row, which counts them. */
import { sameBytes } from '../../../shared/bytes.ts';
import type { FeedRepeats } from '../../../shared/feed/feed.ts';
import { lineStart, wordAt } from '../../../shared/feed/words.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import { type Found, openFound } from './found.ts';
import type { Search } from './search.ts';
import { gapSource, payloadOf, type Segment } from './segment.ts';
import { openWalk } from './walk.ts';

export interface Folding extends Search {
  /** How many rows went into others. */
  folded(): number;
  /** Null: the row at this position stands for itself alone. */
  repeatsAt(position: number): FeedRepeats | null;
}

export function openFolding(capture: Rows, search: Search, clock: Clock): Folding {
  const all = search.found;
  /** The first row of each run. Of rows that were looked at the oldest is always one, because nothing is known of what is before it. */
  const heads = openFound();
  const same = openComparison(capture);

  const walk = openWalk(capture, search, clock, {
    newer(seq, at) {
      const before = all.at(at - 1);
      if (before === undefined || before < walk.low || !same(before, seq)) heads.addNewer(seq);
    },
    older(seq) {
      const head = heads.at(0);
      // The run begins earlier than was known.
      if (head !== undefined && same(seq, head)) heads.trim(head + 1);
      heads.addOlder(seq);
    },
    trimmed() {
      const oldest = all.at(0);
      heads.trim(oldest ?? capture.next);
      // What is left of a run that lost its beginning.
      if (oldest !== undefined && oldest >= walk.low && oldest < walk.high && heads.at(0) !== oldest) heads.addOlder(oldest);
    },
  });

  const found: Found = {
    get count() {
      return heads.count;
    },
    get base() {
      return heads.base;
    },
    at: heads.at,
    positionOf(seq) {
      const row = all.at(all.positionOf(seq));
      return row === undefined ? heads.count : Math.max(0, heads.positionOf(row + 1) - 1);
    },
    addNewer: heads.addNewer,
    addOlder: heads.addOlder,
    trim: heads.trim,
  };
  return {
    found,
    trim: walk.trim,
    pending: walk.pending,
    run: walk.run,
    unread: search.unread,
    folded: () => walk.seen() - heads.count,
    repeatsAt(position) {
      const head = heads.at(position);
      if (head === undefined) return null;
      const next = heads.at(position + 1);
      const end = all.positionOf(next ?? walk.high);
      const count = end - all.positionOf(head);
      const last = all.at(end - 1) ?? head;
      const segment = capture.segmentOf(last);
      return count < 2 || segment === undefined ? null : { count, lastSeq: last, lastAt: segment.times[last - segment.firstSeq] ?? 0 };
    },
  };
}

/** Whether two kept rows are messages of one source and channel that say the same. */
function openComparison(capture: Rows): (one: number, other: number) => boolean {
  let near: Segment | undefined;
  const segmentOf = (seq: number): Segment | undefined => {
    if (near === undefined || seq < near.firstSeq || seq >= near.firstSeq + near.rows || capture.segmentOf(seq) !== near) near = capture.segmentOf(seq);
    return near;
  };
  return (one, other) => {
    const [first, second] = [segmentOf(one), segmentOf(other)];
    if (first === undefined || second === undefined) return false;
    const [row, next] = [one - first.firstSeq, other - second.firstSeq];
    const source = first.sources[row] ?? gapSource;
    if (source === gapSource || source !== second.sources[next] || first.channels[row] !== second.channels[next]) return false;
    const [before, after] = [payloadOf(first, row), payloadOf(second, next)];
    return capture.formOf(source) === 'payload' ? sameBytes(before, after) : sameWords(before, after);
  };
}

/** But for the first word, which is never the same: an entry's id, a command's time. */
function sameWords(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  const start = lineStart(one, 0);
  if (start !== lineStart(other, 0)) return false;
  const rest = start + wordAt(one, 0, 0).length;
  return sameBytes(one.subarray(0, start), other.subarray(0, start)) && sameBytes(one.subarray(rest), other.subarray(rest));
}
