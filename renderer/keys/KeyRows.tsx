/** The tree of keys: rows that are on screen, the keyboard, and the menu of a row. */
import { ChevronDown, ChevronRight, Copy, Lock, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { type Bytes as Raw, sameBytes } from '../../shared/bytes.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';
import { plainText } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge } from '../ui/Badge.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Countdown } from '../ui/Countdown.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { ContextMenu, type MenuEntry } from '../ui/Menu.tsx';
import { type ListHandle, VirtualList } from '../ui/VirtualList.tsx';
import type { KnownMeta } from './meta.ts';
import type { FolderRow, KeyRow, Row } from './tree.ts';

export interface KeyRowsProps {
  readonly onOpen: (key: Raw) => void;
  readonly onRemove: (key: Raw) => void;
}

/** So many rows before the end are the end. */
const nearEnd = 16;

export function KeyRows({ onOpen, onRemove }: KeyRowsProps): ReactNode {
  const text = useText();
  const rows = useTab((state) => state.keys.rows);
  const cursor = useTab((state) => state.keys.cursor);
  const scan = useTab((state) => state.keys.scan);
  const opened = useTab((state) => state.value.key);
  const moveTo = useTab((state) => state.keys.moveTo);
  const toggle = useTab((state) => state.keys.toggle);
  const more = useTab((state) => state.keys.more);
  const list = useRef<ListHandle>(null);
  const [focused, setFocused] = useState(false);
  const [range, setRange] = useState({ from: 0, to: 0 });
  const active = useMemo(() => (cursor === null ? -1 : rows.findIndex((row) => row.id === cursor)), [rows, cursor]);
  const current = rows[active];
  useWanted(rows, range);

  // A collapsed tree of many names fits on one screen: only scrolling asks for more by itself.
  const atEnd = range.from > 0 && range.to >= rows.length - nearEnd;
  useEffect(() => {
    if (atEnd && scan.kind === 'waiting' && !scan.stopped) more();
  }, [atEnd, scan, more]);

  useCommand('remove', () => current?.kind === 'key' && onRemove(current.key), focused && current?.kind === 'key');

  const openRow = (index: number): void => {
    const row = rows[index];
    if (row?.kind === 'key') onOpen(row.key);
    else if (row?.kind === 'folder') toggle(row.id, !row.open);
  };
  const goTo = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    moveTo(row.id);
    list.current?.show(index);
  };

  const tree = (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches whether the tree inside has the focus
    <div className="key-rows" onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <VirtualList
        ref={list}
        role="tree"
        label={text.keys.tree}
        count={rows.length}
        active={active}
        busy={scan.kind === 'running'}
        rowKey={(index) => rows[index]?.id ?? index}
        onActive={(index) => moveTo(rows[index]?.id ?? null)}
        onOpen={openRow}
        onExpand={(index) => {
          const row = rows[index];
          if (row?.kind !== 'folder') return;
          if (row.open) goTo(index + 1);
          else toggle(row.id, true);
        }}
        onCollapse={(index) => {
          const row = rows[index];
          if (row?.kind === 'folder' && row.open) toggle(row.id, false);
          else goTo(parentOf(rows, index));
        }}
        onRange={(from, to) => setRange({ from, to })}
        describe={(index) => {
          const row = rows[index];
          if (row === undefined) return {};
          const label = row.kind === 'key' ? plainText(row.key, 400) || text.keys.emptyName : text.keys.folder(plainText(row.prefix, 400), row.count);
          const selected = row.kind === 'key' && opened !== null && sameBytes(row.key, opened);
          return { label, selected, level: row.level, expanded: row.kind === 'folder' ? row.open : null, setSize: row.siblings, posInSet: row.position };
        }}
        renderRow={(index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return row.kind === 'folder' ? <FolderLine row={row} /> : <KeyLine row={row} />;
        }}
      />
    </div>
  );
  return <ContextMenu entries={current === undefined ? [] : entriesOf(current)}>{tree}</ContextMenu>;

  function entriesOf(row: Row): readonly MenuEntry[] {
    const name = row.kind === 'key' ? row.key : row.prefix;
    const copies: readonly MenuEntry[] = [
      'separator',
      { label: text.keys.copyName, icon: <Copy size={14} />, run: () => copyText(text, safeText(name)) },
      { label: text.keys.copyQuoted, run: () => copyText(text, quoteWhereNeeded(name)) },
    ];
    if (row.kind === 'folder') return [{ label: row.open ? text.keys.closeFolder : text.keys.openFolder, run: () => toggle(row.id, !row.open) }, ...copies];
    return [
      { label: text.keys.open, command: 'open', run: () => onOpen(row.key) },
      ...copies,
      'separator',
      { label: text.keys.remove, icon: <Trash2 size={14} />, command: 'remove', danger: true, run: () => onRemove(row.key) },
    ];
  }
}

