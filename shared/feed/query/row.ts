/** A row as a query reads it. */
import type { Bytes } from '../../bytes.ts';
import { lineStart } from '../words.ts';

/** How a row's payload is to be read: as it is, as an entry (id, then names and values), or as a command (time, database, client, then its words). */
export type FieldsOf = 'payload' | 'entry' | 'command';

/** A row as the test reads it; one object is used for all of them. */
export interface QueryRow {
  /** The object stands for the channel: what was found out about its name is remembered by it. */
  channel: { readonly name: Bytes };
  source: number;
  at: number;
  size: number;
  fields: FieldsOf;
  /** The payload is bytes[from, to). */
  bytes: Bytes;
  from: number;
  to: number;
}

/** Where what the user sees of a payload begins. */
export function contentStart(row: QueryRow): number {
  return row.fields === 'payload' ? row.from : lineStart(row.bytes, row.from);
}
