/** One node of a cluster that is connected to, under the same supervision as a server of its own. */
import type { Phase, ServerFacts, Vitals } from '../../../../shared/connections/session.ts';
import type { Target } from '../attempt.ts';
import type { Client } from '../client.ts';
import { supervise } from '../supervisor.ts';
import { followVitals } from '../vitals.ts';
import type { Endpoint } from './address.ts';
import type { LinksOptions } from './links.ts';

export interface ClusterNode {
  /** As the cluster announces it. */
  readonly address: string;
  readonly at: Endpoint;
  readonly target: Target;
  /** Null unless commands may be sent. */
  usable(): Client | null;
  phase(): Phase;
  facts(): ServerFacts | null;
  vitals(): Vitals | null;
  /** Resolves when the attempt under way is over, or at once where there is none. */
  tried(): Promise<void>;
  /** Whether its first attempt is over. */
  settled(): boolean;
  retry(): void;
  close(): void;
}

export interface ClusterNodeEvents {
  changed(): void;
  /** Commands could be sent, and cannot any more. */
  lost(): void;
}

export function openClusterNode(at: Endpoint & { readonly address: string }, target: Target, options: LinksOptions, events: ClusterNodeEvents): ClusterNode {
  const { timing, report } = options;
  const end = new AbortController();
  let client: Client | null = null;
  let phase: Phase = { kind: 'connecting', attempt: 1 };
  let facts: ServerFacts | null = null;
  let vitals: Vitals | null = null;
  let settled = false;
  const waiting = new Set<() => void>();

  const enter = (next: Phase): void => {
    const was = phase.kind;
    phase = next;
    if (was === 'ready' && next.kind !== 'ready') events.lost();
    if (next.kind !== 'connecting' && next.kind !== 'verifying') {
      settled = true;
      for (const go of waiting) go();
      waiting.clear();
    }
    events.changed();
  };

  const supervisor = supervise({
    target: () => target,
    name: 'keytide:session',
    db: () => 0,
    timing,
    signal: AbortSignal.any([options.signal, end.signal]),
    patient: options.patient,
    phase: enter,
    up(newClient, verified) {
      client = newClient;
      facts = verified.facts;
      followVitals({ client, everyMs: timing.vitalsMs, wanted: options.followed, tell: (told) => ((vitals = told), events.changed()), report });
      enter({ kind: 'ready' });
    },
    down() {
      client = null;
      vitals = null;
      events.lost();
    },
    report,
  });

  return {
    address: at.address,
    at,
    target,
    usable: () => (phase.kind === 'ready' ? client : null),
    phase: () => phase,
    facts: () => facts,
    vitals: () => vitals,
    tried: () => (phase.kind === 'connecting' || phase.kind === 'verifying' ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
    settled: () => settled,
    retry: supervisor.retry,
    close() {
      end.abort();
      client?.close({ code: 'cancelled' });
      for (const go of waiting) go();
    },
  };
}
