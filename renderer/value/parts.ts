/** The parts of the value slice that have a file each: what they show, and what they can be asked to do. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Change, Changed } from '../../shared/value/change.ts';
import type { Group, GroupAct, GroupDone, PendingWindow } from '../../shared/value/groups.ts';
import type { ModuleAct, ModuleAnswer, ModuleAsk } from '../../shared/value/types/modules.ts';
import type { Undoable } from '../../shared/value/value.ts';
import type { Pace, Watching } from './watching.ts';

export interface StringState {
  /** The part that is looked at; null: the beginning, as it was loaded. */
  readonly part: { readonly from: number; readonly bytes: Bytes } | null;
  /** Where the hex view stands. */
  readonly offset: number | null;
  readonly find: Find | null;
  readonly transfer: Transfer | null;
  /** Bytes of a part that were typed over and are not written. */
  readonly patch: Patch | null;
}

/** As many bytes after as before. */
export interface Patch {
  readonly from: number;
  readonly before: Bytes;
  readonly after: Bytes;
}

export interface Find {
  readonly needle: Bytes;
  readonly found: readonly number[];
  /** Which of them is shown. */
  readonly at: number;
  readonly looked: number;
  readonly length: number;
  readonly done: boolean;
}

export interface Transfer {
  readonly kind: 'save' | 'load';
  readonly done: number;
  readonly total: number;
  /** Null while too little is done to say. */
  readonly perSecond: number | null;
}

/** Takes what is read, piece by piece. */
export interface Sink {
  write(bytes: Bytes): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

export interface Source {
  readonly size: number;
  read(from: number, to: number): Promise<Bytes>;
}

export interface StringActions {
  showAt(offset: number): Promise<void>;
  findBytes(needle: Bytes): Promise<void>;
  stepFound(by: 1 | -1): void;
  endFind(): void;
  change(change: Change): Promise<Fault | Changed>;
  /** Null: nothing is typed any more. */
  typePatch(patch: Patch | null): void;
  /** Only the bytes between the first and the last that differ, and only while they are what was loaded. */
  writePatch(): Promise<Fault | Changed>;
  merge(others: readonly Bytes[]): Promise<Fault | { readonly undo: string | null }>;
  countHll(): Promise<string | Fault>;
  /** Null: all of it is there. */
  saveTo(sink: Sink): Promise<Fault | null>;
  loadFrom(source: Source): Promise<Fault | Undoable>;
  stopTransfer(): void;
}

export interface StreamActions {
  readGroups(): Promise<readonly Group[] | Fault>;
  /** Such as have waited for so many milliseconds at least. */
  readPending(group: Bytes, from: string, minIdle: number): Promise<PendingWindow | Fault>;
  actOnGroup(act: GroupAct): Promise<GroupDone | Fault>;
}

export interface ModuleActions {
  askModule<A extends ModuleAsk>(ask: A): Promise<Extract<ModuleAnswer, { of: A['of'] }> | Fault>;
  actOnModule(act: ModuleAct): Promise<Undoable | Fault>;
  /** What was typed into a form of the open value; '' for nothing. */
  typedModule(field: string): string;
  typeModule(field: string, text: string): void;
  /** A sorted set that is looked at as places; null for none. */
  readonly places: Bytes | null;
  showPlaces(shown: boolean): void;
}

export interface WatchState {
  readonly watching: Watching | null;
  /** Null ends it. */
  watch(pace: Pace | null): void;
}
