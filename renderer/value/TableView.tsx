/** A collection: its rows as far as they were scrolled to, and the cell that is looked at. */
import { Copy, X } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { exactText, type Bytes as Raw } from '../../shared/bytes.ts';
import type { Column, TableValue } from '../../shared/value/value.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { hexOf } from '../ui/decoded/hex.ts';
import { Empty } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { type GridColumn, VirtualGrid } from '../ui/VirtualGrid.tsx';
import { BytesView, suggestedView, ViewSelect } from './BytesView.tsx';

const widths: Readonly<Record<Column, number | 'fill'>> = { field: 220, value: 'fill', index: 88, member: 'fill', score: 160, id: 190, entry: 'fill' };

/** Rows before the end at which the next window is asked for. */
const nearEnd = 60;

export function TableView({ value }: { readonly value: TableValue }): ReactNode {
  const text = useText();
  const cell = useTab((state) => state.value.cell);
  const busy = useTab((state) => state.value.busy === 'more');
  const select = useTab((state) => state.value.select);
  const more = useTab((state) => state.value.more);
  const main = value.columns.length - 1;
  const columns = value.columns.map(
    (column, at): GridColumn => ({
      id: column,
      header: text.value.columns[column],
      width: widths[column],
      align: column === 'index' || column === 'score' ? 'end' : 'start',
      data: true,
      resizable: at < main,
      render: (index) => <Cell bytes={value.rows[index]?.[at]} />,
    }),
  );
  if (value.rows.length === 0) return <Empty title={text.value.emptyTable} body={text.value.emptyTableWhat} />;
  const chosen = cell === null ? undefined : value.rows[cell.row]?.[cell.column];
  return (
    <div className="table-view">
      <div className="table-rows">
        <VirtualGrid
          label={text.value.entries}
          count={value.rows.length}
          total={value.length}
          columns={columns}
          rowKey={(index) => index}
          busy={busy}
          active={cell?.row ?? -1}
          onActive={(row) => select({ row, column: cell?.column ?? main })}
          onRange={(_, to) => {
            if (to >= value.rows.length - nearEnd) more();
          }}
        />
        <footer className="table-foot">
          <span className="muted ellipsis">{text.value.loadedOf(value.rows.length, value.length)}</span>
          {value.next !== null && (
            <Button variant="ghost" onPress={more}>
              {text.value.loadMore}
            </Button>
          )}
        </footer>
      </div>
      {cell !== null && chosen !== undefined && <Inspector columns={value.columns} column={cell.column} row={cell.row} bytes={chosen} />}
    </div>
  );
}

/** Only what a cell can show is decoded, and only for cells that are drawn. */
function Cell({ bytes }: { readonly bytes: Raw | undefined }): ReactNode {
  return bytes === undefined ? null : <Bytes bytes={bytes.length > 400 ? bytes.subarray(0, 400) : bytes} cap={400} size={bytes.length} />;
}

interface InspectorProps {
  readonly columns: readonly Column[];
  readonly column: number;
  readonly row: number;
  readonly bytes: Raw;
}

function Inspector({ columns, column, row, bytes }: InspectorProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const select = useTab((state) => state.value.select);
  const view = useTab((state) => state.value.view);
  const setView = useTab((state) => state.value.setView);
  const shown = view ?? suggestedView(bytes, true);
  const close = useCallback(() => select(null), [select]);
  useCommand('back', close);
  return (
    <section className="inspector" aria-label={text.value.cell}>
      <header className="inspector-bar">
        {columns.length > 1 && (
          <RadioGroup
            label={text.value.cellColumn}
            hideLabel
            value={String(column)}
            choices={columns.map((one, at) => ({ value: String(at), label: text.value.columns[one] }))}
            onChange={(next) => select({ row, column: Number(next) })}
          />
        )}
        <span className="faint inspector-size">{format.bytes(bytes.length)}</span>
        <ViewSelect view={shown} onChange={setView} />
        <IconButton
          label={shown === 'hex' ? text.value.copyHex : text.value.copy}
          icon={<Copy size={14} />}
          onPress={() => copyText(text, shown === 'hex' ? hexOf(bytes) : (exactText(bytes) ?? safeText(bytes)))}
        />
        <IconButton label={text.value.closeCell} icon={<X size={14} />} onPress={close} />
      </header>
      <BytesView bytes={bytes} view={shown} label={text.value.cell} />
    </section>
  );
}
