/** Bytes as numbers and letters, row by row; where all of them are here they can be typed over, put in between, and taken out. */
import './decoded.css';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import { useText } from '../../i18n/i18n.ts';
import { type ListHandle, VirtualList } from '../VirtualList.tsx';
import { hexRow, hexRowCount, perRow } from './hex.ts';
import { type HexCursor, typeHex } from './hexEdit.ts';

export interface HexViewProps {
  readonly label: string;
  readonly bytes: Bytes;
  /** Where they begin in the whole. */
  readonly base?: number;
  /** In the whole: the row to show; null for none. */
  readonly offset?: number | null;
  /** Null where they are only looked at. */
  readonly onEdit?: ((bytes: Bytes) => void) | null;
  /** Typed over, never put in between or taken out. */
  readonly fixed?: boolean;
}

export function HexView({ label, bytes, base = 0, offset = null, onEdit = null, fixed = false }: HexViewProps): ReactNode {
  const text = useText();
  const [cursor, setCursor] = useState<HexCursor>({ at: 0, half: false, inserting: false });
  const [touched, setTouched] = useState(false);
  const list = useRef<ListHandle>(null);
  const active = touched ? Math.floor(cursor.at / perRow) : -1;
  useEffect(() => {
    if (offset === null || offset < base || offset >= base + bytes.length) return;
    setTouched(true);
    setCursor((before) => ({ ...before, at: offset - base, half: false }));
    list.current?.show(Math.floor((offset - base) / perRow), 'center');
  }, [offset, base, bytes]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typed = typeHex(bytes, cursor, event.key, fixed);
    if (typed === null || (typed.bytes !== null && onEdit === null)) return;
    event.preventDefault();
    event.stopPropagation();
    setTouched(true);
    setCursor(typed.cursor);
    list.current?.show(Math.floor(typed.cursor.at / perRow));
    if (typed.bytes !== null) onEdit?.(typed.bytes);
  };
  return (
    <div className="hex-view data" onKeyDownCapture={onKey}>
      <VirtualList
        ref={list}
        role="listbox"
        label={label}
        count={Math.max(1, hexRowCount(bytes))}
        active={active}
        onActive={(row) => {
          setTouched(true);
          setCursor({ ...cursor, at: Math.min(bytes.length, row * perRow + (cursor.at % perRow)), half: false });
        }}
        rowKey={(index) => index}
        renderRow={(index) => (
          <Row bytes={bytes} row={index} base={base} chosen={index === active ? cursor : null} onChoose={(at) => setCursor({ ...cursor, at, half: false })} />
        )}
      />
      {onEdit !== null && (
        <footer className="table-foot">
          <span className="muted ellipsis" role="status">
            {text.decoded.hexAt(base + cursor.at)} · {fixed ? text.decoded.hexFixed : cursor.inserting ? text.decoded.hexInsert : text.decoded.hexOver}
          </span>
        </footer>
      )}
    </div>
  );
}

interface RowProps {
  readonly bytes: Bytes;
  readonly row: number;
  readonly base: number;
  readonly chosen: HexCursor | null;
  readonly onChoose: (at: number) => void;
}

function Row({ bytes, row, base, chosen, onChoose }: RowProps): ReactNode {
  const { offset, hex, letters } = hexRow(bytes, row, base);
  const start = row * perRow;
  if (chosen === null)
    return (
      <>
        <span className="faint">{offset}</span>
        <span className="hex-bytes">{hex}</span>
        <span className="muted hex-letters">{letters}</span>
      </>
    );
  return (
    <>
      <span className="faint">{offset}</span>
      <span className="hex-bytes">
        {Array.from({ length: perRow }, (_, at) => {
          const byte = bytes[start + at];
          const here = start + at === chosen.at;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: its place is what it is
            <span key={at} onPointerDown={() => onChoose(Math.min(bytes.length, start + at))}>
              {at === perRow / 2 ? ' ' : ''}
              <span className={here ? `hex-cursor${chosen.half ? ' half' : ''}${chosen.inserting ? ' inserting' : ''}` : ''}>
                {byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')}
              </span>
              {at === perRow - 1 ? '' : ' '}
            </span>
          );
        })}
      </span>
      <span className="muted hex-letters">{letters}</span>
    </>
  );
}
