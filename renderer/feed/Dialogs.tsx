/** The feed's dialogs, one at a time; what they are made of is loaded when the first one opens. */
import './dialogs.css';
import type { ReactNode } from 'react';
import { useTab } from '../tab/useTab.ts';
import { AlertsDialog } from './AlertsDialog.tsx';
import { AnalyticsDialog } from './AnalyticsDialog.tsx';
import type { FeedDialog } from './asking.ts';
import { EventsDialog } from './EventsDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { FieldsDialog } from './FieldsDialog.tsx';
import { LettersDialog } from './LettersDialog.tsx';
import type { FeedLook } from './look.ts';
import { MonitorDialog } from './MonitorDialog.tsx';
import { QueriesDialog } from './QueriesDialog.tsx';
import { RecordingsDialog } from './RecordingsDialog.tsx';
import { RepeatDialog } from './RepeatDialog.tsx';
import { ReplayDialog, type ReplayTarget } from './ReplayDialog.tsx';
import { ServedDialog } from './ServedDialog.tsx';

export interface DialogsProps {
  readonly dialog: FeedDialog;
  readonly look: FeedLook;
  readonly others: readonly ReplayTarget[];
}

export function Dialogs({ dialog, look, others }: DialogsProps): ReactNode {
  const ask = useTab((state) => state.feed.ask);
  const close = (): void => ask(null);
  switch (dialog) {
    case 'monitor':
      return <MonitorDialog onClose={close} />;
    case 'events':
      return <EventsDialog onClose={close} />;
    case 'served':
      return <ServedDialog onClose={close} />;
    case 'fields':
      return <FieldsDialog onClose={close} />;
    case 'alerts':
      return <AlertsDialog onClose={close} />;
    case 'analytics':
      return <AnalyticsDialog onClose={close} />;
    case 'queries':
      return <QueriesDialog onClose={close} />;
    case 'letters':
      return <LettersDialog onClose={close} />;
    case 'export':
      return <ExportDialog onClose={close} />;
    case 'recordings':
      return <RecordingsDialog look={look} onClose={close} />;
    case 'repeat':
      return <RepeatDialog onClose={close} />;
    case 'replay':
      return <ReplayDialog others={others} onClose={close} />;
  }
}
