/** What is listened to: each source with its colour, its state, its count, how it is shown and the way out. */
import { BellOff, CircleDot, EyeOff, RotateCw, Users, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { displayText } from '../../shared/bytes.ts';
import type { FeedSource } from '../../shared/feed/feed.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { StateDot } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { colours } from './look.ts';
import { isGlob } from './names.ts';
import { overlapping } from './overlaps.ts';

export function Sources(): ReactNode {
  const text = useText();
  const sources = useTab((state) => state.feed.sources);
  if (sources.length === 0) return null;
  return (
    <ul className="live-sources" aria-label={text.feed.sources}>
      {sources.map((source) => (
        <SourceChip key={source.id} source={source} overlaps={overlapping(source, sources)} />
      ))}
    </ul>
  );
}

const dots = { starting: 'busy', live: 'ready', interrupted: 'warn', refused: 'down', stopped: 'down' } as const;

function SourceChip({ source, overlaps }: { readonly source: FeedSource; readonly overlaps: readonly FeedSource[] }): ReactNode {
  const text = useText();
  const { again, drop, ask, showGroups } = useActions('feed');
  const groupsShown = useTab((state) => state.feed.groupsShown);
  const state = text.feed.states[source.state];
  const name = useSourceName(source);
  const also = overlaps.length === 0 ? '' : text.live.overlaps(overlaps.map((one) => plainText(one.name, 40)).join(', '));
  const hint = [text.feed.sourceHint(text.live.kinds[source.kind], state, plainString(source.detail)), also].filter((one) => one !== '').join('. ');
  const over = source.state === 'refused' || source.state === 'stopped';
  return (
    <li className="live-source" data-state={source.state} data-muted={source.muted}>
      <SourceMenu source={source} name={name} />
      <Tooltip text={hint}>
        <span className="live-source-name">
          <StateDot state={dots[source.state]} label={state} />
          {(source.kind !== 'channel' || isGlob(displayText(source.name))) && <span className="faint">{text.live.kinds[source.kind]}</span>}
          {source.name.length > 0 && (
            <span className="data">
              <Bytes bytes={source.name} cap={48} />
            </span>
          )}
          {source.state !== 'live' && <span className="live-source-state">{state}</span>}
          {overlaps.length > 0 && <span className="faint">{text.live.overlapping}</span>}
          {source.muted && <EyeOff size={12} role="img" aria-label={text.live.muted} />}
          {source.solo && <CircleDot size={12} role="img" aria-label={text.live.solo} />}
        </span>
      </Tooltip>
      <Count id={source.id} />
      {source.note === 'events-off' && (
        <Button variant="ghost" icon={<BellOff size={12} />} hint={text.live.events.offHint} onPress={() => ask('events')}>
          {text.live.events.off}
        </Button>
      )}
      {source.kind === 'stream' && (
        <IconButton label={text.beside.groups.open} icon={<Users size={12} />} pressed={groupsShown} onPress={() => showGroups(!groupsShown)} />
      )}
      {over && (
        <IconButton
          label={text.feed.again(name)}
          icon={<RotateCw size={12} />}
          onPress={() => (source.kind === 'monitor' ? ask('monitor') : void again(source))}
        />
      )}
      <IconButton label={text.feed.drop(name)} icon={<X size={12} />} onPress={() => void drop(source)} />
    </li>
  );
}

function Count({ id }: { readonly id: number }): ReactNode {
  const format = useFormat();
  const received = useTab((state) => state.feed.frame?.sources.find((one) => one.id === id)?.received ?? 0);
  return <span className="live-source-count">{format.number(received)}</span>;
}

function SourceMenu({ source, name }: { readonly source: FeedSource; readonly name: string }): ReactNode {
  const text = useText();
  const { mark, ask } = useActions('feed');
  return (
    <Menu
      trigger={<IconButton label={text.live.sourceMenu(name)} icon={<span className="live-colour" data-colour={source.colour % colours} />} />}
      entries={[
        { label: text.live.mute, checked: source.muted, run: () => void mark(source, { muted: !source.muted }) },
        { label: text.live.onlyThis, checked: source.solo, run: () => void mark(source, { solo: !source.solo }) },
        'separator',
        {
          label: text.live.colour,
          entries: Array.from({ length: colours }, (_, colour) => ({
            label: text.live.colourNames[colour] ?? '',
            icon: <span className="live-colour" data-colour={colour} />,
            ...(source.colour % colours === colour ? { hint: '✓' } : {}),
            run: () => void mark(source, { colour }),
          })),
        },
        ...(source.kind === 'keyspace' || source.kind === 'keyevent' ? [{ label: text.live.events.open, run: () => ask('events') }] : []),
      ]}
    />
  );
}

/** MONITOR and events of every key have no name of their own. */
function useSourceName(source: FeedSource): string {
  const text = useText();
  return source.name.length === 0 ? text.live.kinds[source.kind] : plainText(source.name, 60);
}
