/** Bytes as bits: eight bytes a row, each bit a switch where it can be written. */
import './decoded.css';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import { useText } from '../../i18n/i18n.ts';
import { VirtualList } from '../VirtualList.tsx';

const perRow = 64;

export interface BitsViewProps {
  readonly label: string;
  readonly bytes: Bytes;
  /** Where they begin in the whole. */
  readonly base?: number;
  /** Of the whole, as SETBIT counts; null where they are only looked at. */
  readonly onBit?: ((offset: number, to: 0 | 1) => void) | null;
}

export function BitsView({ label, bytes, base = 0, onBit = null }: BitsViewProps): ReactNode {
  const text = useText();
  const [active, setActive] = useState(0);
  const [bit, setBit] = useState(0);
  const ones = useMemo(() => bytes.reduce((sum, byte) => sum + countOf(byte), 0), [bytes]);
  const toggle = (at: number): void => {
    if (at < bytes.length * 8) onBit?.(base * 8 + at, bitAt(bytes, at) === 1 ? 0 : 1);
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0) {
      const next = Math.min(bytes.length * 8 - 1, Math.max(0, active * perRow + bit + by));
      setActive(Math.floor(next / perRow));
      setBit(next % perRow);
    } else if (event.key === ' ' || event.key === 'Enter') toggle(active * perRow + bit);
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
        describe={(index) => ({ label: text.decoded.bitsRow(base * 8 + index * perRow, index === active ? bit : 0, bitAt(bytes, index * perRow + bit)) })}
        renderRow={(index) => (
          <>
            <span className="faint bits-offset">{base * 8 + index * perRow}</span>
            <Row bytes={bytes} from={index * perRow} chosen={index === active ? bit : -1} onToggle={(at) => toggle(at)} onChoose={setBit} />
          </>
        )}
      />
      <footer className="table-foot">
        <span className="muted" role="status">
          {text.decoded.bits(ones, bytes.length * 8, base * 8 + active * perRow + bit)}
          {onBit !== null && ` · ${text.decoded.bitsChange}`}
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
