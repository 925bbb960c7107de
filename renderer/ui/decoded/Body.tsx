/** What a decoder gave, drawn as what it is. Nothing of it is ever markup. */
import './decoded.css';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { Decoded, Numbers } from '../../../shared/decoders/decoder.ts';
import type { Works } from '../../../shared/decoders/work.ts';
import { useText } from '../../i18n/i18n.ts';
import { ServerText } from '../Bytes.tsx';
import { Skeleton, Strip } from '../Pane.tsx';
import { VirtualGrid } from '../VirtualGrid.tsx';
import { VirtualList } from '../VirtualList.tsx';
import { BitsView } from './BitsView.tsx';
import type { DigitsDoor } from './editDoor.ts';
import { HexView } from './HexView.tsx';
import { floatDigits, statistics } from './numbers.ts';
import { TextView } from './TextView.tsx';
import { TreeView } from './TreeView.tsx';
import { useWork } from './useWork.ts';
import { whyText } from './whyText.ts';

export type Shape = 'tree' | 'text';

export interface BodyProps {
  readonly label: string;
  readonly decoded: Decoded;
  /** What the last decoder was given. */
  readonly given: Bytes;
  readonly shape: Shape;
  /** How it was decoded: its tree as one text is laid out from there. */
  readonly from: Works['decode'];
  readonly digits?: DigitsDoor;
  /** Bytes can be typed over. */
  readonly onBytes?: ((bytes: Bytes) => void) | null;
}

const noDigits: DigitsDoor = { base: 0, offset: null, onBit: null, onOver: null };

export function Body({ label, decoded, given, shape, from, digits = noDigits, onBytes = null }: BodyProps): ReactNode {
  const text = useText();
  switch (decoded.kind) {
    case 'text':
      return <TextView label={label} bytes={decoded.language === 'plain' && decoded.text.length === given.length ? given : utf8(decoded.text)} />;
    case 'tree':
      return (
        <>
          {decoded.cut !== null && <Strip tone="info">{text.decoded.cut(whyText(text, decoded.cut))}</Strip>}
          {shape === 'tree' ? <TreeView label={label} root={decoded.root} /> : <TreeText label={label} from={from} />}
        </>
      );
    case 'table':
      return (
        <>
          {decoded.cut !== null && <Strip tone="info">{text.decoded.cut(whyText(text, decoded.cut))}</Strip>}
          <Table label={label} rows={decoded.rows} />
        </>
      );
    case 'image':
      return <Picture label={label} image={decoded} />;
    case 'numbers':
      return <NumberRows label={label} numbers={decoded.numbers} />;
    case 'facts':
      return (
        <dl className="decoded-facts" aria-label={label}>
          {decoded.facts
            .filter((fact) => fact.text !== '')
            .map((fact) => (
              <Pair key={fact.name} name={text.decoded.facts[fact.name]} value={fact.text} />
            ))}
        </dl>
      );
    case 'digits':
      return decoded.base === 2 ? (
        <BitsView label={text.decoded.bytes} bytes={decoded.bytes} base={digits.base} onBit={digits.onBit} />
      ) : (
        <HexView
          label={text.decoded.bytes}
          bytes={decoded.bytes}
          base={digits.base}
          offset={digits.offset}
          onEdit={onBytes ?? digits.onOver}
          fixed={onBytes === null}
        />
      );
    case 'bytes':
      return <HexView label={text.decoded.bytes} bytes={decoded.bytes} />;
  }
}

function Pair({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt className="muted">{name}</dt>
      <dd className="data">
        <ServerText text={value} cap={20_000} />
      </dd>
    </>
  );
}

/** The whole tree laid out: JSON's own characters where the bytes are JSON, else the notation that is edited. */
function TreeText({ label, from }: { readonly label: string; readonly from: Works['decode'] }): ReactNode {
  const text = useText();
  const asked = useWork('layOut', from, label);
  if (asked === 'running' || asked === null) return <Skeleton shape="text" />;
  const laid = asked.ok ? asked.value : asked;
  // A text that a tree names a thousand times is small as a tree and may be huge as a text.
  if (!laid.ok) return <Strip tone="warn">{text.decoded.refused(text.decoded.text, whyText(text, laid.why))}</Strip>;
  return <TextView label={label} bytes={laid.value} />;
}

function Table({ label, rows }: { readonly label: string; readonly rows: readonly (readonly string[])[] }): ReactNode {
  const text = useText();
  const [active, setActive] = useState(-1);
  const width = Math.min(
    200,
    rows.slice(0, 100).reduce((most, row) => Math.max(most, row.length), 1),
  );
  const columns = Array.from({ length: width }, (_, at) => ({
    id: String(at),
    header: text.decoded.column(at + 1),
    width: 160,
    data: true,
    resizable: true,
    render: (index: number) => <ServerText text={rows[index]?.[at] ?? ''} cap={400} />,
  }));
  return <VirtualGrid label={label} count={rows.length} columns={columns} rowKey={(index) => index} active={active} onActive={setActive} />;
}

function Picture({ label, image }: { readonly label: string; readonly image: Extract<Decoded, { kind: 'image' }> }): ReactNode {
  const text = useText();
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(image.bytes)], { type: image.mime }));
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [image]);
  return (
    <>
      <div className="decoded-image">
        {broken ? <p>{text.decoded.pictureBroken}</p> : url !== null && <img src={url} alt={label} onError={() => setBroken(true)} />}
      </div>
      <div className="decoded-foot muted">
        {image.mime} · {text.decoded.picture(image.width, image.height)}
      </div>
    </>
  );
}

const perRow = 8;

function numberRow(numbers: Numbers, row: number): string {
  const parts: string[] = [];
  for (const value of numbers.subarray(row * perRow, (row + 1) * perRow)) parts.push(floatDigits(numbers, value).padStart(12));
  return parts.join(' ');
}

function NumberRows({ label, numbers }: { readonly label: string; readonly numbers: Numbers }): ReactNode {
  const text = useText();
  const [active, setActive] = useState(-1);
  const said = useMemo(() => statistics(numbers), [numbers]);
  return (
    <>
      <div className="hex-view data">
        <VirtualList
          role="listbox"
          label={label}
          count={Math.ceil(numbers.length / perRow)}
          active={active}
          onActive={setActive}
          rowKey={(index) => index}
          renderRow={(index) => (
            <>
              <span className="faint">{String(index * perRow).padStart(7)}</span>
              <span>{numberRow(numbers, index)}</span>
            </>
          )}
        />
      </div>
      <div className="decoded-foot muted">
        {text.decoded.numbers(numbers.length)}
        {said !== null && ` · ${text.decoded.statistics(said.least, said.most, said.mean, said.norm)}`}
      </div>
    </>
  );
}
