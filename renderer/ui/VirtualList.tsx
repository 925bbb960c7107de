/** A list or tree of any number of equal rows, of which only those on screen are drawn. */
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: every row is a treeitem or an option, and both may have a name
import './lists.css';
import { type KeyboardEvent, memo, type ReactNode, type Ref, type RefObject, useEffect, useId, useImperativeHandle, useReducer, useRef } from 'react';
import { useRowHeight } from './Kit.tsx';
import { type ListActions, onListKey, rowEvents } from './listKeys.ts';
import { createSlots } from './slots.ts';
import { useRows } from './useRows.ts';

/** What a row is, beside what it shows. */
export interface RowInfo {
  /** Accessible name, where what the row shows does not say it. */
  readonly label?: string;
  readonly selected?: boolean;
  readonly className?: string;
  /** Trees only: from 1, and null for a leaf. */
  readonly level?: number;
  readonly expanded?: boolean | null;
  readonly setSize?: number;
  readonly posInSet?: number;
}

export interface ListHandle {
  show(index: number, align?: 'nearest' | 'start' | 'center' | 'end'): void;
  shift(rows: number): void;
  focus(): void;
}

export interface VirtualListProps extends ListActions {
  readonly role: 'listbox' | 'tree';
  readonly label: string;
  readonly count: number;
  readonly rowKey: (index: number) => string | number;
  /** The element of a row that went is used for one that came: for rows that nothing inside of can have the focus. */
  readonly recycle?: boolean;
  /** As long as this and `describe` are the same functions, rows that stay are not drawn again. */
  readonly renderRow: (index: number) => ReactNode;
  readonly describe?: (index: number) => RowInfo;
  /** Rows drawn now, `to` exclusive: the time to ask for them. */
  readonly onRange?: (from: number, to: number) => void;
  readonly multi?: boolean;
  readonly busy?: boolean;
  readonly follow?: boolean;
  readonly onFollow?: (follow: boolean) => void;
  readonly className?: string;
  readonly ref?: Ref<ListHandle>;
}

const nothing: RowInfo = {};

/** While rows run by, elements stand in the page as they were used; a while later in the order of the rows. */
const calmMs = 150;

export function VirtualList(props: VirtualListProps): ReactNode {
  const { role, label, count, rowKey, renderRow, describe, multi = false, busy = false, recycle = false, active } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef<ListActions>(props);
  latest.current = props;
  const id = useId();
  const row = useRowHeight();
  const rows = useRows({ count, row, head: 0, scroller, onRange: props.onRange, follow: props.follow, onFollow: props.onFollow });
  useImperativeHandle(props.ref, () => ({ show: rows.show, shift: rows.shift, focus: () => scroller.current?.focus() }), [rows.show, rows.shift]);
  const order = useOrder(rows.from, rows.to, rowKey, recycle);

  const drawn = order.map(({ index, key }) => (
    <Row
      key={key}
      id={`${id}-${index}`}
      role={role === 'tree' ? 'treeitem' : 'option'}
      index={index}
      top={rows.offsetOf(index)}
      count={count}
      isActive={index === active}
      describe={describe}
      renderRow={renderRow}
      list={latest}
    />
  ));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is a listbox or a tree, which the linter cannot see
    <div
      ref={scroller}
      role={role}
      aria-label={label}
      aria-multiselectable={multi || undefined}
      aria-busy={busy || undefined}
      aria-activedescendant={active >= rows.from && active < rows.to ? `${id}-${active}` : undefined}
      tabIndex={0}
      className={`virtual${props.className === undefined ? '' : ` ${props.className}`}`}
      onKeyDown={(event) => {
        if (opensMenu(event)) openMenuAt(event, document.getElementById(`${id}-${active}`));
        else onListKey(event, props, rows);
      }}
    >
      <div role="presentation" className="list-body" style={{ height: rows.height }}>
        {drawn}
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly role: 'treeitem' | 'option';
  readonly index: number;
  readonly top: number;
  readonly count: number;
  readonly isActive: boolean;
  readonly describe: VirtualListProps['describe'];
  readonly renderRow: VirtualListProps['renderRow'];
  readonly list: RefObject<ListActions>;
}

const Row = memo(function Row({ id, role, index, top, count, isActive, describe, renderRow, list }: RowProps): ReactNode {
  const info = describe?.(index) ?? nothing;
  return (
    <div
      id={id}
      role={role}
      className={`list-row${info.className === undefined ? '' : ` ${info.className}`}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-label={info.label}
      aria-selected={info.selected ?? isActive}
      aria-level={info.level}
      aria-expanded={info.expanded ?? undefined}
      aria-setsize={info.setSize ?? (role === 'option' ? count : undefined)}
      aria-posinset={info.posInSet ?? (role === 'option' ? index + 1 : undefined)}
      data-active={isActive ? '' : undefined}
      {...rowEvents(index, () => list.current)}
    >
      {renderRow(index)}
    </div>
  );
});

interface Ordered {
  readonly index: number;
  readonly key: string | number;
}

/** The rows that are drawn, in the order of their elements: one that is moved in the page costs as much as a new one. */
function useOrder(from: number, to: number, rowKey: (index: number) => string | number, recycle: boolean): readonly Ordered[] {
  const slots = useRef(createSlots());
  const before = useRef<readonly number[]>([]);
  const moves = useRef(0);
  const calmAt = useRef(0);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  const keys = indexes.map(rowKey);
  const used = recycle ? slots.current.assign(keys) : [];
  const moved = recycle && (used.length !== before.current.length || used.some((slot, at) => slot !== before.current[at]));
  before.current = used;
  if (moved) moves.current++;
  const restless = moves.current !== calmAt.current;
  const move = moves.current;
  useEffect(() => {
    if (!restless) return undefined;
    const timer = setTimeout(() => {
      calmAt.current = move;
      redraw();
    }, calmMs);
    return () => clearTimeout(timer);
  }, [restless, move]);
  const order = indexes.map((index, at) => ({ index, key: recycle ? (used[at] as number) : (keys[at] as string | number) }));
  return restless ? order.sort((a, b) => (a.key as number) - (b.key as number)) : order;
}

function opensMenu({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

/** The menu key opens the menu of the active row, not one in the middle of the list. */
function openMenuAt(event: KeyboardEvent, row: HTMLElement | null): void {
  if (row === null) return;
  event.preventDefault();
  const { left, bottom } = row.getBoundingClientRect();
  row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, clientX: left + 24, clientY: bottom - 4 }));
}
