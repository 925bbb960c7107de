/** Says an alert wherever the user is in the tab, with the way to it. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { notify } from '../ui/Notices.tsx';
import { alertWords } from './alertWords.ts';

export function AlertNotices({ onShow }: { readonly onShow: () => void }): ReactNode {
  const text = useText();
  const newest = useTab((state) => state.feed.alerts[0] ?? null);
  const unseen = useTab((state) => state.feed.unseen);
  const rules = useTab((state) => state.feed.rules);
  const ask = useTab((state) => state.feed.ask);
  const told = useRef(newest);
  useEffect(() => {
    if (newest === null || newest === told.current || unseen === 0) return;
    told.current = newest;
    const show = (): void => {
      onShow();
      ask('alerts');
    };
    // One notice, the newest: a rule that matches often does not fill the screen.
    notify({ title: alertWords(text, newest, rules), tone: 'warn', id: 'feed-alert', action: { label: text.live.alerts.show, run: show } });
  }, [newest, unseen, rules, text, ask, onShow]);
  return null;
}
