/** A collection: its entries, edited in place or beside, selected, deleted, copied, and looked at one by one. */
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { Row } from '../../shared/value/edit.ts';
import type { Column, TableValue } from '../../shared/value/value.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import type { Decoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Empty } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { type GridColumn, VirtualGrid } from '../ui/VirtualGrid.tsx';
import type { ListHandle } from '../ui/VirtualList.tsx';
import { CellInput } from './CellInput.tsx';
import { EntriesBar } from './EntriesBar.tsx';
import { EntryInspector } from './EntryInspector.tsx';
import { type Entries, nameOfRow, selectedRows } from './entries.ts';
import { isInside } from './inside.ts';
import { changedRow, isTypable, type RowDraft, timeLeft } from './rowDraft.ts';
import { StreamGroups } from './StreamGroups.tsx';
import { useEntryActions } from './useEntryActions.ts';

const widths: Readonly<Record<Column, number | 'fill'>> = {
  field: 220,
  value: 'fill',
  index: 88,
  member: 'fill',
  score: 160,
  id: 190,
  entry: 'fill',
  expires: 100,
};

/** Rows before the end at which the next window is asked for. */
const nearEnd = 60;
/** Longer text is edited beside the table. */
const maxInPlace = 400;

export function TableView({ value, decoding }: { readonly value: TableValue; readonly decoding: Decoding }): ReactNode {
  const entries = useTab((state) => state.value.entries);
  const text = useText();
  const [groups, setGroups] = useState(false);
  if (entries === null) return null;
  if (value.type !== 'stream') return <Table value={value} entries={entries} decoding={decoding} />;
  return (
    <>
      <div className="stream-tabs">
        <RadioGroup
          label={text.streams.groups}
          hideLabel
          value={groups ? 'groups' : 'entries'}
          choices={[
            { value: 'entries', label: text.value.entries },
            { value: 'groups', label: text.streams.groups },
          ]}
          onChange={(next) => setGroups(next === 'groups')}
        />
      </div>
      {groups ? <StreamGroups /> : <Table value={value} entries={entries} decoding={decoding} />}
    </>
  );
}

function Table({ value, entries, decoding }: { readonly value: TableValue; readonly entries: Entries; readonly decoding: Decoding }): ReactNode {
  const text = useText();
  const { cell, row: draft, select, more, want, selectRow, selectAllRows, typeRow } = useTab((state) => state.value);
  const busy = useTab((state) => state.value.busy);
  const { remove } = useEntryActions();
  const [inside, setInside] = useState('');
  /** The draft is typed in the table, not beside it. */
  const [inPlace, setInPlace] = useState(false);
  const [focused, setFocused] = useState(false);
  const grid = useRef<ListHandle>(null);
  const { columns, rows } = entries;
  const main = columns.indexOf('value') >= 0 ? columns.indexOf('value') : columns.length - 1;
  /** Positions in the order of the table; null: all of them, as they are. */
  const found = useMemo(() => (inside === '' ? null : [...rows].filter(([, row]) => isInside(row, inside)).map(([at]) => at)), [rows, inside]);
  const position = (index: number): number => (found === null ? index : (found[index] ?? -1));
  const indexOf = (at: number): number => (found === null ? at : found.indexOf(at));
  const active = cell === null ? -1 : indexOf(cell.row);
  const drafted = draft?.base ?? null;
  const draftName = drafted === null ? null : nameOfRow(columns, drafted);
  const here = inPlace && draft !== null && draft.trouble === null;

  const edit = (at: number): void => {
    const row = rows.get(at);
    if (row === undefined || !entries.edits.includes('replace') || draft?.through !== undefined) return;
    const started = draft?.base === row ? draft : changedRow(entries.type, columns, row);
    setInPlace(fits(started));
    typeRow(started);
    select({ row: at, column: cell?.column ?? main });
  };
  const done = (): void => {
    setInPlace(false);
    grid.current?.focus();
  };
  const chosen = (): readonly Row[] => {
    const selected = selectedRows(entries);
    const one = cell === null ? undefined : rows.get(cell.row);
    return selected.length > 0 ? selected : one === undefined ? [] : [one];
  };
  useCommand('remove', () => void remove(chosen()), focused && draft === null && chosen().length > 0);

  const gridColumns = columns.map(
    (column, at): GridColumn => ({
      id: column,
      header: text.value.columns[column],
      width: widths[column],
      align: column === 'index' || column === 'score' || column === 'expires' ? 'end' : 'start',
      data: true,
      resizable: at < columns.length - 1,
      render: (index) => {
        const row = rows.get(position(index));
        if (here && draft !== null && row !== undefined && nameOfRow(columns, row) === draftName && isTypable(column, false))
          return <CellInput draft={draft} column={at} focused={at === (cell?.column ?? main)} onDone={done} />;
        return <Cell bytes={row?.[at]} column={column} />;
      },
    }),
  );
  const count = found?.length ?? entries.count;
  const activeRow = cell === null ? null : (rows.get(cell.row) ?? null);
  const beside = draft !== null && !here ? draft : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches whether the focus is inside
    <div className="value-body" onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <EntriesBar
        focused={focused}
        entries={entries}
        inside={inside}
        onInside={setInside}
        onShow={(at) => {
          select({ row: at, column: main });
          grid.current?.show(at, 'center');
          grid.current?.focus();
        }}
      />
      <div className="table-view">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the grid inside, which has the focus */}
        <div
          className="table-rows"
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key !== 'F2' || cell === null) return;
            event.preventDefault();
            edit(cell.row);
          }}
          onDoubleClick={() => cell !== null && edit(cell.row)}
        >
          {count === 0 ? (
            <NoRows searching={inside !== '' || entries.look.match.length > 0 || entries.look.min !== '' || entries.look.max !== ''} />
          ) : (
            <VirtualGrid
              ref={grid}
              label={text.value.entries}
              count={count}
              total={found === null ? Math.max(entries.paging === 'rank' ? entries.count : value.length, count) : count}
              columns={gridColumns}
              rowKey={(index) => position(index)}
              busy={busy === 'more' || busy === 'reading'}
              multi
              active={active}
              isSelected={(index) => (entries.selected.size > 0 ? entries.selected.has(position(index)) : index === active)}
              onSelectAll={() => selectAllRows(found ?? rows.keys())}
              onActive={(index, held) => {
                const at = position(index);
                selectRow(at, held);
                if (draft === null || !here) select({ row: at, column: cell?.column ?? main });
              }}
              onRange={(from, to) => {
                if (entries.paging === 'rank' && found === null) want(from, to);
                else if (found === null && to >= count - nearEnd) more();
              }}
            />
          )}
          <Foot value={value} entries={entries} found={found?.length ?? null} />
        </div>
        {(beside !== null || (activeRow !== null && !here)) && (
          <EntryInspector
            entries={entries}
            row={activeRow}
            at={cell?.row ?? 0}
            column={cell?.column ?? main}
            draft={beside}
            decoding={decoding}
            onDone={done}
          />
        )}
      </div>
    </div>
  );
}

