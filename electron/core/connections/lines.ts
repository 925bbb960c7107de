/** Lines: connections beside the session's own, under the same supervision, for what needs one to itself. */
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import type { Activity } from './activity.ts';
import type { Target } from './attempt.ts';
import type { Client } from './client.ts';
import { exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { stateFault } from './guard.ts';
import type { Line, LineEvents, LineSendOptions } from './line.ts';
import { type Supervisor, supervise } from './supervisor.ts';
import type { Timing } from './timing.ts';
import type { Verified } from './verify.ts';

export interface LineOptions {
  readonly target: (signal: AbortSignal) => Target | Promise<Target>;
  readonly accept?: (verified: Verified) => void;
  readonly role: string;
  readonly db: () => number;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly gate: () => Promise<void>;
  readonly guard: Guard;
  readonly activity: Activity;
  readonly report: (bug: unknown) => string;
}

/** What a line is there for: it changes the line, and nothing on the server. */
const own = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE', 'MULTI', 'EXEC', 'DISCARD', 'WATCH', 'UNWATCH']);
const endless = /UNSUBSCRIBE$/;

export function openLineOf(options: LineOptions, events: LineEvents): Line & Supervisor {
  const { timing, guard, activity, report } = options;
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  /** By the text ioredis makes of them; two patterns that differ only in bytes that are no UTF-8 share one. */
  const patterns = new Map<string, Bytes>();
  let client: Client | null = null;
  let justLost = false;

  /** A listener that throws inside ioredis would end the process. */
  const safely = (run: () => void): void => {
    try {
      run();
    } catch (bug) {
      report(bug);
    }
  };

  const supervisor = supervise({
    target: options.target,
    ...(options.accept && { accept: options.accept }),
    name: `keytide:${options.role}`,
    db: options.db,
    timing,
    signal,
    gate: options.gate,
    phase: (phase) => {
      if (phase.kind !== 'waiting' && phase.kind !== 'stopped') return;
      // The pause after a loss has the reason that `lost` has told.
      if (!justLost) safely(() => events.failed?.(phase.fault));
      justLost = false;
    },
    up: (newClient) => {
      client = newClient;
      newClient.messages((channel, payload, pattern) =>
        safely(() => events.message(channel, payload, pattern === null ? null : (patterns.get(pattern) ?? utf8(pattern)))),
      );
      safely(() => events.ready());
    },
    down: (fault) => {
      client = null;
      justLost = true;
      if (!signal.aborted) safely(() => events.lost(fault));
    },
    report,
  });

  return {
    async send(name, args, { quiet = false, ...answer } = {}) {
      const command = name.toUpperCase();
      const line = client ?? fail({ code: 'offline' });
      // Without names it answers once per subscription it still had, which cannot be counted from here.
      if (endless.test(command) && args.length === 0) fail({ code: 'input', path: 'args', message: `${command} needs its names` });
      if (!own.has(command)) await permit(line, command, args, answer);
      if (command === 'PSUBSCRIBE') for (const pattern of args) if (pattern instanceof Uint8Array) patterns.set(displayText(pattern), pattern);
      return tracked(line, command, args, quiet);
    },
    retry: supervisor.retry,
    renew: supervisor.renew,
    close: () => {
      end.abort();
      client?.close({ code: 'cancelled' });
    },
  };

  async function permit(line: Client, command: string, args: readonly Arg[], answer: LineSendOptions): Promise<void> {
    const order = { command, args };
    const kind = await guard.classify(order, (asked, askedArgs) => line.call(asked, askedArgs));
    if (kind === 'state') fail(stateFault(command));
    guard.permit([{ ...order, kind }], answer);
  }

  async function tracked(line: Client, command: string, args: readonly Arg[], quiet: boolean): Promise<Reply> {
    const started = performance.now();
    const tell = (outcome: 'applied' | 'rejected' | 'unknown', why: string): void => {
      if (!quiet) activity.add(command, args, performance.now() - started, outcome, why);
    };
    const kind = own.has(command) && command !== 'EXEC' ? 'read' : 'write';
    try {
      const reply = await exchange(() => line.call(command, args), { command, kind, deadlineMs: timing.writeMs, signal: undefined, abandon: () => undefined });
      tell('applied', '');
      return reply;
    } catch (thrown) {
      if (thrown instanceof FaultError)
        tell(thrown.fault.code === 'unknown' ? 'unknown' : 'rejected', thrown.fault.code === 'redis' ? thrown.fault.prefix : thrown.fault.code);
      throw thrown;
    }
  }
}
