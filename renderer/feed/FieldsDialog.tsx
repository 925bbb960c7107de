/** The fields of a channel's messages: how many have each, as what, and what of it has changed lately. */
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { idOf } from '../../shared/bytes.ts';
import type { SeenField, SeenFields } from '../../shared/feed/insight.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import { shareText } from './share.ts';

const all = '';

export function FieldsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.fields;
  const channels = useTab((state) => state.feed.channels);
  const read = useTab((state) => state.feed.fields);
  const [chosen, setChosen] = useState(all);
  const [seen, setSeen] = useState<SeenFields | null>(null);
  const { run, busy, fault } = useSend();
  const byId = useMemo(() => new Map(channels.map(({ channel }) => [idOf(channel), channel])), [channels]);
  const look = (id: string): void => void run(async () => setSeen(await read(byId.get(id) ?? null)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => look(all), []);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={words.title}
      description={words.what}
      footer={
        <>
          <Button disabled={busy} onPress={() => look(chosen)}>
            {words.again}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {text.ui.close}
          </Button>
        </>
      }
    >
      <div className="live-form">
        <Select
          label={text.feed.channel}
          value={chosen}
          choices={[{ value: all, label: words.all }, ...[...byId].map(([value, channel]) => ({ value, label: plainText(channel, 60) }))]}
          onChange={(next) => {
            setChosen(next);
            look(next);
          }}
        />
        {fault !== null && <Failure fault={fault} inline />}
        {seen === null && fault === null && <Skeleton />}
        {seen !== null && <Found seen={seen} />}
      </div>
    </Dialog>
  );
}

function Found({ seen: { looked, fields } }: { readonly seen: SeenFields }): ReactNode {
  const text = useText();
  const words = text.live.fields;
  if (fields.length === 0) return <p className="muted">{words.none(looked)}</p>;
  return (
    <>
      <p className="muted" role="status">
        {words.looked(looked)}
      </p>
      <div className="live-table-scroll">
        <table className="live-plain-table">
          <thead>
            <tr>
              <th>{words.field}</th>
              <th>{words.share}</th>
              <th>{words.types}</th>
              <th>{words.example}</th>
              <th>{words.drift}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Line key={field.path} field={field} looked={looked} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Line({ field: { path, count, types, example, drift }, looked }: { readonly field: SeenField; readonly looked: number }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.fields;
  return (
    <tr>
      <td className="data">{plainString(path, 120)}</td>
      <td>{shareText(format, count / Math.max(1, looked))}</td>
      <td>
        {types
          .map(([type, of]) => (types.length === 1 ? words.typeNames[type] : `${words.typeNames[type]} ${shareText(format, of / Math.max(1, count))}`))
          .join(', ')}
      </td>
      <td className="data">
        <ServerText text={example} cap={80} />
      </td>
      <td className={drift === null ? 'muted' : 'live-drift'}>{drift === null ? '' : words.drifts[drift]}</td>
    </tr>
  );
}
