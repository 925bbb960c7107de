/** The live view: what is listened to, the messages as they come, and beside them channels, the message that is read, and publishing. */
import './feed.css';
import { type FocusEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { faultText } from '../ui/faultText.ts';
import { Strip } from '../ui/Pane.tsx';
import { Panels } from '../ui/Panels.tsx';
import { Backlog } from './Backlog.tsx';
import { Channels } from './Channels.tsx';
import { Counters } from './Counters.tsx';
import type { FeedLook } from './look.ts';
import { Messages } from './Messages.tsx';
import { MessageView } from './MessageView.tsx';
import { OpenedBar } from './OpenedBar.tsx';
import { Pins } from './Pins.tsx';
import { PublishForm } from './PublishForm.tsx';
import type { ReplayTarget } from './ReplayDialog.tsx';
import { Sources } from './Sources.tsx';
import { SubscribeForm } from './SubscribeForm.tsx';
import { type Side, Tools } from './Tools.tsx';
import { type Shape, useShape } from './useShape.ts';

const Groups = lazy(async () => ({ default: (await import('./Groups.tsx')).Groups }));
const Dialogs = lazy(async () => ({ default: (await import('./Dialogs.tsx')).Dialogs }));

export function LivePane({ look, others }: { readonly look: FeedLook; readonly others: readonly ReplayTarget[] }): ReactNode {
  const text = useText();
  const box = useRef<HTMLElement>(null);
  const shape = useShape(box);
  const [side, setSide] = useState<Side | null>(null);
  const [inside, setInside] = useState(false);
  const opened = useTab((state) => state.feed.opened);
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
        {opened === null ? <SubscribeForm /> : <OpenedBar opened={opened} />}
        {opened === null && <Sources />}
        <Tools look={look} shape={shape} side={side} onSide={setSide} answers={alone || inside} />
      </div>
      <Problems />
      <Backlog />
      <Body look={look} shape={shape} side={side} onSide={setSide} />
      <Counters />
      <Asked look={look} others={others} />
    </section>
  );
}

function Asked({ look, others }: { readonly look: FeedLook; readonly others: readonly ReplayTarget[] }): ReactNode {
  const dialog = useTab((state) => state.feed.dialog);
  if (dialog === null) return null;
  return (
    <Suspense fallback={null}>
      <Dialogs look={look} dialog={dialog} others={others} />
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
  const groups = useTab((state) => state.feed.groupsShown && state.feed.opened === null);
  const { showGroups } = useActions('feed');
  // Where there is room for one thing beside the messages, it is what was asked for last.
  useEffect(() => {
    if (shape.compact && groups) onSide('groups');
  }, [shape.compact, groups, onSide]);
  useEffect(() => {
    if (shape.compact && side !== 'groups') showGroups(false);
  }, [shape.compact, side, showGroups]);
  const pinned = useTab((state) => state.feed.pins.length > 0 && state.feed.opened === null);
  const messages = <Messages look={look} narrow={shape.narrow} onOpen={open} />;
  if (shape.compact)
    return (
      <div className="live-body">
        {(side === null || !shape.narrow) && <div className="live-main">{messages}</div>}
        {side !== null && <div className="live-side">{sideOf(side, onSide)}</div>}
      </div>
    );
  const beside = (
    <div className="live-side">
      <Panels
        direction="column"
        panels={[
          { id: 'channels', size: 45, min: 80, content: <Channels /> },
          { id: 'message', size: 55, min: 100, content: <MessageView onCompose={focusPublish} /> },
          ...(groups ? [{ id: 'groups', size: 40, min: 90, content: <OtherReaders onClose={() => showGroups(false)} /> }] : []),
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

/** The form stands below all the time: the focus goes there. */
function focusPublish(): void {
  document.querySelector<HTMLElement>('.live-publish textarea')?.focus();
}

function OtherReaders({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Suspense fallback={null}>
      <Groups onClose={onClose} />
    </Suspense>
  );
}

function sideOf(side: Side, onSide: (side: Side | null) => void): ReactNode {
  switch (side) {
    case 'channels':
      return <Channels />;
    case 'message':
      return <MessageView onCompose={() => onSide('publish')} />;
    case 'publish':
      return <PublishForm />;
    case 'pins':
      return <Pins />;
    case 'groups':
      return <OtherReaders onClose={() => onSide(null)} />;
  }
}

/** What happened to all of it: the host was away. */
function Problems(): ReactNode {
  const text = useText();
  const recording = useTab((state) => state.feed.frame?.recording ?? null);
  const restart = useTab((state) => state.feed.restart);
  const dismiss = useTab((state) => state.feed.dismissRestart);
  const words = recording === null || recording.fault === null ? null : faultText(text, recording.fault);
  if (recording?.state === 'full') return <Strip tone="warn">{text.live.recording.full(recording.rows, recording.bytes)}</Strip>;
  if (words !== null) return <Strip tone="danger">{`${text.live.recording.failed(recording?.rows ?? 0)} ${words.title}. ${words.advice}`}</Strip>;
  if (restart === null) return null;
  return (
    <Strip tone="warn" action={{ label: text.ui.dismiss, run: dismiss }}>
      {text.feed.restarted(restart.sources, restart.lost)}
    </Strip>
  );
}
