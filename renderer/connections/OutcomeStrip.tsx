/** Commands of which it is not known whether they ran: told over the tab until the user has looked, or does not want to. */
import './outcome.css';
import { CircleHelp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Doubt } from '../../shared/connections/session.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Strip } from '../ui/Pane.tsx';
import { OutcomeDialog, SentWords } from './OutcomeDialog.tsx';

export function OutcomeStrip(): ReactNode {
  const text = useText();
  const doubts = useTab((state) => state.connection.state?.doubts ?? nothing);
  const settle = useTab((state) => state.connection.settle);
  // Of what was asked about: further ones that come meanwhile stay in the strip.
  const [asked, setAsked] = useState<readonly Doubt[] | null>(null);
  const entries = doubts.map(({ entry }) => entry);
  const [last] = doubts.slice(-1);
  return (
    <>
      {last !== undefined && (
        <Strip tone="warn" icon={<CircleHelp size={14} />}>
          <span className="banner">
            <span className="banner-words">
              <b>{text.outcomes.title(doubts.length)}</b> <SentWords doubt={last} /> <span className="muted">{text.outcomes.meaning}</span>
            </span>
            <Button variant="ghost" onPress={() => setAsked(doubts)}>
              {text.outcomes.check}
            </Button>
            <Button variant="ghost" onPress={() => settle(entries)}>
              {text.outcomes.dismiss}
            </Button>
          </span>
        </Strip>
      )}
      {asked !== null && (
        <OutcomeDialog
          doubts={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            settle(asked.map(({ entry }) => entry));
          }}
        />
      )}
    </>
  );
}

const nothing: readonly Doubt[] = [];
