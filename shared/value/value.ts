/** A value as one window of it: a string's first bytes, or rows and columns of a collection. */
import type { Bytes } from '../bytes.ts';
import type { Edit, Row } from './edit.ts';
import type { ModuleFacts } from './types/modules.ts';

export type ValueRead =
  | { readonly kind: 'absent' }
  | StringValue
  | TableValue
  | ModuleValue
  /** A type this Keytide has no view for. */
  | OtherValue;

/** What a type of its own shows when it is opened; the rest is asked for (`value.ask`). */
export interface ModuleValue {
  readonly kind: 'module';
  readonly type: string;
  readonly facts: ModuleFacts;
  readonly ttl: number | null;
  /** Bytes, as far as the server tells. */
  readonly memory: number | null;
}

export interface OtherValue {
  readonly kind: 'other';
  readonly type: string;
  readonly ttl: number | null;
  /** Bytes, as far as the server tells. */
  readonly memory: number | null;
  /** What DUMP writes of it; null where that was not asked, or refused. */
  readonly dump: number | null;
}

export interface StringValue {
  readonly kind: 'string';
  readonly bytes: Bytes;
  /** STRLEN; more than `bytes.length` means this is a preview, which can be shown and never saved. */
  readonly length: number;
  readonly ttl: number | null;
}

/** Whether a window can be asked for by its position, or only after the one before it. */
export type Paging = 'rank' | 'cursor';

export interface TableValue {
  readonly kind: 'table';
  readonly type: string;
  readonly columns: readonly Column[];
  readonly edits: readonly Edit['kind'][];
  readonly paging: Paging;
  readonly rows: readonly Row[];
  readonly length: number;
  /** Rows that the look leaves, as far as that can be counted; by rank always. */
  readonly count: number | null;
  /** Where the next window begins, null after the last one. */
  readonly next: string | null;
  readonly ttl: number | null;
}

/** `expires`: milliseconds left of a hash field, empty for no limit; in an edit, the time it shall have. */
export type Column = 'field' | 'value' | 'index' | 'member' | 'score' | 'id' | 'entry' | 'expires';

/** What the user has loaded, so that a save can see whether it is still so. */
export type Expected = { readonly kind: 'absent' } | { readonly kind: 'bytes'; readonly bytes: Bytes };

export interface Saved {
  /** Milliseconds left after the save, null for none. */
  readonly ttl: number | null;
  /** Names what takes the save back; null where nothing can. */
  readonly undo: string | null;
}

/** Contents of a file take the place of a value: above this, on either side, there is no way back. */
export const maxFileUndo = 4 * 1024 * 1024;

/** Names what takes a write back; null where nothing can. */
export interface Undoable {
  readonly undo: string | null;
}

/** Some bytes of a string, and how many it has in all. */
export interface BytesWindow {
  readonly bytes: Bytes;
  readonly length: number;
}

/** One step of a search through a string. */
export interface FindStep {
  /** Bytes looked through, from the beginning. */
  readonly looked: number;
  readonly length: number;
  /** Offsets at which it begins. */
  readonly found: readonly number[];
  readonly done: boolean;
}
