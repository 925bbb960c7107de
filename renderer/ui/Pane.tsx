/** A pane in each of its states: ready, empty, loading, partial, failed, offline. */
import './pane.css';
import { CircleAlert, Info, WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import { faultText } from './faultText.ts';

export interface PaneAction {
  readonly label: string;
  readonly run: () => void;
}

export type PaneState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading' }
  /** Says what to do next. */
  | { readonly kind: 'empty'; readonly title: string; readonly body?: string; readonly icon?: ReactNode; readonly action?: PaneAction }
  /** The content stands under a line that says how partial it is. */
  | { readonly kind: 'partial'; readonly note: string; readonly action?: PaneAction }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly action?: PaneAction }
  /** The content stays, greyed; `since` is when it was last true (milliseconds since 1970). */
  | { readonly kind: 'offline'; readonly since: number; readonly action?: PaneAction };

export interface PaneProps {
  readonly state: PaneState;
  /** Rows or blocks, in the shape of what will come. */
  readonly skeleton?: 'rows' | 'text';
  /** Its content scrolls and has nothing that takes the focus: so the pane does, and the keyboard can scroll it. */
  readonly scroll?: string;
  readonly children?: ReactNode;
}

export function Pane({ state, skeleton = 'rows', scroll, children }: PaneProps): ReactNode {
  switch (state.kind) {
    case 'ready':
      return (
        <div className="pane" {...(scroll === undefined ? {} : { role: 'group', 'aria-label': scroll, tabIndex: 0 })}>
          {children}
        </div>
      );
    case 'loading':
      return (
        <div className="pane" aria-busy="true">
          <Skeleton shape={skeleton} />
        </div>
      );
    case 'empty':
      return (
        <div className="pane">
          <Empty {...state} />
        </div>
      );
    case 'partial':
      return (
        <div className="pane">
          <Strip tone="info" icon={<Info size={14} />} action={state.action}>
            {state.note}
          </Strip>
          {children}
        </div>
      );
    case 'failed':
      return (
        <div className="pane">
          <Failure fault={state.fault} {...(state.action === undefined ? {} : { action: state.action })} />
        </div>
      );
    case 'offline':
      return (
        <div className="pane">
          <OfflineStrip since={state.since} action={state.action} />
          <div className="pane-stale">{children}</div>
        </div>
      );
  }
}

export function Empty({
  title,
  body,
  icon,
  action,
}: {
  readonly title: string;
  readonly body?: string;
  readonly icon?: ReactNode;
  readonly action?: PaneAction;
}): ReactNode {
  return (
    <div className="pane-message">
      {icon !== undefined && <div className="pane-icon">{icon}</div>}
      <h2>{title}</h2>
      {body !== undefined && <p>{body}</p>}
      {action !== undefined && <Button onPress={action.run}>{action.label}</Button>}
    </div>
  );
}

/** What happened, what it means, the one thing to do; the server's own words last. */
export function Failure({ fault, action, inline = false }: { readonly fault: Fault; readonly action?: PaneAction; readonly inline?: boolean }): ReactNode {
  const words = faultText(useText(), fault);
  return (
    <div className={inline ? 'failure inline' : 'pane-message failure'} role="alert">
      <div className="pane-icon danger">
        <CircleAlert size={inline ? 16 : 24} />
      </div>
      <div className="failure-words">
        <h2>{words.title}</h2>
        <p>
          {words.meaning} {words.advice}
        </p>
        {words.detail !== '' && <p className="failure-detail data">{words.detail}</p>}
        {action !== undefined && <Button onPress={action.run}>{action.label}</Button>}
      </div>
    </div>
  );
}

/** A line over a pane or a form. */
export function Strip(props: {
  readonly tone: 'info' | 'ok' | 'warn' | 'danger';
  readonly icon?: ReactNode;
  readonly action?: PaneAction | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={`strip ${props.tone}`} role="status">
      {props.icon}
      <span className="strip-text">{props.children}</span>
      {props.action !== undefined && (
        <Button variant="ghost" onPress={props.action.run}>
          {props.action.label}
        </Button>
      )}
    </div>
  );
}

function OfflineStrip({ since, action }: { readonly since: number; readonly action: PaneAction | undefined }): ReactNode {
  const text = useText();
  const format = useFormat();
  const now = useNow(1000);
  return (
    <Strip tone="warn" icon={<WifiOff size={14} />} action={action}>
      {text.ui.offline(format.duration(now - since))}
    </Strip>
  );
}

/** The time, drawn again every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Nothing for 150 ms, so that what comes at once does not flicker; then the shape of what will come. */
export function Skeleton({ shape = 'rows' }: { readonly shape?: 'rows' | 'text' }): ReactNode {
  const text = useText();
  const lines = shape === 'rows' ? [72, 54, 63, 48, 80, 58, 66, 44] : [92, 88, 95, 40];
  return (
    <div className={`skeleton ${shape}`} role="status">
      <span className="hidden-text">{text.ui.loading}</span>
      {lines.map((width) => (
        <div key={width} className="skeleton-line" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
