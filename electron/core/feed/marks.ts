/** What a second query has of the rows that are shown: which of them, how many, and where the next one is. */
import type { Query } from '../../../shared/feed/query/compile.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import type { Found } from './found.ts';
import type { Shown } from './listening.ts';
import { emptyRow, setRow } from './queryRow.ts';
import { openSearch, type Search } from './search.ts';
import { gapSource } from './segment.ts';
import { shownOnly } from './shownOnly.ts';

export interface Marks {
  readonly search: Search;
  /** Of those that were looked at. */
  count(): number;
  /** At once, whether the search has come there or not. */
  has(seq: number): boolean;
  /** The position in `rows` of the nearest marked message after this row, or before it, that is among them; null where none is known. */
  nextTo(rows: Found, seq: number, back: boolean): number | null;
}

const mostTold = 2000;

export function openMarks(capture: Rows, query: Query, shown: Shown | null, clock: Clock): Marks {
  const search = openSearch(capture, shownOnly(query, shown), clock);
  const { found } = search;
  const row = emptyRow();
  /** Of the rows on the screen, which are asked for with every frame. */
  const told = new Map<number, boolean>();
  const isGap = (seq: number): boolean => {
    const segment = capture.segmentOf(seq);
    return segment === undefined || segment.sources[seq - segment.firstSeq] === gapSource;
  };
  return {
    search,
    // Gaps pass every query.
    count: () => found.count - capture.gapSeqs().filter((seq) => found.at(found.positionOf(seq)) === seq).length,
    has(seq) {
      const segment = capture.segmentOf(seq);
      if (segment === undefined) return false;
      let passes = told.get(seq);
      if (passes === undefined) {
        setRow(row, capture, segment, seq - segment.firstSeq);
        passes = query.test(row);
        if (told.size >= mostTold) told.clear();
        told.set(seq, passes);
      }
      return passes;
    },
    nextTo(rows, seq, back) {
      search.trim();
      const step = back ? -1 : 1;
      for (let at = back ? found.positionOf(seq) - 1 : found.positionOf(seq + 1); ; at += step) {
        const marked = found.at(at);
        if (marked === undefined) return null;
        const position = rows.positionOf(marked);
        if (!isGap(marked) && holds(rows, position, marked)) return position;
      }
    },
  };
}

/** It is that row, or it is folded into it. */
function holds(rows: Found, position: number, seq: number): boolean {
  const row = rows.at(position);
  const next = rows.at(position + 1);
  return row !== undefined && row <= seq && (row === seq || next === undefined || next > seq);
}
