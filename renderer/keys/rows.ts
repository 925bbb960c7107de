/** What one frame of rows says against the one before it: which rows are the same, how far they moved, where the cursor's row is now. */
import { type Bytes, idOf, sameBytes } from '../../shared/bytes.ts';
import type { KeysFrame, KeysRow } from '../../shared/keys/frame.ts';

/** The row the keyboard is at. */
export interface Cursor {
  readonly at: number;
  /** The row's name; null while the row at that position is on its way. */
  readonly id: string | null;
}

export type Window = Pick<KeysFrame, 'from' | 'rows' | 'total'>;

/** Asked for several times with each frame and each scrolled row. */
const ids = new WeakMap<KeysRow, string>();

/** The same name in every frame, whatever became of its position. */
export function rowId(row: KeysRow): string {
  const known = ids.get(row);
  if (known !== undefined) return known;
  const id = row.kind === 'folder' ? `f${idOf(row.path)}` : keyRowId(row.name);
  ids.set(row, id);
  return id;
}

export function keyRowId(name: Bytes): string {
  return `k${idOf(name)}`;
}

export function rowAt(window: Pick<Window, 'from' | 'rows'>, at: number): KeysRow | null {
  return window.rows[at - window.from] ?? null;
}

/** Rows that did not change keep their objects, so that what is drawn of them is not drawn again; where none did, so does the list of them. */
export function keepRows(before: readonly KeysRow[], rows: readonly KeysRow[]): readonly KeysRow[] {
  if (before.length === 0) return rows;
  const old = new Map(before.map((row) => [rowId(row), row]));
  const kept = rows.map((row) => {
    const one = old.get(rowId(row));
    return one !== undefined && sameRow(one, row) ? one : row;
  });
  return kept.length === before.length && kept.every((row, at) => row === before[at]) ? before : kept;
}

function sameRow(a: KeysRow, b: KeysRow): boolean {
  if (a.kind === 'folder' || b.kind === 'folder') return a.kind === b.kind && sameFields(a, b);
  const { mark: before, ...rest } = a;
  const { mark: after, ...now } = b;
  // An event only grows older; a younger one is another.
  const sameMark = before === null || after === null ? before === after : before.what === after.what && after.age >= before.age;
  return sameMark && sameFields(rest, now);
}

function sameFields<T extends object>(a: T, b: T): boolean {
  return (Object.keys(b) as (keyof T)[]).every((field) => {
    const one: unknown = a[field];
    const other: unknown = b[field];
    return one instanceof Uint8Array && other instanceof Uint8Array ? sameBytes(one, other) : one === other;
  });
}

/** How far rows moved, by the first one from `seen` on that both frames hold; 0 where they have none in common. */
export function shiftOf(before: Window, after: Window, seen: number): number {
  const places = new Map(after.rows.map((row, index) => [rowId(row), after.from + index]));
  for (const [index, row] of before.rows.entries()) {
    if (before.from + index < seen) continue;
    const place = places.get(rowId(row));
    if (place !== undefined) return place - (before.from + index);
  }
  return 0;
}

/** The cursor stays on its row; where that is gone, on what stands in its place. */
export function nextCursor(cursor: Cursor | null, after: Window, shift: number): Cursor | null {
  if (cursor === null || after.total === 0) return null;
  const index = cursor.id === null ? -1 : after.rows.findIndex((row) => rowId(row) === cursor.id);
  if (index >= 0) return { at: after.from + index, id: cursor.id };
  const at = Math.min(Math.max(0, cursor.at + shift), after.total - 1);
  const there = rowAt(after, at);
  return { at, id: there === null ? cursor.id : rowId(there) };
}
