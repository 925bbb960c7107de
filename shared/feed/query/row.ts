/** A row as a query reads it. */
import type { Bytes } from '../../bytes.ts';
import type { PayloadForm } from '../feed.ts';
import type { FieldType } from '../insight.ts';
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
  /** Known to be text, and to be read as it came; null: not known. */
  plain: boolean | null;
}

/** What is inside of a payload that is no text. */
export interface Opened {
  /** What it says, on one line or as it stands, in UTF-8. */
  text(): Bytes;
  /** As it would be written in a query; null where the path leads nowhere. */
  find(path: readonly Bytes[]): Bytes | null;
  /** Its outermost fields. */
  each(told: (name: Bytes, type: FieldType, value: Bytes) => void): void;
}

/** Looks into payloads; each look may cost thousands of times what a look at bytes does. */
export interface Opener {
  /** How many looks there were, and how many of them could not see all that is there: whoever asks compares before and after. */
  readonly looks: { readonly opened: number; readonly failed: number };
  /** Whether a channel has a rule that says how it is read; null: there are no rules. */
  readonly isRuled: ((channel: QueryRow['channel']) => boolean) | null;
  /** Its bytes are all there is; costs next to nothing. */
  isText(channel: QueryRow['channel'], bytes: Bytes, from: number, to: number): boolean;
  /** Null: it is to be read as it came. */
  open(channel: QueryRow['channel'], bytes: Bytes, from: number, to: number): Opened | null;
}

/** Where what the user sees of a payload begins. */
export function contentStart(row: Pick<QueryRow, 'form' | 'bytes' | 'from'>): number {
  return row.form === 'payload' ? row.from : lineStart(row.bytes, row.from);
}

/** A map or a list of MessagePack begins so; JSON never does. */
export function isPacked(first: number | undefined): boolean {
  return first !== undefined && ((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf));
}
