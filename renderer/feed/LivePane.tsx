/** The live view: what is listened to, the messages as they come, and beside them channels, the message that is read, and publishing. */
import './feed.css';
import { List, PanelRight, Pause, Pin, Play, Send, Trash2 } from 'lucide-react';
import { type FocusEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Strip } from '../ui/Pane.tsx';
import { Panels } from '../ui/Panels.tsx';
import { Channels } from './Channels.tsx';
import { Counters } from './Counters.tsx';
import { FilterField } from './FilterField.tsx';
import { GoTo } from './GoTo.tsx';
import { LookMenu } from './LookMenu.tsx';
import type { FeedLook } from './look.ts';
import { Messages } from './Messages.tsx';
import { MessageView } from './MessageView.tsx';
import { Pins } from './Pins.tsx';
import { PublishForm } from './PublishForm.tsx';
import { Sources } from './Sources.tsx';
import { SubscribeForm } from './SubscribeForm.tsx';
import { type Shape, useShape } from './useShape.ts';

const Dialogs = lazy(async () => ({ default: (await import('./Dialogs.tsx')).Dialogs }));

type Side = 'channels' | 'message' | 'publish' | 'pins';

export function LivePane({ look }: { readonly look: FeedLook }): ReactNode {
  const text = useText();
  const box = useRef<HTMLElement>(null);
  const shape = useShape(box);
  const [side, setSide] = useState<Side | null>(null);
  const [inside, setInside] = useState(false);
  const alone = useTab((state) => state.view === 'live');
  const show = useTab((state) => state.feed.show);
  useEffect(() => show(), [show]);
  useCommand('back', () => setSide(null), inside && shape.compact && side !== null);
  const classes = ['live', shape.compact ? 'compact' : '', shape.narrow ? 'narrow' : '', shape.short ? 'short' : ''].filter((one) => one !== '');
  return (
    <section
      ref={box}
      aria-label={text.feed.region}
      className={classes.join(' ')}
      onFocus={() => setInside(true)}
      onBlur={(event: FocusEvent<HTMLElement>) => setInside(event.currentTarget.contains(event.relatedTarget))}
    >
      <div className="live-bar">
        <SubscribeForm />
        <Sources />
        <Tools look={look} shape={shape} side={side} onSide={setSide} answers={alone || inside} />
      </div>
      <Problems />
      <Body look={look} shape={shape} side={side} onSide={setSide} />
      <Counters />
      <Asked />
    </section>
  );
}

function Asked(): ReactNode {
  const dialog = useTab((state) => state.feed.dialog);
  if (dialog === null) return null;
  return (
    <Suspense fallback={null}>
      <Dialogs dialog={dialog} />
    </Suspense>
  );
}

interface SideProps {
  readonly look: FeedLook;
  readonly shape: Shape;
  readonly side: Side | null;
  readonly onSide: (side: Side | null) => void;
}

function Body({ look, shape, side, onSide }: SideProps): ReactNode {
  const open = (): void => {
    if (shape.compact) onSide('message');
  };
  const pinned = useTab((state) => state.feed.pins.length > 0);
  const messages = <Messages look={look} narrow={shape.narrow} onOpen={open} />;
  if (shape.compact)
    return (
      <div className="live-body">
        {(side === null || !shape.narrow) && <div className="live-main">{messages}</div>}
        {side !== null && <div className="live-side">{sideOf(side)}</div>}
      </div>
    );
  const beside = (
    <div className="live-side">
      <Panels
        direction="column"
        panels={[
          { id: 'channels', size: 45, min: 80, content: <Channels /> },
          { id: 'message', size: 55, min: 100, content: <MessageView /> },
          ...(pinned ? [{ id: 'pins', size: 30, min: 80, content: <Pins /> }] : []),
        ]}
      />
      <PublishForm />
    </div>
  );
  return (
    <div className="live-body">
      <Panels
        panels={[
          { id: 'messages', size: 64, min: 360, content: <div className="live-main">{messages}</div> },
          { id: 'side', size: 36, min: 280, content: beside },
        ]}
      />
    </div>
  );
}

function sideOf(side: Side): ReactNode {
  switch (side) {
    case 'channels':
      return <Channels />;
    case 'message':
      return <MessageView />;
    case 'publish':
      return <PublishForm />;
    case 'pins':
      return <Pins />;
  }
}

function Tools({ look, shape, side, onSide, answers }: SideProps & { readonly answers: boolean }): ReactNode {
  const text = useText();
  const following = useTab((state) => state.feed.following);
  const { pause, resume, clear } = useTab((state) => state.feed);
  const pinned = useTab((state) => state.feed.pins.length > 0);
  const toggle = (one: Side): void => onSide(side === one ? null : one);
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
      <IconButton label={text.feed.clear} icon={<Trash2 size={16} />} hint={text.feed.clearHint} onPress={() => void clear()} />
      {shape.compact && (
        <>
          <span className="live-rule" />
          <IconButton label={text.feed.channelList} icon={<List size={16} />} pressed={side === 'channels'} onPress={() => toggle('channels')} />
          <IconButton label={text.feed.inspector} icon={<PanelRight size={16} />} pressed={side === 'message'} onPress={() => toggle('message')} />
          {pinned && <IconButton label={text.feed.pinned} icon={<Pin size={16} />} pressed={side === 'pins'} onPress={() => toggle('pins')} />}
          <IconButton label={text.feed.compose} icon={<Send size={16} />} pressed={side === 'publish'} onPress={() => toggle('publish')} />
        </>
      )}
    </div>
  );
}

/** What happened to all of it: the host was away. */
function Problems(): ReactNode {
  const text = useText();
  const restart = useTab((state) => state.feed.restart);
  const dismiss = useTab((state) => state.feed.dismissRestart);
  if (restart === null) return null;
  return (
    <Strip tone="warn" action={{ label: text.ui.dismiss, run: dismiss }}>
      {text.feed.restarted(restart.sources, restart.lost)}
    </Strip>
  );
}
