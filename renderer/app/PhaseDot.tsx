/** Where a tab's connection stands, as a dot that says it in words too. */
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionSlice } from '../connections/slice.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { StateDot } from '../ui/Badge.tsx';
import type { TabEntry } from './store.ts';

const dots = { connecting: 'busy', verifying: 'busy', ready: 'ready', degraded: 'warn', waiting: 'down', stopped: 'down' } as const;

export function PhaseDot({ tab }: { readonly tab: TabEntry }): ReactNode {
  const text = useText();
  const connection = useStore(tab.store, (state) => state.connection);
  const kind = connection.fault !== null ? 'stopped' : (connection.state?.phase.kind ?? 'connecting');
  return <StateDot state={dots[kind]} label={phaseWords(text, connection)} />;
}

export function phaseWords(text: Messages, { state, fault }: ConnectionSlice): string {
  if (fault !== null) return fault.code === 'closed' ? text.app.phase.closed : text.app.phase.stopped;
  const phase = state?.phase ?? { kind: 'connecting' as const };
  return phase.kind === 'degraded' ? text.app.phase.degraded(phase.silentMs) : text.app.phase[phase.kind];
}
