/** Bytes as numbers and letters, row by row. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import { type ListHandle, VirtualList } from '../ui/VirtualList.tsx';
import { hexRow, hexRowCount } from './hex.ts';

export interface HexViewProps {
  readonly label: string;
  readonly bytes: Bytes;
  /** Where they begin in the whole. */
  readonly base: number;
  /** In the whole: the row to show; null for none. */
  readonly offset: number | null;
}

export function HexView({ label, bytes, base, offset }: HexViewProps): ReactNode {
  const [active, setActive] = useState(-1);
  const list = useRef<ListHandle>(null);
  useEffect(() => {
    if (offset === null || offset < base || offset >= base + bytes.length) return;
    const row = Math.floor((offset - base) / 16);
    setActive(row);
    list.current?.show(row, 'center');
  }, [offset, base, bytes]);
  return (
    <div className="hex-view data">
      <VirtualList
        ref={list}
        role="listbox"
        label={label}
        count={hexRowCount(bytes)}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        renderRow={(index) => {
          const { offset, hex, letters } = hexRow(bytes, index, base);
          return (
            <>
              <span className="faint">{offset}</span>
              <span className="hex-bytes">{hex}</span>
              <span className="muted hex-letters">{letters}</span>
            </>
          );
        }}
      />
    </div>
  );
}
