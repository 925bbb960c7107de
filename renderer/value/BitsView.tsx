/** A string as bits: eight bytes a row, each bit a switch that is written only while it is what is shown. */
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { notifyFault } from '../ui/Notices.tsx';
import { VirtualList } from '../ui/VirtualList.tsx';
import { useEntryActions } from './useEntryActions.ts';

const perRow = 64;

export interface BitsViewProps {
  readonly label: string;
  readonly bytes: Bytes;
  /** Where they begin in the whole. */
  readonly base: number;
  /** Null where they are only looked at. */
  readonly editable: boolean;
}

export function BitsView({ label, bytes, base, editable }: BitsViewProps): ReactNode {
  const text = useText();
  const change = useTab((state) => state.value.change);
  const { told } = useEntryActions();
  const [active, setActive] = useState(0);
  const [bit, setBit] = useState(0);
  const ones = useMemo(() => bytes.reduce((sum, byte) => sum + countOf(byte), 0), [bytes]);
  const toggle = async (at: number): Promise<void> => {
    if (!editable || at >= bytes.length * 8) return;
    const offset = base * 8 + at;
    const to = bitAt(bytes, at) === 1 ? 0 : 1;
    const done = await change({ kind: 'bit', offset, to });
    if ('code' in done) notifyFault(text, done);
    else told(text.strings.bitSet(offset, to), done.undo);
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0) {
      const next = Math.min(bytes.length * 8 - 1, Math.max(0, active * perRow + bit + by));
      setActive(Math.floor(next / perRow));
      setBit(next % perRow);
    } else if (event.key === ' ' || event.key === 'Enter') void toggle(active * perRow + bit);
    else return;
    event.preventDefault();
  };
  return (
    <div className="bits-view data" onKeyDownCapture={onKey}>
      <VirtualList
        role="listbox"
        label={label}
        count={Math.ceil((bytes.length * 8) / perRow)}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        describe={(index) => ({ label: text.strings.bitsRow(base * 8 + index * perRow, index === active ? bit : 0, bitAt(bytes, index * perRow + bit)) })}
        renderRow={(index) => (
          <>
            <span className="faint bits-offset">{base * 8 + index * perRow}</span>
            <Row bytes={bytes} from={index * perRow} chosen={index === active ? bit : -1} onToggle={(at) => void toggle(at)} onChoose={setBit} />
          </>
        )}
      />
      <footer className="table-foot">
        <span className="muted" role="status">
          {text.strings.bits(ones, bytes.length * 8, base * 8 + active * perRow + bit)}
        </span>
      </footer>
    </div>
  );
}

interface RowProps {
  readonly bytes: Bytes;
  readonly from: number;
  readonly chosen: number;
  readonly onToggle: (at: number) => void;
  readonly onChoose: (bit: number) => void;
}

function Row({ bytes, from, chosen, onToggle, onChoose }: RowProps): ReactNode {
  const bits: ReactNode[] = [];
  for (let bit = 0; bit < perRow && from + bit < bytes.length * 8; bit++) {
    bits.push(
      // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the keyboard has Space on the list
      <span
        key={bit}
        className={`bit${bitAt(bytes, from + bit) === 1 ? ' one' : ''}${bit === chosen ? ' chosen' : ''}${bit % 8 === 0 ? ' byte' : ''}`}
        onPointerDown={() => onChoose(bit)}
        onDoubleClick={() => onToggle(from + bit)}
      >
        {bitAt(bytes, from + bit)}
      </span>,
    );
  }
  return <span className="bits-row">{bits}</span>;
}

/** As GETBIT counts: from the highest bit of the first byte on. */
function bitAt(bytes: Bytes, at: number): 0 | 1 {
  return (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1 ? 1 : 0;
}

function countOf(byte: number): number {
  let ones = 0;
  for (let left = byte; left > 0; left &= left - 1) ones++;
  return ones;
}
