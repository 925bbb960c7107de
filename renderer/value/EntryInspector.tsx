/** The entry that is looked at: one cell of it in any view, or the form in which it is edited. */
import { Copy, Pencil, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { exactText } from '../../shared/bytes.ts';
import type { Row } from '../../shared/value/edit.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { hexOf } from '../ui/decoded/hex.ts';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { BytesView, suggestedView, ViewSelect } from './BytesView.tsx';
import type { Entries } from './entries.ts';
import { RowForm } from './RowForm.tsx';
import { changedRow, newRow, type RowDraft } from './rowDraft.ts';
import { typedOf } from './typed.ts';

export interface EntryInspectorProps {
  readonly entries: Entries;
  /** Null while only a draft is shown. */
  readonly row: Row | null;
  readonly at: number;
  readonly column: number;
  readonly draft: RowDraft | null;
  readonly onDone: () => void;
}

export function EntryInspector({ entries, row, at, column, draft, onDone }: EntryInspectorProps): ReactNode {
  const text = useText();
  const select = useTab((state) => state.value.select);
  const type = useTab((state) => state.value.typeRow);
  const close = useCallback(() => {
    select(null);
    onDone();
  }, [select, onDone]);
  useCommand('back', draft === null ? close : null);
  if (draft !== null) {
    return (
      <section className="inspector" aria-label={text.value.cell}>
        <header className="inspector-bar">
          <h2 className="inspector-title ellipsis">{draft.base === null ? text.entries.addTitle[titleOf(entries.type)] : text.entries.editing}</h2>
        </header>
        <RowForm draft={draft} onDone={onDone} />
      </section>
    );
  }
  if (row === null) return null;
  const edit = (): void => type(changedRow(entries.type, entries.columns, row));
  const fresh = newRow(entries.type, entries.columns);
  const replay = (): void => type({ ...fresh, cells: fresh.cells.map((cell, position) => (position === 1 ? typedOf(row[1] ?? new Uint8Array()) : cell)) });
  return (
    <Viewer
      entries={entries}
      row={row}
      at={at}
      column={column}
      onEdit={entries.edits.includes('replace') ? edit : null}
      onReplay={entries.type === 'stream' ? replay : null}
      onClose={close}
    />
  );
}

export function titleOf(type: string): 'hash' | 'list' | 'set' | 'zset' | 'stream' {
  return type === 'list' || type === 'set' || type === 'zset' || type === 'stream' ? type : 'hash';
}

interface ViewerProps {
  readonly entries: Entries;
  readonly row: Row;
  readonly at: number;
  readonly column: number;
  readonly onEdit: (() => void) | null;
  /** The same content again, as a new entry. */
  readonly onReplay: (() => void) | null;
  readonly onClose: () => void;
}

function Viewer({ entries: { columns }, row, at, column, onEdit, onReplay, onClose }: ViewerProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const select = useTab((state) => state.value.select);
  const view = useTab((state) => state.value.view);
  const setView = useTab((state) => state.value.setView);
  const bytes = row[column] ?? new Uint8Array();
  const shown = view ?? suggestedView(bytes, true);
  return (
    <section className="inspector" aria-label={text.value.cell}>
      <header className="inspector-bar">
        {columns.length > 1 && (
          <RadioGroup
            label={text.value.cellColumn}
            hideLabel
            value={String(column)}
            choices={columns.map((one, position) => ({ value: String(position), label: text.value.columns[one] }))}
            onChange={(next) => select({ row: at, column: Number(next) })}
          />
        )}
        <span className="faint inspector-size">{format.bytes(bytes.length)}</span>
        <ViewSelect view={shown} onChange={setView} />
        <IconButton
          label={shown === 'hex' ? text.value.copyHex : text.value.copy}
          icon={<Copy size={14} />}
          onPress={() => copyText(text, shown === 'hex' ? hexOf(bytes) : (exactText(bytes) ?? safeText(bytes)))}
        />
        {onReplay !== null && (
          <IconButton label={text.streams.replay} icon={<RotateCcw size={14} />} hint={`${text.streams.replay} · XADD`} onPress={onReplay} />
        )}
        {onEdit !== null && <IconButton label={text.entries.edit} icon={<Pencil size={14} />} hint={`${text.entries.edit} · F2`} onPress={onEdit} />}
        <IconButton label={text.value.closeCell} icon={<X size={14} />} onPress={onClose} />
      </header>
      <BytesView bytes={bytes} view={shown} label={text.value.cell} />
    </section>
  );
}
