/** Text that is only looked at: drawn with chips for what hides; a short one can be selected, a long one is drawn row by row. */
import { type CSSProperties, type ReactNode, useMemo, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { Bytes } from '../ui/Bytes.tsx';
import { VirtualList } from '../ui/VirtualList.tsx';
import { rowBytes, type TextRow, textRows } from './textRows.ts';

/** Up to this many rows are drawn at once. */
const maxWhole = 800;

export function TextView({ label, bytes }: { readonly label: string; readonly bytes: Raw }): ReactNode {
  const rows = useMemo(() => textRows(bytes), [bytes]);
  const digits: CSSProperties = { '--digits': String(rows.at(-1)?.line ?? 1).length } as CSSProperties;
  const [active, setActive] = useState(-1);
  if (rows.length <= maxWhole) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and is read like a text field that cannot be typed in
      <div className="text-view data" role="textbox" aria-readonly="true" aria-multiline="true" aria-label={label} tabIndex={0} style={digits}>
        {rows.map((row, at) => (
          <div key={row.start} className="text-row">
            <Line bytes={bytes} row={row} first={rows[at - 1]?.line !== row.line} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div className="text-view rows data" style={digits}>
      <VirtualList
        role="listbox"
        label={label}
        count={rows.length}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        renderRow={(index) => {
          const row = rows[index];
          return row === undefined ? null : <Line bytes={bytes} row={row} first={rows[index - 1]?.line !== row.line} />;
        }}
      />
    </div>
  );
}

function Line({ bytes, row, first }: { readonly bytes: Raw; readonly row: TextRow; readonly first: boolean }): ReactNode {
  // Indentation is space, not something hidden: only what follows is drawn with marks.
  let start = row.start;
  if (first) while (start < row.end && bytes[start] === 0x20) start++;
  return (
    <>
      <span className="text-number faint" aria-hidden="true">
        {first ? row.line : ''}
      </span>
      <span className="text-line" style={start === row.start ? {} : { paddingInlineStart: `${start - row.start}ch` }}>
        <Bytes bytes={bytes.subarray(start, row.end)} cap={rowBytes + 4} />
      </span>
    </>
  );
}