/** Asks for type and TTL of the keys in sight, also when they were forgotten. */
function useWanted(rows: readonly Row[], { from, to }: { readonly from: number; readonly to: number }): void {
  const want = useTab((state) => state.keys.want);
  const none = useTab((state) => state.keys.metas.size === 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when nothing is known any more, the same rows are asked about again
  useEffect(() => {
    const keys: Raw[] = [];
    for (const row of rows.slice(from, to)) if (row.kind === 'key') keys.push(row.key);
    if (keys.length > 0) want(keys);
  }, [rows, from, to, want, none]);
}

function parentOf(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 1;
  let at = index - 1;
  while (at >= 0 && (rows[at]?.level ?? 1) >= level) at--;
  return at;
}

function FolderLine({ row }: { readonly row: FolderRow }): ReactNode {
  const format = useFormat();
  return (
    <span className="key-line" style={{ paddingInlineStart: indent(row.level) }}>
      {row.open ? <ChevronDown size={14} className="faint" /> : <ChevronRight size={14} className="faint" />}
      <span className="key-name data">
        <Bytes bytes={row.label} />
      </span>
      <span className="key-note faint">{format.number(row.count)}</span>
    </span>
  );
}

function KeyLine({ row }: { readonly row: KeyRow }): ReactNode {
  const text = useText();
  const known = useTab((state) => state.keys.metas.get(row.id));
  const gone = known?.meta.kind === 'gone';
  return (
    <span className={gone ? 'key-line gone' : 'key-line'} style={{ paddingInlineStart: indent(row.level) + (row.level > 1 ? 4 : 0) }}>
      <TypeBadge type={known?.meta.kind === 'known' ? known.meta.type : null} />
      <span className="key-name data">
        {row.label.length === 0 && <span className="faint">{text.keys.emptyName}</span>}
        {row.deep && '… '}
        <Bytes bytes={row.label} />
      </span>
      {known !== undefined && <KeyNote known={known} row={row} />}
    </span>
  );
}

function KeyNote({ known, row }: { readonly known: KnownMeta; readonly row: KeyRow }): ReactNode {
  const text = useText();
  const want = useTab((state) => state.keys.want);
  switch (known.meta.kind) {
    case 'gone':
      return <span className="key-note faint">{text.keys.gone}</span>;
    case 'denied':
      return (
        <span className="key-note faint">
          <Lock size={12} /> {text.keys.denied}
        </span>
      );
    case 'lost':
      return <span className="key-note faint">{text.keys.lost}</span>;
    case 'known':
      return (
        <span className="key-note faint" title={known.meta.ttl === null ? text.keys.noTtl : undefined}>
          {known.meta.ttl === null ? '—' : <Countdown ttl={known.meta.ttl} at={known.at} onEnd={() => want([row.key])} />}
        </span>
      );
  }
}

function indent(level: number): number {
  return (Math.min(level, 24) - 1) * 14;
}
