/** The tools over the messages: the query, pausing, going somewhere, recording, and what opens beside or over them. */
import {
  BellRing,
  Braces,
  ChartNoAxesColumn,
  Circle,
  CircleStop,
  Download,
  Ellipsis,
  FileClock,
  List,
  PanelRight,
  Pause,
  Pin,
  Play,
  RadioTower,
  Repeat2,
  Send,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { FilterField } from './FilterField.tsx';
import { GoTo } from './GoTo.tsx';
import { LookMenu } from './LookMenu.tsx';
import { type FeedLook, recordingBytes } from './look.ts';
import type { Shape } from './useShape.ts';

export type Side = 'channels' | 'message' | 'publish' | 'pins' | 'groups';

export interface ToolsProps {
  readonly look: FeedLook;
  readonly shape: Shape;
  readonly side: Side | null;
  readonly onSide: (side: Side | null) => void;
  readonly answers: boolean;
}

export function Tools({ look, shape, side, onSide, answers }: ToolsProps): ReactNode {
  const text = useText();
  const following = useTab((state) => state.feed.following);
  const opened = useTab((state) => state.feed.opened !== null);
  const { pause, resume, clear, ask } = useActions('feed');
  return (
    <div className="live-tools">
      <FilterField answers={answers} />
      {following ? (
        <IconButton label={text.feed.pause} icon={<Pause size={16} />} onPress={pause} />
      ) : (
        <IconButton label={text.feed.resume} icon={<Play size={16} />} pressed onPress={resume} />
      )}
      <GoTo answers={answers} />
      {!shape.narrow && <LookMenu look={look} />}
      {!opened && <Record gigabytes={look.gigabytes} />}
      <IconButton label={text.live.exporting.open} icon={<Download size={16} />} onPress={() => ask('export')} />
      {!opened && <IconButton label={text.feed.clear} icon={<Trash2 size={16} />} hint={text.feed.clearHint} onPress={() => void clear()} />}
      <Alerted />
      <More />
      {shape.compact && <Sides side={side} onSide={onSide} />}
    </div>
  );
}

function Record({ gigabytes }: { readonly gigabytes: number }): ReactNode {
  const text = useText();
  const recording = useTab((state) => state.feed.frame?.recording?.state === 'recording');
  const { record, stopRecording } = useActions('feed');
  return recording ? (
    <IconButton label={text.live.recording.stop} icon={<CircleStop size={16} />} pressed onPress={() => void stopRecording()} />
  ) : (
    <IconButton
      label={text.live.recording.start}
      icon={<Circle size={16} />}
      hint={text.live.recording.startHint}
      onPress={() => void record(recordingBytes(gigabytes))}
    />
  );
}

/** Only while there is something nobody has looked at. */
function Alerted(): ReactNode {
  const text = useText();
  const unseen = useTab((state) => state.feed.unseen);
  const ask = useTab((state) => state.feed.ask);
  if (unseen === 0) return null;
  return (
    <Button variant="ghost" icon={<BellRing size={16} />} hint={text.live.alerts.unseen(unseen)} onPress={() => ask('alerts')}>
      {unseen > 99 ? '99+' : String(unseen)}
    </Button>
  );
}

function More(): ReactNode {
  const text = useText();
  const opened = useTab((state) => state.feed.opened !== null);
  const ask = useTab((state) => state.feed.ask);
  return (
    <Menu
      trigger={<IconButton label={text.live.more} icon={<Ellipsis size={16} />} />}
      align="end"
      entries={[
        ...(opened ? [] : [{ label: text.live.served.open, icon: <RadioTower size={14} />, run: () => ask('served') }]),
        { label: text.live.fields.open, icon: <Braces size={14} />, run: () => ask('fields') },
        ...(opened
          ? []
          : [
              { label: text.live.analytics.open, icon: <ChartNoAxesColumn size={14} />, run: () => ask('analytics') },
              { label: text.live.alerts.open, icon: <BellRing size={14} />, run: () => ask('alerts') },
            ]),
        'separator',
        { label: text.live.recording.list, icon: <FileClock size={14} />, run: () => ask('recordings') },
        { label: text.live.replay.open, icon: <Repeat2 size={14} />, run: () => ask('replay') },
      ]}
    />
  );
}

function Sides({ side, onSide }: Pick<ToolsProps, 'side' | 'onSide'>): ReactNode {
  const text = useText();
  const pinned = useTab((state) => state.feed.pins.length > 0 && state.feed.opened === null);
  const toggle = (one: Side): void => onSide(side === one ? null : one);
  return (
    <>
      <span className="live-rule" />
      <IconButton label={text.feed.channelList} icon={<List size={16} />} pressed={side === 'channels'} onPress={() => toggle('channels')} />
      <IconButton label={text.feed.inspector} icon={<PanelRight size={16} />} pressed={side === 'message'} onPress={() => toggle('message')} />
      {pinned && <IconButton label={text.feed.pinned} icon={<Pin size={16} />} pressed={side === 'pins'} onPress={() => toggle('pins')} />}
      <IconButton label={text.feed.compose} icon={<Send size={16} />} pressed={side === 'publish'} onPress={() => toggle('publish')} />
    </>
  );
}