/** Short text of one line, in every cell that can be typed. */
function fits(draft: RowDraft): boolean {
  return draft.columns.every((column, at) => {
    const cell = draft.cells[at];
    return !isTypable(column, false) || (cell !== undefined && cell.form === 'text' && cell.text.length <= maxInPlace && !cell.text.includes('\n'));
  });
}

function NoRows({ searching }: { readonly searching: boolean }): ReactNode {
  const text = useText();
  return searching ? (
    <Empty title={text.entries.noneFound} body={text.entries.noneFoundWhat} />
  ) : (
    <Empty title={text.value.emptyTable} body={text.value.emptyTableWhat} />
  );
}

/** Only what a cell can show is decoded, and only for cells that are drawn. */
function Cell({ bytes, column }: { readonly bytes: Raw | undefined; readonly column: Column }): ReactNode {
  if (bytes === undefined) return null;
  if (column === 'expires') return <span className="countdown">{timeLeft(bytes) || '—'}</span>;
  return <Bytes bytes={bytes.length > 400 ? bytes.subarray(0, 400) : bytes} cap={400} size={bytes.length} />;
}

function Foot({ value, entries, found }: { readonly value: TableValue; readonly entries: Entries; readonly found: number | null }): ReactNode {
  const text = useText();
  const format = useFormat();
  const more = useTab((state) => state.value.more);
  const stop = useTab((state) => state.value.stopMore);
  const busy = useTab((state) => state.value.busy === 'more');
  const searching = entries.look.match.length > 0;
  const loaded = entries.rows.size;
  const words =
    found !== null
      ? text.entries.foundIn(found, loaded)
      : searching
        ? `${text.entries.found(loaded)}${entries.next === null ? '' : ` · ${text.entries.lookedThrough(Math.min(entries.looked, value.length), value.length)}`}`
        : entries.paging === 'rank'
          ? entries.count === value.length
            ? loaded < entries.count
              ? text.value.readWhenSeen
              : text.value.allLoaded
            : `${format.number(entries.count)} / ${text.value.entriesOf(value.length)}`
          : loaded < value.length
            ? text.value.loadedOf(loaded, value.length)
            : text.value.allLoaded;
  return (
    <footer className="table-foot">
      <span className="muted ellipsis" role="status">
        {[words, entries.selected.size > 1 ? text.entries.selected(entries.selected.size) : ''].filter((one) => one !== '').join(' · ')}
      </span>
      {busy && searching ? (
        <Button variant="ghost" onPress={stop}>
          {text.entries.stop}
        </Button>
      ) : (
        entries.next !== null &&
        entries.paging === 'cursor' && (
          <Button variant="ghost" onPress={more}>
            {text.value.loadMore}
          </Button>
        )
      )}
    </footer>
  );
}
