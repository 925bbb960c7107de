/** The messages that were pinned: what they said, what was noted, and the way back to where they came. */
import './pins.css';
import { LocateFixed, PinOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { maxNote } from '../../shared/feed/keepsakes.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { TextField } from '../ui/Field.tsx';
import { notify } from '../ui/Notices.tsx';
import type { Pin } from './pinning.ts';

export function Pins(): ReactNode {
  const text = useText();
  const pins = useTab((state) => state.feed.pins);
  return (
    <section className="live-pins" aria-label={text.feed.pinned}>
      <ul>
        {pins.map((pin) => (
          <PinRow key={pin.id} pin={pin} />
        ))}
      </ul>
    </section>
  );
}

function PinRow({ pin: { id, live, row, payload, note } }: { readonly pin: Pin }): ReactNode {
  const text = useText();
  const format = useFormat();
  const { unpin, annotate, jump } = useActions('feed');
  const show = async (): Promise<void> => {
    if (!(await jump({ kind: 'seq', seq: row.seq }))) notify({ title: text.feed.pinGone, tone: 'info', id: 'pin-gone' });
  };
  return (
    <li className="live-pin" data-pin={id}>
      <p className="live-pin-head">
        <span className="muted">{live ? format.clock(row.at) : format.moment(row.at)}</span>
        <span className="data ellipsis">
          <Bytes bytes={row.channel} cap={80} />
        </span>
        {live && <IconButton label={text.feed.showInFeed} icon={<LocateFixed size={14} />} onPress={() => void show()} />}
        <IconButton label={text.feed.unpin} icon={<PinOff size={14} />} onPress={() => unpin(id)} />
      </p>
      <p className="data ellipsis">
        <Bytes bytes={payload} cap={300} size={row.size} />
      </p>
      <TextField
        label={text.feed.note}
        hideLabel
        placeholder={text.feed.notePlaceholder}
        value={note}
        onChange={(next) => annotate(id, next)}
        maxLength={maxNote}
      />
    </li>
  );
}
