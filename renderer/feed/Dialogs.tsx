/** The feed's dialogs, one at a time; what they are made of is loaded when the first one opens. */
import './dialogs.css';
import type { ReactNode } from 'react';
import { useTab } from '../tab/useTab.ts';
import type { FeedDialog } from './asking.ts';
import { EventsDialog } from './EventsDialog.tsx';
import { MonitorDialog } from './MonitorDialog.tsx';

export function Dialogs({ dialog }: { readonly dialog: FeedDialog }): ReactNode {
  const ask = useTab((state) => state.feed.ask);
  const close = (): void => ask(null);
  switch (dialog) {
    case 'monitor':
      return <MonitorDialog onClose={close} />;
    case 'events':
      return <EventsDialog onClose={close} />;
  }
}
