/** One cell of an entry typed as what its decoders make of it: written back only where that is exact, as a change of the whole entry. */
import { useMemo } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import type { Row } from '../../shared/value/edit.ts';
import type { Column } from '../../shared/value/value.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import type { EditDoor } from '../ui/decoded/editDoor.ts';
import type { Entries } from './entries.ts';
import { changedRow, type RowDraft, throughDraft } from './rowDraft.ts';
import { bytesOfTyped } from './typed.ts';

/** Columns that hold what an application wrote as a value. */
export const content: ReadonlySet<Column> = new Set(['value', 'member', 'entry']);

/** More than this is shown, and edited as a string of its own. */
const longest = 1024 * 1024;

/** Null where the cell cannot be typed. */
export function useCellDoor({ type, columns, edits }: Entries, row: Row, column: number, draft: RowDraft | null): EditDoor | null {
  const text = useText();
  const typeRow = useTab((state) => state.value.typeRow);
  const held = columns[column];
  const bytes = row[column];
  const typed = useMemo(() => (draft === null ? null : (): Bytes | null => bytesIn(draft, column)), [draft, column]);
  if (bytes === undefined || bytes.length > longest || held === undefined || held === 'entry' || !content.has(held) || !edits.includes('replace')) return null;
  const put = (path: string, written: string, now: Bytes | null): void =>
    typeRow(throughDraft(draft ?? changedRow(type, columns, row), { column, path, text: written }, now));
  const { through } = draft ?? {};
  return {
    label: text.value.cell,
    // Its own text, too, is typed through a decoder: a form beside the table has one way to hold it.
    text: null,
    through: through === undefined || through.path === '' ? null : { path: through.path, text: through.text },
    content: typed,
    revision: draft === null ? 0 : 1,
    onText: () => undefined,
    onThrough: put,
    onBytes: (now) => put('', '', now),
  };
}

function bytesIn({ cells, base, began, through }: RowDraft, column: number): Bytes | null {
  const cell = cells[column];
  if (through?.written === false || cell === undefined) return null;
  if (cell === began[column]) return base?.[column] ?? null;
  const parsed = bytesOfTyped(cell);
  return parsed.ok ? parsed.bytes : null;
}
