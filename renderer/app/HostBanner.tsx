/** Says when the page has lost its host: what it means and what to do. */
import { type ReactNode, useEffect, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { Strip } from '../ui/Pane.tsx';
import { useApp } from './useApp.ts';

export function HostBanner(): ReactNode {
  const text = useText();
  const state = useApp((one) => one.hostState);
  const slow = useSlow(state === 'connecting');
  switch (state) {
    case 'connected':
      return null;
    case 'connecting':
      return slow ? <Strip tone="info">{text.app.host.connecting}</Strip> : null;
    case 'lost':
      return (
        <Strip tone="danger">
          {text.app.host.lost}. {text.app.host.lostBody}
        </Strip>
      );
    case 'refused':
      return (
        <Strip tone="danger">
          {text.app.host.refused}. {text.app.host.refusedBody}
        </Strip>
      );
    case 'replaced':
      return (
        <Strip tone="warn">
          {text.app.host.replaced}. {text.app.host.replacedBody}
        </Strip>
      );
  }
}

/** Nothing is said about what is over in a moment. */
function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), 500);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [waiting]);
  return slow && waiting;
}
