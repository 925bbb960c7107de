/** Bytes as digits and letters, row by row. */
import './decoded.css';
import { type ReactNode, useState } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import { VirtualList } from '../VirtualList.tsx';
import { bitRow, bitRowCount, hexRow, hexRowCount } from './hex.ts';

export interface HexViewProps {
  readonly label: string;
  readonly bytes: Bytes;
  /** 2: bit by bit. */
  readonly base?: 16 | 2;
}

export function HexView({ label, bytes, base = 16 }: HexViewProps): ReactNode {
  const [active, setActive] = useState(-1);
  return (
    <div className={base === 2 ? 'hex-view bit-rows data' : 'hex-view data'}>
      <VirtualList
        role="listbox"
        label={label}
        count={base === 2 ? bitRowCount(bytes) : hexRowCount(bytes)}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        renderRow={(index) => {
          const { offset, hex, letters } = base === 2 ? bitRow(bytes, index) : hexRow(bytes, index);
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
