/** The feed's dialogs, one at a time; what they are made of is loaded when the first one opens. */
import './dialogs.css';
import type { ReactNode } from 'react';
import { useTab } from '../tab/useTab.ts';
import type { FeedDialog } from './asking.ts';
import { EventsDialog } from './EventsDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { MonitorDialog } from './MonitorDialog.tsx';
import { RecordingsDialog } from './RecordingsDialog.tsx';
import { RepeatDialog } from './RepeatDialog.tsx';
import { ReplayDialog, type ReplayTarget } from './ReplayDialog.tsx';

export function Dialogs({ dialog, others }: { readonly dialog: FeedDialog; readonly others: readonly ReplayTarget[] }): ReactNode {
  const ask = useTab((state) => state.feed.ask);
  const close = (): void => ask(null);
  switch (dialog) {
    case 'monitor':
      return <MonitorDialog onClose={close} />;
    case 'events':
      return <EventsDialog onClose={close} />;
    case 'export':
      return <ExportDialog onClose={close} />;
    case 'recordings':
      return <RecordingsDialog onClose={close} />;
    case 'repeat':
      return <RepeatDialog onClose={close} />;
    case 'replay':
      return <ReplayDialog others={others} onClose={close} />;
  }
}
