/** What the value pane of a tab shows and can be asked to do. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { KeyChange } from '../../shared/keys/keys.ts';
import type { Edit, Edited, Look, Row, Target } from '../../shared/value/edit.ts';
import type { Exchange } from '../../shared/value/exchange.ts';
import type { Undoable, ValueRead } from '../../shared/value/value.ts';
import type { Draft } from './drafts.ts';
import type { Editing } from './editing.ts';
import type { Entries } from './entries.ts';
import type { ModuleActions, StreamActions, StringActions, StringState, WatchState } from './parts.ts';
import type { RowDraft } from './rowDraft.ts';

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

export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export type Busy = 'reading' | 'loading' | 'more' | 'saving' | 'ttl' | 'removing';

export interface ValueSlice extends StringActions, StreamActions, ModuleActions, WatchState {
  readonly string: StringState;
  readonly key: Bytes | null;
  readonly loaded: Loaded | null;
  /** Why the last read failed; what was loaded before it stays. */
  readonly fault: Fault | null;
  readonly busy: Busy | null;
  /** The server told that it is not what is shown any more. */
  readonly changed: KeyChange | null;
  readonly draft: Draft | null;
  /** Drafts of this tab, of all keys and databases. */
  readonly unsaved: number;
  /** Grows whenever the text field has to show another text than what was typed into it. */
  readonly revision: number;
  /** What is typed as TTL, null while nothing is. */
  readonly ttlText: string | null;
  readonly ttlFault: Fault | null;
  readonly cell: Cell | null;
  /** What was typed is shown beside what was loaded. */
  readonly comparing: boolean;
  compare(comparing: boolean): void;
  /** Null for what is no collection. */
  readonly entries: Entries | null;
  /** Rows on screen. */
  readonly inSight: Span;
  /** The entry that is being typed, of the open key. */
  readonly row: RowDraft | null;
  /** The tab is connected to this database now; null while it is not. What was open is read again after a break. */
  begin(place: string | null): void;
  open(key: Bytes): void;
  close(): void;
  refresh(): void;
  loadAll(): void;
  /** By cursor: the next entries. */
  more(): void;
  stopMore(): void;
  /** By rank: these rows are on screen. */
  want(from: number, to: number): void;
  setLook(patch: Partial<Look>): void;
  /** The position of the first row that fits; null where there is none. */
  locate(target: Target): Promise<number | null | Fault>;
  selectRow(at: number, held: { readonly shift: boolean; readonly mod: boolean }): void;
  selectAllRows(positions: Iterable<number>): void;
  editRows(edit: Edit): Promise<Fault | Edited>;
  /** Rows for rows in one step, only while they are what was loaded. */
  /** What the server has now for each of these. */
  elements(rows: readonly Row[]): Promise<readonly (Row | null)[] | Fault>;
  exchangeRows(exchange: Exchange): Promise<Fault | Undoable>;
  /** Takes back a save or an edit. */
  takeBack(undo: string): Promise<Fault | null>;
  /** Null: nothing is typed any more. */
  typeRow(draft: RowDraft | null): void;
  /** What was edited, null where it was not (then the draft says why). */
  saveRow(): Promise<Edited | null>;
  /** Goes on with the draft on top of what the server has now. */
  keepRow(): void;
  /** Looks up whether a write of unknown outcome happened. */
  checkRow(): Promise<void>;
  select(cell: Cell | null): void;
  edit(text: string): void;
  /** What was typed as bytes. */
  editBytes(bytes: Bytes): void;
  /** What was typed as the text that a path of decoders gives, and what it writes of it; null while it cannot. */
  editThrough(via: string, text: string, bytes: Bytes | null): void;
  /** What takes the save back; null where nothing was saved or nothing can. */
  save(): Promise<string | null>;
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
