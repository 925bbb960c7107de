/** The entries of the open collection as far as they are loaded: any window by its position, or one after the other by cursor. */
import { idOf, sameBytes } from '../../shared/bytes.ts';
import type { Edit, Edited, Look, Row } from '../../shared/value/edit.ts';
import type { Column, Paging, TableValue } from '../../shared/value/value.ts';

/** Rows of one window. */
export const windowRows = 200;

export interface Entries {
  readonly type: string;
  readonly columns: readonly Column[];
  readonly edits: readonly Edit['kind'][];
  readonly look: Look;
  readonly paging: Paging;
  /** Rows that can be scrolled to: by rank all of them, by cursor those that are loaded. */
  readonly count: number;
  /** By position; by rank there are holes where nobody has looked yet. */
  readonly rows: ReadonlyMap<number, Row>;
  /** By cursor: where the next window begins, null after the last one. */
  readonly next: string | null;
  /** Windows that were read: by rank where each begins, by cursor 0, 1, 2 and so on. */
  readonly windows: readonly number[];
  /** Elements that a search has looked through, about. */
  readonly looked: number;
  /** Positions. */
  readonly selected: ReadonlySet<number>;
}

/** What names a row: its field, member, index or id. */
function nameAt(columns: readonly Column[]): number {
  return columns[0] === 'score' ? 1 : 0;
}

export function nameOfRow(columns: readonly Column[], row: Row): string {
  const bytes = row[nameAt(columns)];
  return bytes === undefined ? '' : idOf(bytes);
}

/** What a first window, or one from the middle, makes of it. */
export function entriesOf(value: TableValue, look: Look, first: number, { rows, windows, next } = oneWindow(value, first)): Entries {
  const { columns, type, edits, paging } = value;
  const count = value.count ?? rows.size;
  return { type, columns, edits, look, paging, count, rows, next, windows, looked: rowsLooked(look, rows.size), selected: new Set() };
}

/** Rows in their places, and where it goes on after them. */
export type Windows = Pick<Entries, 'rows' | 'windows' | 'next'>;

export function oneWindow({ rows, next }: TableValue, first: number): Windows {
  return { rows: new Map(rows.map((row, at) => [first + at, row])), windows: [first], next };
}

/** The same rows in the same places, of the same look. */
export function sameEntries(a: Entries | null, b: Entries): boolean {
  if (a === null || a.type !== b.type || a.look !== b.look || a.count !== b.count || a.next !== b.next || a.rows.size !== b.rows.size) return false;
  for (const [at, row] of b.rows) {
    const before = a.rows.get(at);
    if (before === undefined || !row.every((cell, column) => sameBytes(cell, before[column] ?? cell))) return false;
  }
  return true;
}

/** A step of a search looks at a thousand, whatever it finds. */
function rowsLooked(look: Look, rows: number): number {
  return look.match.length > 0 ? 1000 : rows;
}

/** With one more window: in its place by rank, behind the others by cursor. HSCAN and SSCAN may give an element twice. */
export function withWindow(entries: Entries, value: TableValue, first: number): Entries {
  const added = addWindow(entries, entries, value, first);
  return { ...entries, ...added, count: entries.paging === 'rank' ? (value.count ?? entries.count) : added.rows.size };
}

export function addWindow(before: Windows, { paging, columns }: Pick<Entries, 'paging' | 'columns'>, value: TableValue, first: number): Windows {
  const rows = new Map(before.rows);
  if (paging === 'rank') {
    for (const [at, row] of value.rows.entries()) rows.set(first + at, row);
    return { rows, windows: before.windows.includes(first) ? before.windows : [...before.windows, first], next: value.next };
  }
  const seen = new Set<string>();
  for (const row of rows.values()) seen.add(nameOfRow(columns, row));
  for (const row of value.rows) if (!seen.has(nameOfRow(columns, row))) rows.set(rows.size, row);
  return { rows, windows: [...before.windows, before.windows.length], next: value.next };
}

/** Where the first row begins that is not loaded between these; null where all are. */
export function missing(entries: Entries, from: number, to: number): number | null {
  if (entries.paging === 'cursor') return null;
  for (let at = from; at < Math.min(to, entries.count); at++) if (!entries.rows.has(at)) return Math.floor(at / windowRows) * windowRows;
  return null;
}

/** By cursor nothing has to be read again after an edit: its answer says what became of the rows it named. */
export function withEdit(entries: Entries, edit: Edit, { rows: now }: Edited): Entries {
  const name = (row: Row): string => nameOfRow(entries.columns, row);
  let list = [...entries.rows.values()];
  switch (edit.kind) {
    case 'remove': {
      const gone = new Set(edit.rows.map(name));
      list = list.filter((row) => !gone.has(name(row)));
      break;
    }
    case 'replace':
      list = list.flatMap((row) => (name(row) !== name(edit.row) ? [row] : now[1] === null || now[1] === undefined ? [] : [now[1]]));
      break;
    case 'add': {
      const made = now.filter((row) => row !== null);
      const names = new Set(made.map(name));
      const others = list.filter((row) => !names.has(name(row)));
      // Entries of a stream stand in their order; a hash or set has none, so what is new is shown first.
      if (entries.type !== 'stream' || entries.look.descending) list = [...made, ...others];
      else list = entries.next === null ? [...others, ...made] : others;
    }
  }
  return { ...entries, rows: new Map(list.entries()), count: list.length, selected: new Set() };
}

/** One row, a range of them, or one more or less; always only such that are loaded. */
export function selecting(entries: Entries, at: number, anchor: number | null, held: { readonly shift: boolean; readonly mod: boolean }): ReadonlySet<number> {
  if (held.shift && anchor !== null) {
    const range = new Set(held.mod ? entries.selected : []);
    for (let one = Math.min(at, anchor); one <= Math.max(at, anchor); one++) if (entries.rows.has(one)) range.add(one);
    return range;
  }
  if (!held.mod) return new Set([at]);
  const toggled = new Set(entries.selected);
  if (!toggled.delete(at)) toggled.add(at);
  return toggled;
}

export function selectedRows({ rows, selected }: Entries): readonly Row[] {
  return [...selected]
    .toSorted((a, b) => a - b)
    .map((at) => rows.get(at))
    .filter((row) => row !== undefined);
}
