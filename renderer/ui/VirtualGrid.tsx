/** A table of any number of equal rows: columns with names and widths, rows asked for as they come into sight. */
// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot place ten million rows; the roles say what it is
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its row by aria-activedescendant
import './lists.css';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useRowHeight } from './Kit.tsx';
import { type ListActions, onListKey, rowEvents } from './listKeys.ts';
import { useRows } from './useRows.ts';
import type { ListHandle } from './VirtualList.tsx';

export interface GridColumn {
  readonly id: string;
  readonly header: string;
  /** Pixels; `fill` shares what is left. */
  readonly width: number | 'fill';
  readonly align?: 'start' | 'end';
  /** Drawn in the data font. */
  readonly data?: boolean;
  readonly resizable?: boolean;
  readonly sortable?: boolean;
  readonly render: (index: number) => ReactNode;
}

export interface VirtualGridProps extends ListActions {
  readonly label: string;
  readonly count: number;
  readonly columns: readonly GridColumn[];
  readonly rowKey: (index: number) => string | number;
  readonly rowClass?: (index: number) => string | undefined;
  readonly isSelected?: (index: number) => boolean;
  readonly onRange?: (from: number, to: number) => void;
  /** The table's full length where `count` is only what can be scrolled to; -1 where nobody knows. */
  readonly total?: number;
  readonly multi?: boolean;
  /** Lines of text a row has room for; 1 unless told. */
  readonly lines?: number;
  readonly busy?: boolean;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly onSort?: (column: string) => void;
  /** Where rows come and go all the time: what, added to an index, names a row for good. The element of a row that went is used for one that came. */
  readonly naming?: number;
  readonly follow?: boolean;
  readonly onFollow?: (follow: boolean) => void;
  readonly ref?: Ref<ListHandle>;
}

const narrowest = 48;
/** `--line-height` in pixels. */
const textLine = 16;
const fillMinimum = 120;

export function VirtualGrid(props: VirtualGridProps): ReactNode {
  const { label, count, columns, rowKey, rowClass, isSelected, active, total, multi = false, busy = false, lines = 1 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const line = useRowHeight();
  const row = line + (lines - 1) * textLine;
  const [widths, setWidths] = useState<ReadonlyMap<string, number>>(new Map());
  const rows = useRows({ count, row, head: line, scroller, onRange: props.onRange, follow: props.follow, onFollow: props.onFollow });
  useImperativeHandle(props.ref, () => ({ show: rows.show, shift: rows.shift, focus: () => scroller.current?.focus() }), [rows.show, rows.shift]);

  const widthOf = (column: GridColumn): number | 'fill' => widths.get(column.id) ?? column.width;
  const template = columns.map((column) => cssWidth(widthOf(column))).join(' ');
  const least = columns.reduce((sum, column) => sum + numberWidth(widthOf(column)), 0);

  const slots = useRef(1);
  slots.current = Math.max(slots.current, rows.to - rows.from);
  const { naming } = props;
  const slotOf = (index: number): number => modulo(index + (naming ?? 0), slots.current);
  // Whoever follows the end and has chosen nothing begins behind it: one step up is the last row.
  const fromEnd = active < 0 && props.follow === true;
  let drawn: ReactNode[] = [];
  for (let index = rows.from; index < rows.to; index++) {
    const extra = rowClass?.(index);
    drawn.push(
      <div
        key={naming === undefined ? rowKey(index) : slotOf(index)}
        id={`${id}-${index}`}
        role="row"
        className={`list-row grid-row${lines > 1 ? ' tall' : ''}${extra === undefined ? '' : ` ${extra}`}`}
        style={{ transform: `translateY(${rows.offsetOf(index)}px)`, gridTemplateColumns: template, height: row }}
        aria-rowindex={index + 2}
        aria-selected={isSelected?.(index) ?? index === active}
        data-active={index === active ? '' : undefined}
        {...rowEvents(index, () => props)}
      >
        {columns.map((column) => (
          <div key={column.id} role="gridcell" className={cellClass(column)}>
            {column.render(index)}
          </div>
        ))}
      </div>,
    );
  }
  if (naming !== undefined && props.follow === true) {
    // Elements that change their order are moved in the page, which costs as much as new ones: while rows run by, the order is the slots'.
    const wrapped = (slots.current - slotOf(rows.from)) % slots.current;
    drawn = [...drawn.slice(wrapped), ...drawn.slice(0, wrapped)];
  }
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={total === -1 ? -1 : (total ?? count) + 1}
      aria-colcount={columns.length}
      aria-multiselectable={multi || undefined}
      aria-busy={busy || undefined}
      aria-activedescendant={active >= rows.from && active < rows.to ? `${id}-${active}` : undefined}
      tabIndex={0}
      className="virtual grid"
      onKeyDown={(event) => onListKey(event, fromEnd && event.key !== 'Enter' && event.key !== ' ' ? { ...props, active: count } : props, rows)}
    >
      <div role="rowgroup" className="grid-head" style={{ minWidth: least }}>
        <div role="row" aria-rowindex={1} className="grid-row" style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <Header
              key={column.id}
              column={column}
              sort={props.sort}
              onSort={props.onSort}
              onWidth={(width) => setWidths(new Map(widths).set(column.id, Math.max(narrowest, Math.round(width))))}
            />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="list-body" style={{ height: rows.height, minWidth: least }}>
        {drawn}
      </div>
    </div>
  );
}

interface HeaderProps {
  readonly column: GridColumn;
  readonly sort: VirtualGridProps['sort'];
  readonly onSort: VirtualGridProps['onSort'];
  readonly onWidth: (width: number) => void;
}

function Header({ column, sort, onSort, onWidth }: HeaderProps): ReactNode {
  const cell = useRef<HTMLDivElement>(null);
  const sorted = sort?.column === column.id ? sort : undefined;
  const canSort = column.sortable === true && onSort !== undefined;
  return (
    <div
      ref={cell}
      role="columnheader"
      className={`cell${column.align === 'end' ? ' end' : ''}`}
      aria-sort={sorted === undefined ? undefined : sorted.descending ? 'descending' : 'ascending'}
    >
      {canSort ? (
        <button type="button" className="grid-sort" onClick={() => onSort(column.id)}>
          <span className="ellipsis">{column.header}</span>
          {sorted !== undefined && (sorted.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
        </button>
      ) : (
        <span className="ellipsis">{column.header}</span>
      )}
      {column.resizable === true && <Resizer name={column.header} measure={() => cell.current?.offsetWidth ?? fillMinimum} onWidth={onWidth} />}
    </div>
  );
}

function Resizer({ name, measure, onWidth }: { readonly name: string; readonly measure: () => number; readonly onWidth: (width: number) => void }): ReactNode {
  const text = useText();
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const [width, setWidth] = useState(fillMinimum);
  const resize = (next: number): void => {
    setWidth(Math.max(narrowest, Math.round(next)));
    onWidth(next);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={text.ui.resizeColumn(name)}
      aria-valuenow={width}
      aria-valuemin={narrowest}
      tabIndex={0}
      className="grid-resizer"
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: measure() };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) resize(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event: KeyboardEvent) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        resize(measure() + step);
      }}
    />
  );
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function cssWidth(width: number | 'fill'): string {
  return width === 'fill' ? `minmax(${fillMinimum}px, 1fr)` : `${width}px`;
}

function numberWidth(width: number | 'fill'): number {
  return width === 'fill' ? fillMinimum : width;
}

function cellClass(column: GridColumn): string {
  return `cell${column.align === 'end' ? ' end' : ''}${column.data === true ? ' data' : ''}`;
}
