/** What every connection beside the session's own has in common: supervised alike, told of alike, closed for good. */
import type { Fault } from '../../../shared/fault.ts';
import type { Target } from './attempt.ts';
import type { Client } from './client.ts';
import { type Supervisor, supervise } from './supervisor.ts';
import type { Timing } from './timing.ts';
import type { Verified } from './verify.ts';

export interface BesideOptions {
  readonly target: (signal: AbortSignal) => Target | Promise<Target>;
  readonly accept?: (verified: Verified) => void;
  /** See Destination. */
  readonly address?: () => string;
  readonly role: string;
  readonly db: () => number;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly gate: () => Promise<void>;
  /** Those that are open: it is one of them until it is closed. */
  readonly open: Set<Supervisor>;
  readonly report: (bug: unknown) => string;
}

export interface BesideEvents {
  up(client: Client, verified: Verified): void;
  down(): void;
  lost(fault: Fault): void;
  failed?(fault: Fault): void;
}

export interface Beside {
  close(): void;
  /** A listener that throws inside a socket's or ioredis' event would end the process. */
  safely(run: () => void): void;
}

export function openBeside(options: BesideOptions, events: BesideEvents): Beside {
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  let client: Client | null = null;
  let justLost = false;

  const safely = (run: () => void): void => {
    try {
      run();
    } catch (bug) {
      options.report(bug);
    }
  };

  const supervisor = supervise({
    target: options.target,
    ...(options.accept && { accept: options.accept }),
    name: `keytide:${options.role}`,
    db: options.db,
    timing: options.timing,
    signal,
    gate: options.gate,
    phase: (phase) => {
      if (phase.kind !== 'waiting' && phase.kind !== 'stopped') return;
      // The pause after a loss has the reason that `lost` has told.
      if (!justLost) safely(() => events.failed?.(phase.fault));
      justLost = false;
    },
    up: (newClient, verified) => {
      client = newClient;
      events.up(newClient, verified);
    },
    down: (fault) => {
      client = null;
      justLost = true;
      events.down();
      if (!signal.aborted) safely(() => events.lost(fault));
    },
    report: options.report,
  });

  options.open.add(supervisor);
  return {
    safely,
    close: () => {
      options.open.delete(supervisor);
      end.abort();
      client?.close({ code: 'cancelled' });
    },
  };
}
