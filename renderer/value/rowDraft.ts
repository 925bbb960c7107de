/** One entry that is being typed: a new one, or one that is loaded with other cells. What was not touched keeps its exact bytes. */
import { type Bytes, sameBytes, utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Edit, Place, Row } from '../../shared/value/edit.ts';
import type { Column } from '../../shared/value/value.ts';
import { parseTtl } from '../ui/ttl.ts';
import { ttlText } from '../ui/ttlText.ts';
import { bytesOfTyped, type Typed, typedOf } from './typed.ts';

export interface RowDraft {
  /** Null: a new entry. */
  readonly base: Row | null;
  readonly type: string;
  readonly columns: readonly Column[];
  readonly cells: readonly Typed[];
  /** As they were before anything was typed. */
  readonly began: readonly Typed[];
  /** Of a new element of a list. */
  readonly at: Place;
  readonly trouble: RowTrouble | null;
  /** One cell is typed as what a path of decoders makes of it, in place of the form. */
  readonly through?: Through;
}

export interface Through {
  readonly column: number;
  /** Empty where its bytes are typed. */
  readonly path: string;
  readonly text: string;
  /** False while its decoders cannot write it. */
  readonly written: boolean;
}

/** What a shelf gives back may be another version's. */
export function isRowDraft(value: unknown): value is RowDraft {
  const has = (name: string): boolean => typeof value === 'object' && value !== null && Array.isArray((value as Readonly<Record<string, unknown>>)[name]);
  return has('cells') && has('began') && has('columns');
}

export type RowTrouble =
  /** The server has another row than the one editing began with; null where it has none. */
  | { readonly kind: 'conflict'; readonly theirs: Row | null }
  | { readonly kind: 'unknown' }
  /** It was looked up: the write did not happen. */
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'failed'; readonly fault: Fault };

export type CellProblem = 'unwritable' | 'escape' | 'hex' | 'base64' | 'ttl' | 'score' | 'id' | 'entry';

export type Built = { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly column: number; readonly why: CellProblem };

const empty: Typed = { form: 'text', text: '' };

export function newRow(type: string, columns: readonly Column[]): RowDraft {
  const cells = columns.map((column): Typed => (column === 'id' ? { form: 'text', text: '*' } : column === 'score' ? { form: 'text', text: '0' } : empty));
  return { base: null, type, columns, cells, began: cells, at: 'tail', trouble: null };
}

export function changedRow(type: string, columns: readonly Column[], row: Row): RowDraft {
  const cells = columns.map((column, at): Typed => {
    const bytes = row[at] ?? new Uint8Array();
    return column === 'expires' ? { form: 'text', text: timeLeft(bytes) } : typedOf(bytes);
  });
  return { base: row, type, columns, cells, began: cells, at: 'tail', trouble: null };
}

/** Whether a cell can be typed at all: an index is where the element is, not what it is. */
export function isTypable(column: Column, adding: boolean): boolean {
  return column !== 'index' && (adding || column !== 'id');
}

export function rowOf({ base, columns, cells, began, through }: RowDraft): Built {
  if (through?.written === false) return { ok: false, column: through.column, why: 'unwritable' };
  const row: Uint8Array[] = [];
  for (const [column, typed] of cells.entries()) {
    const before = base?.[column];
    if (before !== undefined && typed === began[column]) {
      row.push(before);
      continue;
    }
    const kind = columns[column];
    if (kind === 'index') row.push(before ?? new Uint8Array());
    else if (kind === 'expires') {
      const parsed = parseTtl(typed.text);
      if (!parsed.ok) return { ok: false, column, why: 'ttl' };
      row.push(utf8(parsed.ttl === null ? '' : `+${parsed.ttl}`));
    } else {
      const parsed = bytesOfTyped(typed);
      if (!parsed.ok) return { ok: false, column, why: parsed.why };
      row.push(parsed.bytes);
    }
  }
  return { ok: true, row };
}

export function isTouched({ base, cells, began, through }: RowDraft): boolean {
  if (through?.written === false) return true;
  return base === null ? cells.some((cell, at) => cell.text !== began[at]?.text) : cells.some((cell, at) => cell !== began[at]);
}

/** The row with other bytes in one of its cells: null where they are what was loaded. Null bytes: they cannot be written yet. */
export function throughDraft(draft: RowDraft, through: Omit<Through, 'written'>, bytes: Bytes | null): RowDraft | null {
  const { column } = through;
  const before = draft.base?.[column];
  if (bytes !== null && before !== undefined && sameBytes(bytes, before) && draft.trouble === null) return null;
  const cells = bytes === null ? draft.cells : draft.cells.map((cell, at) => (at === column ? typedOf(bytes) : cell));
  return { ...draft, cells, through: { ...through, written: bytes !== null } };
}

export function editOf({ base, at }: RowDraft, row: Row): Edit {
  return base === null ? { kind: 'add', rows: [row], at } : { kind: 'replace', row: base, with: row };
}

/** The same as what was typed, so that a write of unknown outcome is known to have happened. A time from now on is not compared. */
export function isSameRow(columns: readonly Column[], a: Row, b: Row): boolean {
  return columns.every((column, at) => {
    const [one, other] = [a[at] ?? new Uint8Array(), b[at] ?? new Uint8Array()];
    return column === 'expires' || sameBytes(one, other);
  });
}

/** Of the server's time at which a field expires, by the clock here: for reading, and to begin typing with. */
export function timeLeft(expires: Uint8Array): string {
  return expires.length === 0 ? '' : ttlText(Math.max(0, Number(String.fromCharCode(...expires)) - Date.now()));
}
