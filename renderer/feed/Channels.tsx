/** The channels that are heard, busiest first unless sorted: how many messages, how fast, how that went in the last minute, and what can be done with one. */
import { Ear, EyeOff, Focus } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { idOf, type Bytes as Raw, sameBytes } from '../../shared/bytes.ts';
import { channelRows, type FeedChannel } from '../../shared/feed/feed.ts';
import { written } from '../../shared/feed/query/complete.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Sparkline } from '../ui/Sparkline.tsx';
import { type GridColumn, VirtualGrid } from '../ui/VirtualGrid.tsx';
import { maxFilter } from './filtering.ts';
import { rateSeconds } from './frames.ts';

type Order = 'channel' | 'received' | 'rate';

export function Channels(): ReactNode {
  const text = useText();
  const format = useFormat();
  const channels = useTab((state) => state.feed.channels);
  const rates = useTab((state) => state.feed.rates);
  const filter = useTab((state) => state.feed.filter);
  const known = useTab((state) => state.feed.frame?.channelsKnown ?? 0);
  const forgotten = useTab((state) => state.feed.frame?.channelsForgotten ?? 0);
  const setFilter = useTab((state) => state.feed.setFilter);
  const [order, setOrder] = useState<{ readonly column: Order; readonly descending: boolean }>({ column: 'rate', descending: true });
  const [active, setActive] = useState<string | null>(null);
  const rows = useMemo(() => sorted(channels, order.column, order.descending), [channels, order]);
  const at = (index: number): FeedChannel | undefined => rows[index];
  const columns: readonly GridColumn[] = [
    {
      id: 'channel',
      header: text.feed.channel,
      width: 'fill',
      data: true,
      sortable: true,
      render: (index) => <Bytes bytes={at(index)?.channel ?? empty} cap={120} />,
    },
    { id: 'received', header: text.feed.messages, width: 76, align: 'end', sortable: true, render: (index) => format.number(at(index)?.received ?? 0) },
    { id: 'rate', header: text.feed.rate, width: 62, align: 'end', sortable: true, render: (index) => text.ui.rate(at(index)?.perSecond ?? 0) },
    {
      id: 'minute',
      header: text.feed.lastMinute,
      width: 88,
      render: (index) => <Sparkline values={rates.get(idOf(at(index)?.channel ?? empty)) ?? []} capacity={rateSeconds} />,
    },
  ];
  return (
    <div className="live-channels">
      <VirtualGrid
        label={text.feed.channels}
        count={rows.length}
        total={known}
        columns={columns}
        rowKey={(index) => idOf(at(index)?.channel ?? empty)}
        rowClass={(index) => (filter !== '' && queryFor(at(index)?.channel ?? empty) === filter ? 'live-filtered' : undefined)}
        active={rows.findIndex((row) => idOf(row.channel) === active)}
        onActive={(index) => setActive(idOf(at(index)?.channel ?? empty))}
        onOpen={(index) => {
          const query = queryFor(at(index)?.channel ?? empty);
          if (query.length <= maxFilter) setFilter(query === filter ? '' : query);
        }}
        sort={order}
        onSort={(column) => setOrder({ column: column as Order, descending: order.column === column ? !order.descending : column !== 'channel' })}
      />
      <Chosen channel={rows.find((row) => idOf(row.channel) === active)} />
      {rows.length === 0 && <p className="live-none muted">{text.feed.noChannels}</p>}
      {/* The table is renewed once a second, the count with every frame: only a full table leaves channels out. */}
      {rows.length >= channelRows && known > rows.length && <p className="live-more muted">{text.feed.moreChannels(rows.length, known)}</p>}
      {forgotten > 0 && <p className="live-more muted">{text.feed.forgotten(forgotten)}</p>}
    </div>
  );
}

/** The one that is selected: when it was heard, and one click to hear it alone, not at all, or by a subscription of its own. */
function Chosen({ channel: row }: { readonly channel: FeedChannel | undefined }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.served;
  const opened = useTab((state) => state.feed.opened !== null);
  const listened = useTab((state) => state.feed.sources.some(({ kind, name }) => kind !== 'pattern' && row !== undefined && sameBytes(name, row.channel)));
  const filter = useTab((state) => state.feed.filter);
  const { setFilter, narrow, listen } = useActions('feed');
  if (row === undefined) return null;
  const { channel, bytes, firstAt, lastAt } = row;
  const query = queryFor(channel);
  // Alone and hidden at once it could not be shown at all.
  const hide = (): void => (filter === query ? setFilter(`-${query}`) : void narrow(`-${query}`));
  return (
    <div className="live-channel">
      <p className="muted">{[format.bytes(bytes), `${words.first} ${format.clock(firstAt)}`, `${words.last} ${format.clock(lastAt)}`].join(' · ')}</p>
      {!opened && !listened && (
        <IconButton label={text.feed.subscribe} icon={<Ear size={14} />} hint="SUBSCRIBE" onPress={() => void listen('channel', channel)} />
      )}
      <IconButton label={words.only} icon={<Focus size={14} />} pressed={filter === query} onPress={() => setFilter(query)} />
      <IconButton label={words.hide} icon={<EyeOff size={14} />} onPress={hide} />
    </div>
  );
}

const empty = new Uint8Array();

function queryFor(channel: Raw): string {
  return `channel:${written(channel)}`;
}

function sorted(channels: readonly FeedChannel[], column: Order, descending: boolean): readonly FeedChannel[] {
  const sign = descending ? -1 : 1;
  const byName = (a: FeedChannel, b: FeedChannel): number => (idOf(a.channel) < idOf(b.channel) ? -1 : 1);
  const by: Readonly<Record<Order, (a: FeedChannel, b: FeedChannel) => number>> = {
    channel: (a, b) => sign * byName(a, b),
    received: (a, b) => sign * (a.received - b.received) || byName(a, b),
    rate: (a, b) => sign * (a.perSecond - b.perSecond) || byName(a, b),
  };
  return [...channels].sort(by[column]);
}
