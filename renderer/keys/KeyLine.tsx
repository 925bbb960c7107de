/** One row of the list: a folder with its count and share, or a key with its type, its name and how long it lives. */
import { ChevronDown, ChevronRight, Lock } from 'lucide-react';
import { memo, type ReactNode, useMemo } from 'react';
import { idOf } from '../../shared/bytes.ts';
import type { FolderRow, KeyRow, KeysRow } from '../../shared/keys/frame.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge } from '../ui/Badge.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Countdown } from '../ui/Countdown.tsx';
import type { KnownMeta } from './meta.ts';

export interface KeyLineProps {
  /** Null while it is on its way. */
  readonly row: KeysRow | null;
  /** The mark at the front was pressed: in or out of the selection. */
  readonly onMark: (row: KeysRow) => void;
}

export const KeyLine = memo(function KeyLine({ row, onMark }: KeyLineProps): ReactNode {
  if (row === null) return <span className="key-line coming" aria-hidden="true" />;
  return row.kind === 'folder' ? <FolderLine row={row} /> : <NameLine row={row} onMark={onMark} />;
});

function FolderLine({ row }: { readonly row: FolderRow }): ReactNode {
  const text = useText();
  const format = useFormat();
  return (
    <span className="key-line" style={{ paddingInlineStart: indent(row.depth) }}>
      {row.open ? <ChevronDown size={14} className="faint" /> : <ChevronRight size={14} className="faint" />}
      <span className="key-name data">
        <Bytes bytes={row.label} />
      </span>
      <span className="key-share" title={text.keys.share(row.share)} aria-hidden="true">
        <span style={{ transform: `scaleX(${row.share})` }} />
      </span>
      <span className="key-note faint">{format.number(row.count)}</span>
    </span>
  );
}

function NameLine({ row, onMark }: { readonly row: KeyRow; readonly onMark: KeyLineProps['onMark'] }): ReactNode {
  const text = useText();
  const id = useMemo(() => idOf(row.name), [row]);
  const known = useTab((state) => state.keys.metas.get(id));
  const gone = known?.meta.kind === 'gone' || row.mark?.what === 'expired' || row.mark?.what === 'deleted';
  return (
    <span className={gone ? 'key-line gone' : 'key-line'} style={{ paddingInlineStart: indent(row.depth) + (row.depth > 0 ? 4 : 0) }}>
      {row.mark !== null && <Flash key={id} mark={row.mark} />}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Ctrl+Space does the same for the row */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: to a screen reader the row itself is what is selected */}
      <span
        className={row.selected ? 'key-mark ticked' : 'key-mark'}
        onMouseDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          onMark(row);
        }}
        title={text.keys.mark}
      >
        <TypeBadge type={known?.meta.kind === 'known' ? known.meta.type : row.type} />
      </span>
      <span className="key-name data">
        {row.label.length === 0 && <span className="faint">{text.keys.emptyName}</span>}
        {row.deep && '… '}
        <Bytes bytes={row.label} />
      </span>
      {known !== undefined && <Note known={known} row={row} />}
    </span>
  );
}

/** Once per event; where motion is not wanted, a dot as long as it is news. */
function Flash({ mark: { what, age } }: { readonly mark: NonNullable<KeyRow['mark']> }): ReactNode {
  const text = useText();
  return <span className={`key-flash ${what}`} style={{ animationDelay: `${-Math.round(age)}ms` }} role="img" aria-label={text.keys.marks[what]} />;
}

function Note({ known, row }: { readonly known: KnownMeta; readonly row: KeyRow }): ReactNode {
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
          {known.meta.ttl === null ? '—' : <Countdown ttl={known.meta.ttl} at={known.at} onEnd={() => want([row.name])} />}
        </span>
      );
  }
}

function indent(depth: number): number {
  return Math.min(depth, 24) * 14;
}
