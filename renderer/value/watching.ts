/** A value that is followed: read again at a chosen pace, with the versions that were seen, newest last, within a budget. */
import { type Bytes, idOf, sameBytes, utf8 } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import { type Look, type Row, wholeLook } from '../../shared/value/edit.ts';
import type { Column, TableValue, ValueRead } from '../../shared/value/value.ts';
import { type Entries, windowRows } from './entries.ts';
import { typedOf } from './typed.ts';

export const paces = [500, 1000, 5000, 30_000] as const;
export type Pace = (typeof paces)[number];

export interface Version {
  /** Milliseconds since 1970, by the clock here. */
  readonly at: number;
  /** Null where the key was not there, or holds entries. */
  readonly bytes: Bytes | null;
  readonly table: VersionRows | null;
}

/** The rows of a collection that are followed, in an order that does not depend on the server's. */
export interface VersionRows {
  readonly type: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Windows that they were read from: rows of others are not to be compared with them. */
  readonly windows: readonly number[];
  /** Entries in all: more than `rows` where that is a part only. */
  readonly length: number;
}

export interface Watching {
  readonly pace: Pace;
  readonly versions: readonly Version[];
  /** Versions that were dropped to stay within the budget. */
  readonly dropped: number;
}

const maxVersions = 200;
const maxBytes = 16 * 1024 * 1024;

/** With what was read now, where it is another than the last one. What a search or a range leaves is no version of the value. */
export function seen(watching: Watching, value: ValueRead, entries: Pick<Entries, 'look' | 'rows' | 'windows'> | null, at: number): Watching {
  const now = versionOf(value, entries, at);
  const last = watching.versions.at(-1);
  if (now === null || (last !== undefined && isSame(last, now))) return watching;
  const versions = [...watching.versions, now];
  let size = versions.reduce((sum, one) => sum + sizeOf(one), 0);
  let first = 0;
  while (versions.length - first > 1 && (versions.length - first > maxVersions || size > maxBytes)) size -= sizeOf(versions[first++] as Version);
  return { ...watching, versions: versions.slice(first), dropped: watching.dropped + first };
}

function versionOf(value: ValueRead, entries: Pick<Entries, 'look' | 'rows' | 'windows'> | null, at: number): Version | null {
  switch (value.kind) {
    case 'absent':
      return { at, bytes: null, table: null };
    case 'string':
      return { at, bytes: value.bytes, table: null };
    case 'table':
      return entries !== null && isWhole(entries.look) ? { at, bytes: null, table: rowsOf(value, entries) } : null;
    case 'module':
    case 'other':
      return null;
  }
}

export function isWhole({ match, by, min, max }: Look): boolean {
  return match.length === 0 && by === wholeLook.by && min === '' && max === '';
}

export function rowsOf({ type, columns, length }: TableValue, { look, rows: places, windows }: Pick<Entries, 'look' | 'rows' | 'windows'>): VersionRows {
  const name = (row: Row): string => idOf(row[0] ?? new Uint8Array());
  const rows = [...places].toSorted(([a], [b]) => a - b).map(([, row]) => row);
  const ordered = type === 'hash' || type === 'set' ? rows.toSorted((a, b) => (name(a) < name(b) ? -1 : 1)) : look.descending ? rows.toReversed() : rows;
  return { type, columns, rows: ordered, windows, length };
}

/** Whether what one has and the other has not was written or deleted between them, and not only loaded or left out. */
export function sameWindows(a: Version, b: Version): boolean {
  return a.table === null || b.table === null || a.table.windows.join() === b.table.windows.join();
}

/** Rows that are followed, from 0, `to` exclusive; null where all of them are. By cursor positions say nothing: they are the first ones. */
export function followedRows({ rows, windows, length }: VersionRows): readonly { readonly from: number; readonly to: number }[] | null {
  if (rows.length >= length) return null;
  const ranges: { from: number; to: number }[] = [];
  if (windows.every((window, at) => window === at)) return [{ from: 0, to: rows.length }];
  for (const from of windows) {
    const to = Math.min(from + windowRows, length);
    const last = ranges.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else if (to > from) ranges.push({ from, to });
  }
  return ranges;
}

function isSame(a: Version, b: Version): boolean {
  if (a.table !== null && b.table !== null) return sameRows(a.table, b.table);
  if (a.table !== null || b.table !== null) return false;
  return a.bytes === null || b.bytes === null ? a.bytes === b.bytes : sameBytes(a.bytes, b.bytes);
}

function sameRows(a: VersionRows, b: VersionRows): boolean {
  if (a.windows.join() !== b.windows.join() || a.type !== b.type || a.length !== b.length || a.rows.length !== b.rows.length) return false;
  return a.rows.every((row, at) => row.every((cell, column) => sameBytes(cell, b.rows[at]?.[column] ?? cell)));
}

function sizeOf({ bytes, table }: Version): number {
  return (bytes?.length ?? 0) + (table?.rows.reduce((sum, row) => sum + row.reduce((all, cell) => all + cell.length + 32, 0), 0) ?? 0);
}

/** What is compared: the bytes, or one line for each entry. The index of a list is left out: all of them change when one is pushed. */
export function comparable({ bytes, table }: Version): Bytes {
  if (table === null) return bytes ?? new Uint8Array();
  const shown = table.columns.map((column) => column !== 'index');
  return utf8(
    table.rows
      .map((row) =>
        row
          .filter((_, at) => shown[at])
          .map(lineOf)
          .join('  '),
      )
      .join('\n'),
  );
}

function lineOf(cell: Bytes): string {
  const typed = typedOf(cell);
  return typed.form === 'text' && typed.text !== '' && !/[\n\t]/.test(typed.text) ? typed.text : quote(cell);
}

/** What would be exchanged to have this version again; null where not all of it is here, or where its rows never change. */
export function wayBack(now: VersionRows, wanted: VersionRows): { readonly from: readonly Row[]; readonly to: readonly Row[] } | null {
  const complete = [now, wanted].every(({ rows, length }) => rows.length === length && length > 0);
  if (!complete || now.type !== wanted.type || now.type === 'stream' || sameRows(now, wanted)) return null;
  return { from: now.rows, to: wanted.rows };
}
