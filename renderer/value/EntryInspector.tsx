/** The entry that is looked at: one cell of it in any view, or the form in which it is edited. */
import { Copy, Pencil, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { type Bytes, exactText } from '../../shared/bytes.ts';
import type { Path } from '../../shared/decoders/path.ts';
import type { Row } from '../../shared/value/edit.ts';
import type { Column } from '../../shared/value/value.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import type { Decoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { Decoded } from '../ui/decoded/Decoded.tsx';
import { hexOf } from '../ui/decoded/hex.ts';
import { RadioGroup } from '../ui/RadioGroup.tsx';
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
  /** Of values of this key: how their content is read. */
  readonly decoding: Decoding;
  readonly onDone: () => void;
}

export function EntryInspector({ entries, row, at, column, draft, decoding, onDone }: EntryInspectorProps): ReactNode {
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
      decoding={decoding}
      onEdit={entries.edits.includes('replace') ? edit : null}
      onReplay={entries.type === 'stream' ? replay : null}
      onClose={close}
    />
  );
}

export function titleOf(type: string): 'hash' | 'list' | 'set' | 'zset' | 'stream' {
  return type === 'list' || type === 'set' || type === 'zset' || type === 'stream' ? type : 'hash';
}

/** Columns that hold what an application wrote as a value. */
const content: ReadonlySet<Column> = new Set(['value', 'member', 'entry']);
const none: Bytes = new Uint8Array();

interface ViewerProps {
  readonly entries: Entries;
  readonly row: Row;
  readonly at: number;
  readonly column: number;
  readonly decoding: Decoding;
  readonly onEdit: (() => void) | null;
  /** The same content again, as a new entry. */
  readonly onReplay: (() => void) | null;
  readonly onClose: () => void;
}

function Viewer({ entries: { columns }, row, at, column, decoding, onEdit, onReplay, onClose }: ViewerProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const select = useTab((state) => state.value.select);
  const bytes = row[column] ?? none;
  // Rules are for what a key holds; a field's name or a score is looked at for itself.
  const [aside, setAside] = useState<Path | null>(null);
  const held = columns[column];
  const reading = held !== undefined && content.has(held) ? decoding : { ...decoding, path: aside, onPath: setAside, rule: undefined };
  const { rule, ...rest } = reading;
  const asHex = reading.path?.at(-1)?.name === 'hex' || exactText(bytes) === null;
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
        <IconButton
          label={asHex ? text.value.copyHex : text.value.copy}
          icon={<Copy size={14} />}
          onPress={() => copyText(text, asHex ? hexOf(bytes) : (exactText(bytes) ?? safeText(bytes)))}
        />
        {onReplay !== null && (
          <IconButton label={text.streams.replay} icon={<RotateCcw size={14} />} hint={`${text.streams.replay} · XADD`} onPress={onReplay} />
        )}
        {onEdit !== null && <IconButton label={text.entries.edit} icon={<Pencil size={14} />} hint={`${text.entries.edit} · F2`} onPress={onEdit} />}
        <IconButton label={text.value.closeCell} icon={<X size={14} />} onPress={onClose} />
      </header>
      <Decoded bytes={bytes} truncated={false} label={text.value.cell} {...rest} {...(rule === undefined ? {} : { rule })} />
    </section>
  );
}
