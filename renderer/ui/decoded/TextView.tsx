/** Text that is only looked at: drawn with chips for what hides; a short one can be selected, a long one is drawn row by row. */
import './decoded.css';
import { type CSSProperties, memo, type ReactNode, startTransition, useEffect, useMemo, useState } from 'react';
import type { Bytes as Raw } from '../../../shared/bytes.ts';
import { Bytes } from '../Bytes.tsx';
import { VirtualList } from '../VirtualList.tsx';
import { type TextRow, textRows } from './textRows.ts';

/** Up to this much is drawn at once, wrapped and selectable. */
const maxWhole = { bytes: 64 * 1024, lines: 1500 };

export function TextView({ label, bytes }: { readonly label: string; readonly bytes: Raw }): ReactNode {
  const lines = useMemo(() => (bytes.length > maxWhole.bytes ? null : textRows(bytes, Number.POSITIVE_INFINITY)), [bytes]);
  const whole = lines !== null && lines.length <= maxWhole.lines;
  const rows = useMemo(() => (whole && lines !== null ? lines : textRows(bytes)), [bytes, lines, whole]);
  const digits: CSSProperties = { '--digits': String(rows.at(-1)?.line ?? 1).length } as CSSProperties;
  const [active, setActive] = useState(-1);
  if (whole) return <Whole label={label} bytes={bytes} rows={rows} digits={digits} />;
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

/** Rows that are on screen at once, at most: the others are drawn when these are. */
const firstRows = 100;
/** Rows of one block: the browser lays a block out when it comes into view. */
const blockRows = 50;

interface WholeProps {
  readonly label: string;
  readonly bytes: Raw;
  readonly rows: readonly TextRow[];
  readonly digits: CSSProperties;
}

function Whole({ label, bytes, rows, digits }: WholeProps): ReactNode {
  const [drawn, setDrawn] = useState<readonly TextRow[] | null>(null);
  useEffect(() => startTransition(() => setDrawn(rows)), [rows]);
  const blocks = useMemo(() => blocksOf(drawn === rows ? rows : rows.slice(0, firstRows)), [drawn, rows]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text area would draw what hides as nothing
    <div className="text-view data" role="textbox" aria-readonly="true" aria-multiline="true" aria-label={label} tabIndex={0} style={digits}>
      {blocks.map((block) => (
        <Block key={block[0]?.start} bytes={bytes} rows={block} />
      ))}
    </div>
  );
}

function blocksOf(rows: readonly TextRow[]): readonly (readonly TextRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / blockRows) }, (_, at) => rows.slice(at * blockRows, (at + 1) * blockRows));
}

const Block = memo(function Block({ bytes, rows }: { readonly bytes: Raw; readonly rows: readonly TextRow[] }): ReactNode {
  return (
    <div className="text-block" style={{ containIntrinsicHeight: `auto ${rows.length * 18}px` }}>
      {rows.map((row) => (
        <div key={row.start} className="text-row">
          <Line bytes={bytes} row={row} first />
        </div>
      ))}
    </div>
  );
});

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
        <Bytes bytes={bytes.subarray(start, row.end)} cap={row.end - row.start} />
      </span>
    </>
  );
}
