/** A list or tree of any number of equal rows, of which only those on screen are drawn. */
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: every row is a treeitem or an option, and both may have a name
import './lists.css';
import { type KeyboardEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react';
import { useRowHeight } from './Kit.tsx';
import { type ListActions, onListKey, rowEvents } from './listKeys.ts';
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

export function VirtualList(props: VirtualListProps): ReactNode {
  const { role, label, count, rowKey, renderRow, describe: infoOf, multi = false, busy = false, active } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const row = useRowHeight();
  const rows = useRows({ count, row, head: 0, scroller, onRange: props.onRange, follow: props.follow, onFollow: props.onFollow });
  useImperativeHandle(props.ref, () => ({ show: rows.show, shift: rows.shift, focus: () => scroller.current?.focus() }), [rows.show, rows.shift]);

  const drawn: ReactNode[] = [];
  for (let index = rows.from; index < rows.to; index++) {
    const info = infoOf?.(index) ?? nothing;
    drawn.push(
      <div
        key={rowKey(index)}
        id={`${id}-${index}`}
        role={role === 'tree' ? 'treeitem' : 'option'}
        className={`list-row${info.className === undefined ? '' : ` ${info.className}`}`}
        style={{ transform: `translateY(${rows.offsetOf(index)}px)` }}
        aria-label={info.label}
        aria-selected={info.selected ?? index === active}
        aria-level={info.level}
        aria-expanded={info.expanded ?? undefined}
        aria-setsize={info.setSize ?? (role === 'listbox' ? count : undefined)}
        aria-posinset={info.posInSet ?? (role === 'listbox' ? index + 1 : undefined)}
        data-active={index === active ? '' : undefined}
        {...rowEvents(index, props)}
      >
        {renderRow(index)}
      </div>,
    );
  }
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
