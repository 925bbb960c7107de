/** Which rows of a segment are no text, found out once for all searches: a search over text is not to cost more for what might be packed. */
import type { PayloadForm } from '../../../shared/feed/feed.ts';
import { hasInside } from '../../../shared/feed/query/inside.ts';
import { gapSource, type Segment } from './segment.ts';

interface Table {
  /** Rows before this one were looked at. */
  rows: number;
  /** 1: no text. Null: all are text. */
  hidden: Uint8Array | null;
}

const tables = new WeakMap<Segment, Table>();

/** By row, good for those before `to`; null where all of them are text. */
export function hiddenIn(segment: Segment, to: number, formOf: (source: number) => PayloadForm): Uint8Array | null {
  let table = tables.get(segment);
  if (table === undefined) {
    table = { rows: 0, hidden: null };
    tables.set(segment, table);
  }
  if (table.rows < to) lookOn(table, segment, to, formOf);
  return table.hidden;
}

function lookOn(table: Table, segment: Segment, to: number, formOf: (source: number) => PayloadForm): void {
  const row = { form: 'payload' as PayloadForm, bytes: segment.bytes, from: 0, to: table.rows === 0 ? 0 : (segment.ends[table.rows - 1] ?? 0) };
  let source = gapSource;
  for (let at = table.rows; at < to; at++) {
    row.from = row.to;
    row.to = segment.ends[at] ?? 0;
    const now = segment.sources[at] ?? gapSource;
    if (now === gapSource) continue;
    if (now !== source) {
      source = now;
      row.form = formOf(now);
    }
    if (!hasInside(row)) continue;
    if (table.hidden === null || table.hidden.length < to) table.hidden = wider(table.hidden, segment);
    table.hidden[at] = 1;
  }
  table.rows = to;
}

/** For as many rows as there is room for in the segment as it is now. */
function wider(hidden: Uint8Array | null, segment: Segment): Uint8Array {
  const next = new Uint8Array(segment.times.length);
  if (hidden !== null) next.set(hidden);
  return next;
}
