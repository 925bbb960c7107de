/** The tree of keys: rows that are on screen, the keyboard, the selection, and the menu of a row. */
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Bytes as Raw, sameBytes } from '../../shared/bytes.ts';
import type { KeysRow } from '../../shared/keys/frame.ts';
import { plainText } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import type { Held } from '../ui/listKeys.ts';
import { ContextMenu } from '../ui/Menu.tsx';
import { type ListHandle, type RowInfo, VirtualList } from '../ui/VirtualList.tsx';
import { KeyLine } from './KeyLine.tsx';
import { rowAt, rowId } from './rows.ts';
import { type KeyActs, useRowCommands } from './useRowCommands.tsx';

export interface KeyRowsProps {
  readonly acts: KeyActs;
}

const none: readonly KeysRow[] = [];

export function KeyRows({ acts }: KeyRowsProps): ReactNode {
  const text = useText();
  const frame = useTab((state) => state.keys.frame);
  const cursor = useTab((state) => state.keys.cursor);
  const opened = useTab((state) => state.value.key);
  const { moveTo, toggle, look, select } = useActions('keys');
  const list = useRef<ListHandle>(null);
  const [focused, setFocused] = useState(false);
  const active = cursor?.at ?? -1;
  const current = frame === null ? null : rowAt(frame, active);
  const entries = useRowCommands(acts, current, focused);
  const onMark = useMark();
  useScroll(list);

  // A list that appears again stands where the cursor was.
  const before = useRef(active);
  useEffect(() => {
    if (before.current >= 0) list.current?.show(before.current, 'center');
  }, []);

  const rows = frame?.rows ?? none;
  const from = frame?.from ?? 0;
  const at = useCallback((index: number): KeysRow | null => rowAt({ rows, from }, index), [rows, from]);
  const describe = useCallback((index: number) => infoOf(at(index), opened, text), [at, opened, text]);
  const renderRow = useCallback((index: number) => <KeyLine row={at(index)} onMark={onMark} />, [at, onMark]);

  if (frame === null) return null;

  const move = (index: number, { shift, mod }: Held): void => {
    if (shift) {
      if (frame.selected === 0 && active >= 0) void select('one', active);
      void select('range', index);
    } else if (!mod && frame.selected > 0) void select('none');
    moveTo(index);
  };
  const goTo = (index: number): void => {
    moveTo(index);
    list.current?.show(index);
  };
  const open = (index: number, keep: boolean, by: 'key' | 'pointer'): void => {
    const row = at(index);
    if (row?.kind === 'key') acts.open(row.name, keep);
    // The first click of two has opened the folder already.
    else if (row?.kind === 'folder' && !(keep && by === 'pointer')) toggle(row.id, !row.open);
  };

  return (
    <ContextMenu entries={entries}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only watches whether the tree inside has the focus */}
      <div className="key-rows" onFocus={() => setFocused(true)} onBlur={(event) => setFocused(isLent(event.relatedTarget))}>
        <VirtualList
          ref={list}
          role="tree"
          multi
          recycle
          label={text.keys.tree}
          count={frame.total}
          active={active}
          busy={frame.scan.state === 'running'}
          rowKey={(index) => {
            const row = at(index);
            return row === null ? `at ${index}` : rowId(row);
          }}
          onActive={move}
          onOpen={(index) => open(index, false, 'pointer')}
          onKeep={(index, by) => open(index, true, by)}
          onToggle={(index) => void select('toggle', index)}
          onPeek={acts.peek}
          onSelectAll={() => void select('all')}
          onExpand={(index) => {
            const row = at(index);
            if (row?.kind !== 'folder') return;
            if (row.open) goTo(index + 1);
            else toggle(row.id, true);
          }}
          onCollapse={(index) => {
            const row = at(index);
            if (row?.kind === 'folder' && row.open) toggle(row.id, false);
            else goTo(parentOf(index, at));
          }}
          onContext={(index) => {
            if (at(index)?.selected !== true && frame.selected > 0) void select('none');
            moveTo(index);
          }}
          onRange={look}
          describe={describe}
          renderRow={renderRow}
        />
      </div>
    </ContextMenu>
  );
}

/** Menus and dialogs have the focus only for a moment: what they run is still about the row. */
function isLent(to: EventTarget | null): boolean {
  return to instanceof Element && to.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

function infoOf(row: KeysRow | null, opened: Raw | null, text: Messages): RowInfo {
  if (row === null) return {};
  const label = row.kind === 'key' ? plainText(row.name, 400) || text.keys.emptyName : text.keys.folder(plainText(row.path, 400), row.count);
  const isOpened = row.kind === 'key' && opened !== null && sameBytes(row.name, opened);
  return {
    label,
    selected: row.selected || isOpened,
    level: row.depth + 1,
    expanded: row.kind === 'folder' ? row.open : null,
    setSize: row.siblings,
    posInSet: row.position + 1,
    ...(row.selected ? { className: 'picked' } : {}),
  };
}

/** The folder a row is in. Where it is out of sight, the row it would be at if no folder between were open: keys come after folders. */
function parentOf(index: number, at: (index: number) => KeysRow | null): number {
  const row = at(index);
  if (row === null || row.depth === 0) return index;
  for (let above = index - 1; ; above--) {
    const one = at(above);
    if (one === null) return Math.max(0, index - row.position);
    if (one.depth < row.depth) return above;
  }
}

/** The mark at the front of a row, wherever the row has moved to meanwhile. */
function useMark(): (row: KeysRow) => void {
  const frame = useTab((state) => state.keys.frame);
  const select = useTab((state) => state.keys.select);
  const latest = useRef(frame);
  latest.current = frame;
  return useCallback(
    (row) => {
      const index = latest.current?.rows.indexOf(row) ?? -1;
      if (index >= 0) void select('toggle', (latest.current?.from ?? 0) + index);
    },
    [select],
  );
}

/** Goes along with rows that moved, or to the row that was asked for. */
function useScroll(list: { readonly current: ListHandle | null }): void {
  const scroll = useTab((state) => state.keys.scroll);
  const total = useTab((state) => state.keys.frame?.total ?? 0);
  const done = useRef(scroll?.id ?? 0);
  useLayoutEffect(() => {
    if (scroll === null || scroll.id === done.current) return;
    // The row may be in a folder whose opening has not arrived yet.
    if ('to' in scroll && scroll.to >= total) return;
    done.current = scroll.id;
    if ('by' in scroll) list.current?.shift(scroll.by);
    else list.current?.show(scroll.to, 'center');
  }, [scroll, total, list]);
}
