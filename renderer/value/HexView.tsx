/** Bytes as numbers and letters, row by row. */
import { type ReactNode, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import { VirtualList } from '../ui/VirtualList.tsx';
import { hexRow, hexRowCount } from './hex.ts';

export function HexView({ label, bytes }: { readonly label: string; readonly bytes: Bytes }): ReactNode {
  const [active, setActive] = useState(-1);
  return (
    <div className="hex-view data">
      <VirtualList
        role="listbox"
        label={label}
        count={hexRowCount(bytes)}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        renderRow={(index) => {
          const { offset, hex, letters } = hexRow(bytes, index);
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
