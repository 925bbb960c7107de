/** What one Redis type brings: its columns, its length, how one window of it is read, and what an edit of its elements sends. */
import type { Bytes } from '../bytes.ts';
import type { Send } from '../reply.ts';
import type { Edit, Look, Row, Target } from './edit.ts';
import type { Exchange } from './exchange.ts';
import type { Plan } from './plan.ts';
import type { Column, Paging } from './value.ts';

export interface Window {
  readonly rows: readonly Row[];
  /** Where the next window begins, null after the last one. */
  readonly next: string | null;
}

/** Commands, in capitals, that this server has; asked once. */
export type Abilities = ReadonlySet<string>;

export interface PlanTools {
  readonly send: Send;
  readonly can: Abilities;
  /** Bytes that nobody else has. */
  readonly unique: Bytes;
  /** The length at which the edit was made, where that matters: an undo must find it again. */
  readonly length: number | null;
}

export interface TableType {
  /** As TYPE answers it. */
  readonly name: string;
  readonly edits: readonly Edit['kind'][];
  columns(can: Abilities): readonly Column[];
  /** `rank`: any window by its position. `cursor`: only one after the other. */
  paging(look: Look): Paging;
  length(send: Send, key: Bytes): Promise<number>;
  /** Rows that the look leaves; absent where that is all of them, or where nobody can count. */
  count?(send: Send, key: Bytes, look: Look): Promise<number>;
  /** `from` is '' for the first window, then whatever the window before called `next`; by rank any position. Never O(N) in the whole value. */
  read(send: Send, key: Bytes, look: Look, from: string, count: number, can: Abilities): Promise<Window>;
  /** What has the identity of this row now. */
  element(send: Send, key: Bytes, row: Row, can: Abilities): Promise<Row | null>;
  /** Position of the first row that fits, null where there is none; absent where the server cannot tell without reading all. */
  locate?(send: Send, key: Bytes, target: Target, look: Look): Promise<number | null>;
  /** Fails with `input` where the edit can never work. */
  plan(key: Bytes, edit: Edit, tools: PlanTools): Plan | Promise<Plan>;
  /** Absent where rows never change. */
  exchange?(key: Bytes, exchange: Exchange, can: Abilities): Plan;
}

/** The cell, or a bug: rows have a cell for each column, which the host checks where they come in. */
export function cell(row: Row, at: number): Bytes {
  const bytes = row[at];
  if (bytes === undefined) throw new Error('a row without all of its cells');
  return bytes;
}
