/** A row as a query reads it. */
import type { Bytes } from '../../bytes.ts';
import type { PayloadForm } from '../feed.ts';
import { lineStart } from '../words.ts';

/** A row as the test reads it; one object is used for all of them. */
export interface QueryRow {
  /** The object stands for the channel: what was found out about its name is remembered by it. */
  channel: { readonly name: Bytes };
  source: number;
  at: number;
  size: number;
  form: PayloadForm;
  /** The payload is bytes[from, to). */
  bytes: Bytes;
  from: number;
  to: number;
}

/** Where what the user sees of a payload begins. */
export function contentStart(row: Pick<QueryRow, 'form' | 'bytes' | 'from'>): number {
  return row.form === 'payload' ? row.from : lineStart(row.bytes, row.from);
}

/** A map or a list of MessagePack begins so; JSON never does. */
export function isPacked(first: number | undefined): boolean {
  return first !== undefined && ((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf));
}
