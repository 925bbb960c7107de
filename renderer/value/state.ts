/** What the value pane of a tab shows and can be asked to do. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { ValueRead } from '../../shared/value/value.ts';
import type { Draft } from './drafts.ts';
import type { Editing } from './editing.ts';

export type ViewAs = 'text' | 'json' | 'hex';

export interface Loaded {
  readonly value: ValueRead;
  /** Null for everything but strings. */
  readonly editing: Editing | null;
  /** performance.now() when it was read. */
  readonly at: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export type Busy = 'reading' | 'loading' | 'more' | 'saving' | 'ttl' | 'removing';

export interface ValueSlice {
  readonly key: Bytes | null;
  readonly loaded: Loaded | null;
  /** Why the last read failed; what was loaded before it stays. */
  readonly fault: Fault | null;
  readonly busy: Busy | null;
  readonly draft: Draft | null;
  /** Drafts of this tab, of all keys and databases. */
  readonly unsaved: number;
  /** Grows whenever the text field has to show another text than what was typed into it. */
  readonly revision: number;
  /** What is typed as TTL, null while nothing is. */
  readonly ttlText: string | null;
  readonly ttlFault: Fault | null;
  /** Null: as the bytes suggest. */
  readonly view: ViewAs | null;
  readonly cell: Cell | null;
  /** The tab is connected to this database now; null while it is not. What was open is read again after a break. */
  begin(place: string | null): void;
  open(key: Bytes): void;
  close(): void;
  refresh(): void;
  loadAll(): void;
  more(): void;
  setView(view: ViewAs | null): void;
  select(cell: Cell | null): void;
  edit(text: string): void;
  save(): Promise<void>;
  /** Goes on with the draft on top of what the server has now. */
  keepMine(): void;
  discard(): void;
  /** Looks up whether a save of unknown outcome happened. */
  check(): Promise<void>;
  /** Saves the draft under its key, which is gone. True where it is there again. */
  recreate(): Promise<boolean>;
  setTtlText(text: string | null): void;
  applyTtl(): Promise<void>;
  remove(key: Bytes): Promise<Fault | null>;
  /** Puts back what `remove` took. */
  restore(key: Bytes): Promise<Fault | null>;
}
