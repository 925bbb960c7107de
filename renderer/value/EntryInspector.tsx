/** The entry that is looked at: one cell of it in any view, or the form in which it is edited. */
import { Copy, Pencil, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { type Bytes, exactText } from '../../shared/bytes.ts';
import type { Path } from '../../shared/decoders/path.ts';
import { hexOf } from '../../shared/digits.ts';
import type { Row } from '../../shared/value/edit.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import type { Decoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { Decoded } from '../ui/decoded/Decoded.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { CellDraft } from './CellDraft.tsx';
import { type Entries, nameOfRow } from './entries.ts';
import { RowForm } from './RowForm.tsx';
import { changedRow, newRow, type RowDraft } from './rowDraft.ts';
import { typedOf } from './typed.ts';
import { content, useCellDoor } from './useCellDoor.ts';

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
  if (draft !== null && draft.through === undefined) {
    return (
      <section className="inspector" aria-label={text.value.cell}>
        <header className="inspector-bar">
          <h2 className="inspector-title ellipsis">{draft.base === null ? text.entries.addTitle[titleOf(entries.type)] : text.entries.editing}</h2>
        </header>
        <RowForm draft={draft} onDone={onDone} />
      </section>
    );
  }
  if (draft?.through !== undefined && draft.base !== null) {
    return (
      <Viewer
        key={nameOfRow(entries.columns, draft.base)}
        entries={entries}
        row={draft.base}
        at={at}
        column={draft.through.column}
        decoding={decoding}
        draft={draft}
        onEdit={null}
        onReplay={null}
        onClose={close}
        onDone={onDone}
      />
    );
  }
  if (row === null) return null;
  const edit = (): void => type(changedRow(entries.type, entries.columns, row));
  const fresh = newRow(entries.type, entries.columns);
  const replay = (): void => type({ ...fresh, cells: fresh.cells.map((cell, position) => (position === 1 ? typedOf(row[1] ?? new Uint8Array()) : cell)) });
  return (
    <Viewer
      key={nameOfRow(entries.columns, row)}
      entries={entries}
      row={row}
      at={at}
      column={column}
      decoding={decoding}
      draft={null}
      onEdit={entries.edits.includes('replace') ? edit : null}
      onReplay={entries.type === 'stream' ? replay : null}
      onClose={close}
      onDone={onDone}
    />
  );
}

export function titleOf(type: string): 'hash' | 'list' | 'set' | 'zset' | 'stream' {
  return type === 'list' || type === 'set' || type === 'zset' || type === 'stream' ? type : 'hash';
}

const none: Bytes = new Uint8Array();

interface ViewerProps {
  readonly entries: Entries;
  readonly row: Row;
  readonly at: number;
  readonly column: number;
  readonly decoding: Decoding;
  /** One of its cells, typed through decoders. */
  readonly draft: RowDraft | null;
  readonly onEdit: (() => void) | null;
  /** The same content again, as a new entry. */
  readonly onReplay: (() => void) | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Viewer({ entries, row, at, column, decoding, draft, onEdit, onReplay, onClose, onDone }: ViewerProps): ReactNode {
  const { columns } = entries;
  const text = useText();
  const format = useFormat();
  const select = useTab((state) => state.value.select);
  const bytes = row[column] ?? none;
  // Rules are for what a key holds; a field's name or a score is looked at for itself.
  const [aside, setAside] = useState<Path | null>(null);
  const held = columns[column];
  const reading = held !== undefined && content.has(held) ? decoding : { ...decoding, path: aside, onPath: setAside, rule: undefined };
  const { rule, ...rest } = reading;
  const door = useCellDoor(entries, row, column, draft);
  const asHex = reading.path?.at(-1)?.name === 'hex' || exactText(bytes) === null;
  return (
    <section className="inspector" aria-label={text.value.cell}>
      <header className="inspector-bar">
        {columns.length > 1 && draft === null && (
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
      {draft !== null && <CellDraft draft={draft} onDone={onDone} />}
      <Decoded bytes={bytes} truncated={false} label={text.value.cell} edit={door} {...rest} {...(rule === undefined ? {} : { rule })} />
    </section>
  );
}
