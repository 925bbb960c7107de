/** Bytes in the view that is chosen, for reading: a whole string, or one cell of a table. */
import { type ReactNode, useMemo } from 'react';
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { prettyJson } from '../ui/decoded/json.ts';
import { TextView } from '../ui/decoded/TextView.tsx';
import { Strip } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import { BitsView } from './BitsView.tsx';
import { HexView } from './HexView.tsx';
import type { ViewAs } from './state.ts';

export interface BytesViewProps {
  readonly bytes: Bytes;
  readonly view: ViewAs;
  /** Accessible name of a text. */
  readonly label: string;
  /** Where they begin in the whole, where they are a part of it. */
  readonly base?: number;
  /** In the whole: what the hex view shows. */
  readonly offset?: number | null;
  /** Bits can be changed. */
  readonly editable?: boolean;
  /** Bytes can be typed in the hex view. */
  readonly onBytes?: ((bytes: Bytes) => void) | null;
}

export function BytesView({ bytes, view, label, base = 0, offset = null, editable = false, onBytes = null }: BytesViewProps): ReactNode {
  const text = useText();
  switch (view) {
    case 'text':
      return <TextView label={label} bytes={bytes} />;
    case 'json':
      return <JsonView label={label} bytes={bytes} />;
    case 'hex':
      return <HexView label={text.value.bytes} bytes={bytes} base={base} offset={offset} onEdit={onBytes} />;
    case 'bits':
      return <BitsView label={text.value.bytes} bytes={bytes} base={base} editable={editable} />;
  }
}

/** Laying out more than this would hold the page. */
const maxJson = 8 * 1024 * 1024;

function JsonView({ bytes, label }: Pick<BytesViewProps, 'bytes' | 'label'>): ReactNode {
  const text = useText();
  const pretty = useMemo(() => {
    const source = bytes.length > maxJson ? null : exactText(bytes);
    const laidOut = source === null ? null : prettyJson(source);
    return laidOut?.ok === true ? { bytes: utf8(laidOut.text), cut: laidOut.cut } : null;
  }, [bytes]);
  if (pretty === null) {
    return (
      <>
        <Strip tone="info">{bytes.length > maxJson ? text.value.jsonLarge : text.value.notJson}</Strip>
        <TextView label={label} bytes={bytes} />
      </>
    );
  }
  return (
    <>
      {pretty.cut && <Strip tone="info">{text.value.jsonCut(pretty.bytes.length)}</Strip>}
      <TextView label={label} bytes={pretty.bytes} />
    </>
  );
}

/** What is shown while nothing is chosen: text where it is text that can be read. */
export function suggestedView(bytes: Bytes, whole: boolean): ViewAs {
  if (isMostlyControl(bytes)) return 'hex';
  if (exactText(bytes) !== null) return 'text';
  // A preview may end in the middle of a character.
  if (!whole) for (let cut = 1; cut < 4; cut++) if (exactText(bytes.subarray(0, -cut)) !== null) return 'text';
  return 'hex';
}

/** NULs and their like are valid UTF-8; as text they would be a wall of chips. */
function isMostlyControl(bytes: Bytes): boolean {
  const head = bytes.subarray(0, 4096);
  const controls = head.reduce((sum, byte) => sum + (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d ? 1 : 0), 0);
  return controls * 4 > head.length;
}

export function ViewSelect({ view, onChange }: { readonly view: ViewAs; readonly onChange: (view: ViewAs) => void }): ReactNode {
  const text = useText();
  const choices = (['text', 'json', 'hex', 'bits'] as const).map((one) => ({ value: one, label: text.value.views[one] }));
  return <Select label={text.value.viewAs} hideLabel value={view} choices={choices} onChange={onChange} />;
}
