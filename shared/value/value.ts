/** A value as one window of it: a string's first bytes, or rows and columns of a collection. */
import type { Bytes } from '../bytes.ts';

export type ValueRead =
  | { readonly kind: 'absent' }
  | StringValue
  | TableValue
  /** A type this Keytide has no view for. */
  | { readonly kind: 'other'; readonly type: string; readonly ttl: number | null };

export interface StringValue {
  readonly kind: 'string';
  readonly bytes: Bytes;
  /** STRLEN; more than `bytes.length` means this is a preview, which can be shown and never saved. */
  readonly length: number;
  readonly ttl: number | null;
}

export interface TableValue {
  readonly kind: 'table';
  readonly type: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Bytes[])[];
  readonly length: number;
  /** Where the next window begins, null after the last one. */
  readonly next: string | null;
  readonly ttl: number | null;
}

export type Column = 'field' | 'value' | 'index' | 'member' | 'score' | 'id' | 'entry';

/** What the user has loaded, so that a save can see whether it is still so. */
export type Expected = { readonly kind: 'absent' } | { readonly kind: 'bytes'; readonly bytes: Bytes };

export interface Saved {
  /** Milliseconds left after the save, null for none. */
  readonly ttl: number | null;
}
