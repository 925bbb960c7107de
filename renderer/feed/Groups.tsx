/** Who else reads the streams that are followed: each group with its consumers, what it has not acknowledged, and how far it is behind. */
import './dialogs.css';
import './groups.css';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FeedSource, StreamGroups } from '../../shared/feed/feed.ts';
import { plainText } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Empty, Failure, Skeleton } from '../ui/Pane.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { shareText } from './share.ts';
import { useWatched } from './useWatched.ts';

export function Groups({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useText().beside.groups;
  const sources = useTab((state) => state.feed.sources);
  const watch = useTab((state) => state.feed.watchGroups);
  const { last, fault } = useWatched(watch);
  const streams = sources.filter(({ kind }) => kind === 'stream');
  return (
    <section className="live-groups" aria-label={words.title}>
      <header className="live-facts">
        <h3>{words.title}</h3>
        <span className="live-facts-tools">
          <IconButton label={words.close} icon={<X size={14} />} onPress={onClose} />
        </span>
      </header>
      {fault !== null && <Failure fault={fault} inline />}
      {streams.length === 0 && <Empty title={words.none} body={words.noStreams} />}
      {streams.length > 0 && last === null && fault === null && <Skeleton />}
      {last !== null && streams.map((source) => <OfStream key={source.id} source={source} found={last.find((one) => one.source === source.id) ?? null} />)}
    </section>
  );
}

function OfStream({ source, found }: { readonly source: FeedSource; readonly found: StreamGroups | null }): ReactNode {
  const words = useText().beside.groups;
  return (
    <section aria-label={plainText(source.name, 80)}>
      <p className="live-groups-stream">
        <span className="data ellipsis">
          <Bytes bytes={source.name} cap={80} />
        </span>
        {found !== null && <span className="muted">{words.length(found.length)}</span>}
      </p>
      {found === null ? (
        <p className="muted">{words.untold}</p>
      ) : found.groups.length === 0 ? (
        <p className="muted">{words.none}</p>
      ) : (
        <table className="live-plain-table">
          <thead>
            <tr>
              <th>{words.group}</th>
              <th className="end">{words.consumers}</th>
              <th className="end">{words.pending}</th>
              <th className="end">{words.lag}</th>
              <th>{words.last}</th>
            </tr>
          </thead>
          <tbody>
            {found.groups.map((group) => (
              <Line key={plainText(group.name, 200)} group={group} length={found.length} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ group, length }: { readonly group: StreamGroups['groups'][number]; readonly length: number }): ReactNode {
  const words = useText().beside.groups;
  const format = useFormat();
  const { name, consumers, pending, lag, lastId } = group;
  const share = lag === null ? 0 : Math.min(1, lag / Math.max(1, length));
  return (
    <tr>
      <td className="data">
        <Bytes bytes={name} cap={60} />
      </td>
      <td className="end">{format.number(consumers)}</td>
      <td className="end">{format.number(pending)}</td>
      <td className="end">
        {lag === null ? (
          <Tooltip text={words.unknownHint}>
            <span className="muted">{words.unknown}</span>
          </Tooltip>
        ) : (
          <>
            {format.number(lag)}
            {lag > 0 && (
              <span className="live-groups-bar" role="img" aria-label={words.behind(shareText(format, share))}>
                <span style={{ width: `${share * 100}%` }} />
              </span>
            )}
          </>
        )}
      </td>
      <td className="data">{lastId}</td>
    </tr>
  );
}
