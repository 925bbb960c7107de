/** What keeps a server that is there from its work, told over the tab: a script, which can be ended here, or a pause. */
import { Hourglass, Square } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Strip, useNow } from '../ui/Pane.tsx';
import { holdupOf, secondsUntil } from './banner.ts';

export function HoldupStrip(): ReactNode {
  const held = useTab(({ connection }) => connection.state?.vitals?.holdup !== undefined);
  // The clock runs only while there is something to count.
  return held ? <Held /> : null;
}

function Held(): ReactNode {
  const text = useText();
  const connection = useTab((state) => state.connection);
  const [ending, setEnding] = useState(false);
  const now = useNow(250);
  const holdup = holdupOf(connection, now);
  if (holdup === null) return null;
  if (holdup.kind === 'paused')
    return (
      <Strip tone="warn" icon={<Hourglass size={14} />}>
        <span className="banner">
          <span className="banner-words">
            <b>{text.connections.paused[holdup.what]}</b> {text.connections.pausedBody}
          </span>
          <span className="banner-state" role="timer" aria-live="off">
            {text.connections.pausedFor(secondsUntil(connection.pausedUntil ?? now, now))}
          </span>
        </span>
      </Strip>
    );
  const { ends } = holdup;
  return (
    <Strip tone="warn" icon={<Hourglass size={14} />}>
      <span className="banner">
        <span className="banner-words">
          <b>{text.connections.scriptRuns}</b> {text.connections.scriptRunsBody} {ends === null && text.connections.scriptOnly}
        </span>
        {ends !== null && (
          <Button
            variant="ghost"
            icon={<Square size={13} />}
            unavailable={ending ? text.connections.ending : undefined}
            onPress={() => {
              setEnding(true);
              void connection.endScript(ends).finally(() => setEnding(false));
            }}
          >
            {text.connections.endScript} <span className="data muted">{ends}</span>
          </Button>
        )}
      </span>
    </Strip>
  );
}
