/** Why what a dialog asked for was not done; where nobody knows whether it was, what the server has now is a button away. */
import { type ReactNode, useState } from 'react';
import type { Doubt } from '../../shared/connections/session.ts';
import type { Fault } from '../../shared/fault.ts';
import { OutcomeDialog } from '../connections/OutcomeDialog.tsx';
import { useText } from '../i18n/i18n.ts';
import { Failure } from '../ui/Pane.tsx';
import { useTab } from './useTab.ts';

export function SendFailure({ fault }: { readonly fault: Fault }): ReactNode {
  const text = useText();
  const doubts = useTab((state) => state.connection.state?.doubts ?? nothing);
  const settle = useTab((state) => state.connection.settle);
  // Of what was asked about: it is settled while it is looked at, and stays in sight.
  const [asked, setAsked] = useState<readonly Doubt[] | null>(null);
  const open = fault.code === 'unknown' && doubts.length > 0;
  return (
    <>
      <Failure fault={fault} inline {...(open ? { action: { label: text.outcomes.check, run: () => setAsked(doubts) } } : {})} />
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
