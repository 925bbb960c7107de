/** Says an alert wherever the user is: in the window, with the way to it; and as a notice of the system where the window is not in front. */
import { type ReactNode, useEffect, useRef } from 'react';
import type { OutsideNotice } from '../../shared/app.ts';
import type { Alert } from '../../shared/feed/insight.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { notify } from '../ui/Notices.tsx';
import { alertWords } from './alertWords.ts';

export interface AlertNoticesProps {
  /** Of the tab: one notice of each at a time. */
  readonly id: string;
  /** The connection's name. */
  readonly title: string;
  /** Its tab is the one that is looked at. */
  readonly front: boolean;
  /** Brings its feed to the front. */
  readonly onShow: () => void;
  /** Null: not wanted, or not to be had. Gives the way to take it back. */
  readonly raise: ((notice: OutsideNotice, clicked: () => void) => () => void) | null;
  /** With what the rule says and what came. */
  readonly payloads: boolean;
}

/** A rule that matches often is not a notice four times a second. */
const outsideEveryMs = 5000;

export function AlertNotices({ id, title, front, onShow, raise, payloads }: AlertNoticesProps): ReactNode {
  const text = useText();
  const newest = useTab((state) => state.feed.alerts[0] ?? null);
  const unseen = useTab((state) => state.feed.unseen);
  const rules = useTab((state) => state.feed.rules);
  const { ask, goToAlert, alerted } = useActions('feed');
  const told = useRef(newest);
  const outside = useRef<{ readonly at: number; readonly close: () => void } | null>(null);

  const goTo = (alert: Alert): void => {
    onShow();
    void goToAlert(alert);
  };
  const bodyOf = async (alert: Alert): Promise<string> => {
    const rule = rules.find((one) => one.id === alert.rule);
    if (!payloads || rule === undefined) return rule === undefined ? text.live.alerts.former : text.beside.outside.ruleKinds[rule.kind];
    const message = await alerted(alert);
    const words = alertWords(text, alert, rules);
    return message?.row.kind === 'message' ? `${words}\n${plainText(message.row.channel, 80)}: ${plainText(message.payload, 200)}` : words;
  };
  const raiseOutside = async (alert: Alert): Promise<void> => {
    const now = performance.now();
    if (raise === null || document.hasFocus() || (outside.current !== null && now - outside.current.at < outsideEveryMs)) return;
    outside.current = { at: now, close: () => undefined };
    const body = await bodyOf(alert);
    const close = raise({ tag: `keytide-alert-${id}`, title: text.beside.outside.title(plainString(title, 100)), body }, () => goTo(alert));
    outside.current = { at: now, close };
  };

  useEffect(() => {
    if (newest === null || newest === told.current || unseen === 0) return;
    told.current = newest;
    const show = (): void => {
      onShow();
      ask('alerts');
    };
    const words = alertWords(text, newest, rules);
    // One notice, the newest: a rule that matches often does not fill the screen.
    notify({
      title: front ? words : `${plainString(title, 60)}: ${words}`,
      tone: 'warn',
      id: `alert-${id}`,
      action: { label: text.live.alerts.show, run: show },
    });
    void raiseOutside(newest);
  });
  // What was looked at is no news any more.
  useEffect(() => {
    if (unseen === 0) outside.current?.close();
  }, [unseen]);
  return null;
}
