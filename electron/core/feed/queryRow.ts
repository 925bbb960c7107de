/** A kept row as a query reads it: one object, set anew for each. */
import { contentStart, type QueryRow } from '../../../shared/feed/query/row.ts';
import type { Rows } from './capture.ts';
import { type Segment, startOf } from './segment.ts';

export function emptyRow(): QueryRow {
  return { channel: { name: new Uint8Array(0) }, source: 0, at: 0, size: 0, form: 'payload', bytes: new Uint8Array(0), from: 0, to: 0, plain: null };
}

/** Whether it is text is for whoever knows to say. */
export function setRow(row: QueryRow, rows: Rows, segment: Segment, at: number): void {
  row.channel = rows.channels.at(segment.channels[at] ?? 0);
  row.source = segment.sources[at] ?? 0;
  row.at = segment.times[at] ?? 0;
  row.form = rows.formOf(row.source);
  row.bytes = segment.bytes;
  row.from = startOf(segment, at);
  row.to = segment.ends[at] ?? 0;
  row.size = row.to - contentStart(row);
}
