/** Which message the one that is read is compared with: the one before it in its channel, the other end of what is selected, or one that was pinned. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { Schema } from '../../shared/decoders/decoder.ts';
import type { Fault } from '../../shared/fault.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import type { MessageRow } from './pinning.ts';

const Changes = lazy(async () => ({ default: (await import('./Changes.tsx')).Changes }));

const previous = 'previous';
const selected = 'selected';

interface Other {
  readonly of: string;
  readonly found: { readonly row: MessageRow; readonly payload: Raw } | null;
  readonly fault: Fault | null;
}

export function Comparison({ row, payload, schemas }: { readonly row: MessageRow; readonly payload: Raw; readonly schemas: readonly Schema[] }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.changes;
  const opened = useTab((state) => state.feed.opened);
  const pins = useTab((state) => state.feed.pins);
  const { before, wholeOf } = useActions('feed');
  const anchor = useTab((state) => state.feed.anchor);
  const [picked, setPicked] = useState<string | null>(null);
  // Two ends of a selection are what somebody chose to compare.
  const end = anchor !== null && anchor !== row.seq ? anchor : null;
  const chosen = picked === null || (picked === selected && end === null) ? (end === null ? previous : selected) : picked;
  const [other, setOther] = useState<Other | null>(null);
  const offered = opened === null ? pins.filter((pin) => !(pin.live && pin.row.seq === row.seq) && pin.payload.length === pin.row.size) : [];
  const pin = offered.find((one) => one.id === chosen);
  const of = chosen === selected ? `${row.seq} ${end}` : String(row.seq);
  useEffect(() => {
    let wanted = true;
    (chosen === selected && end !== null ? wholeOf(end) : before(row.seq)).then(
      (found) => wanted && setOther({ of, found, fault: null }),
      (thrown: unknown) => wanted && setOther({ of, found: null, fault: faultOf(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [before, wholeOf, of, row.seq, chosen, end]);
  const asked = other !== null && other.of === of ? other : null;
  const against = pin ?? asked?.found ?? null;
  return (
    <section className="live-comparison" aria-label={words.title}>
      <div className="live-payload-bar">
        <Select
          label={words.with}
          value={pin === undefined && chosen !== selected ? previous : chosen}
          choices={[
            { value: previous, label: words.previous },
            ...(end === null ? [] : [{ value: selected, label: words.selected(end) }]),
            ...offered.map((one) => ({ value: one.id, label: words.pin(one.row.seq), hint: one.note.slice(0, 40) })),
          ]}
          onChange={setPicked}
        />
        {against !== null && <span className="muted">{`${format.clock(against.row.at)} · ${text.feed.number(against.row.seq)}`}</span>}
      </div>
      {pin === undefined && asked?.fault != null && <Failure fault={asked.fault} inline />}
      {against === null && asked === null && <Skeleton shape="text" />}
      {against === null && asked !== null && asked.fault === null && <p className="live-none muted">{words.noPrevious}</p>}
      {against !== null && (
        <Suspense fallback={<Skeleton shape="text" />}>
          <Changes before={against.payload} after={payload} schemas={schemas} />
        </Suspense>
      )}
    </section>
  );
}
