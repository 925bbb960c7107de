/** The captures that other tabs and windows run, each to be looked at from here with a place and a filter of its own. */
import type { ReactNode } from 'react';
import type { RunningCapture } from '../../shared/feed/recording.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';

export function RunningCaptures({ busy, onJoin }: { readonly busy: boolean; readonly onJoin: (running: RunningCapture) => void }): ReactNode {
  const words = useText().live.running;
  const elsewhere = useTab((state) => state.feed.elsewhere);
  if (elsewhere.length === 0) return null;
  return (
    <section>
      <h3>{words.title}</h3>
      <ul className="live-recordings" aria-label={words.title}>
        {elsewhere.map((one) => (
          <li key={one.capture}>
            <span className="live-recordings-name">
              <span className="ellipsis">{plainString(one.title, 160)}</span>
              <span className="muted">{words.about(one.received, one.sources, one.perSecond)}</span>
            </span>
            <Button disabled={busy} onPress={() => onJoin(one)}>
              {words.join}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
