/** The channels somebody is subscribed to, as the servers tell, beside what was heard of them: listened to, shown alone or hidden by one click. */
import { Ear, EyeOff, Focus } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { displayText, idOf } from '../../shared/bytes.ts';
import type { FeedChannel } from '../../shared/feed/feed.ts';
import type { ServedChannel } from '../../shared/feed/insight.ts';
import { written } from '../../shared/feed/query/complete.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { VirtualGrid } from '../ui/VirtualGrid.tsx';
import { useWatched } from './useWatched.ts';

interface Row {
  readonly channel: ServedChannel['channel'];
  readonly served: ServedChannel | null;
  readonly heard: FeedChannel | null;
}

export function ServedDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.served;
  const watch = useTab((state) => state.feed.watchServed);
  const channels = useTab((state) => state.feed.channels);
  const { listen, narrow, setFilter } = useActions('feed');
  const { last: served, fault } = useWatched(watch);
  const [wanted, setWanted] = useState('');
  const [active, setActive] = useState(0);
  const rows = useMemo(() => merged(served?.channels ?? [], channels, wanted), [served, channels, wanted]);
  return (
    <Dialog open onClose={onClose} width="wide" title={words.title} description={words.what} footer={<Button onPress={onClose}>{text.ui.close}</Button>}>
      <div className="live-form">
        {fault !== null && <Failure fault={fault} inline />}
        {served === null && fault === null && <Skeleton />}
        <TextField label={words.find} hideLabel placeholder={words.find} value={wanted} onChange={setWanted} clearable data />
        {served !== null && (
          <p className="muted" role="status">
            {words.count(served.total, served.patterns)}
            {served.unasked.length > 0 && ` ${words.unasked(plainString(served.unasked.join(', '), 200))}`}
          </p>
        )}
        <div className="live-table">
          <VirtualGrid
            label={words.title}
            count={rows.length}
            rowKey={(index) => rowId(rows[index])}
            active={Math.min(active, rows.length - 1)}
            onActive={setActive}
            columns={[
              { id: 'channel', header: text.feed.channel, width: 'fill', data: true, render: (at) => rows[at] && <Bytes bytes={rows[at].channel} cap={120} /> },
              { id: 'kind', header: words.kind, width: 100, render: (at) => (rows[at]?.served?.sharded === true ? text.live.kinds.shard : '') },
              { id: 'subscribers', header: words.subscribers, width: 92, align: 'end', render: (at) => number(format.number, rows[at]?.served?.subscribers) },
              { id: 'messages', header: text.feed.messages, width: 84, align: 'end', render: (at) => number(format.number, rows[at]?.heard?.received) },
              { id: 'bytes', header: words.bytes, width: 76, align: 'end', render: (at) => number(format.bytes, rows[at]?.heard?.bytes) },
              { id: 'first', header: words.first, width: 104, render: (at) => number(format.clock, rows[at]?.heard?.firstAt) },
              { id: 'last', header: words.last, width: 104, render: (at) => number(format.clock, rows[at]?.heard?.lastAt) },
            ]}
          />
        </div>
        <Chosen row={rows[Math.min(active, rows.length - 1)]}>
          {(row) => (
            <>
              <Button icon={<Ear size={14} />} onPress={() => void listen(row.served?.sharded === true ? 'shard' : 'channel', row.channel)}>
                {text.feed.subscribe}
              </Button>
              <IconButton label={words.only} icon={<Focus size={14} />} onPress={() => setFilter(`channel:${written(row.channel)}`)} />
              <IconButton label={words.hide} icon={<EyeOff size={14} />} onPress={() => void narrow(`-channel:${written(row.channel)}`)} />
            </>
          )}
        </Chosen>
      </div>
    </Dialog>
  );
}

function Chosen({ row, children }: { readonly row: Row | undefined; readonly children: (row: Row) => ReactNode }): ReactNode {
  if (row === undefined) return null;
  return (
    <div className="live-table-foot">
      <span className="data ellipsis">{plainText(row.channel, 80)}</span>
      {children(row)}
    </div>
  );
}

function number(write: (value: number) => string, value: number | undefined): ReactNode {
  return value === undefined ? <span className="faint">–</span> : write(value);
}

function rowId(row: Row | undefined): string {
  return row === undefined ? '' : `${row.served?.sharded === true ? 'S' : ''}${idOf(row.channel)}`;
}

/** What the servers tell first, then what was heard and is not served any more. */
function merged(served: readonly ServedChannel[], heard: readonly FeedChannel[], wanted: string): readonly Row[] {
  const byId = new Map(heard.map((one) => [idOf(one.channel), one]));
  const known = new Set(served.map(({ channel }) => idOf(channel)));
  const rows: readonly Row[] = [
    ...served.map((one) => ({ channel: one.channel, served: one, heard: byId.get(idOf(one.channel)) ?? null })),
    ...heard.filter(({ channel }) => !known.has(idOf(channel))).map((one) => ({ channel: one.channel, served: null, heard: one })),
  ];
  const lower = wanted.trim().toLowerCase();
  return lower === '' ? rows : rows.filter(({ channel }) => displayText(channel).toLowerCase().includes(lower));
}
