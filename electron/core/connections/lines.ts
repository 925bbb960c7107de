/** Lines: connections beside the session's own, under the same supervision, for what needs one to itself. */
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import type { Activity } from './activity.ts';
import { type BesideOptions, openBeside } from './beside.ts';
import type { Client } from './client.ts';
import { exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { stateFault } from './guard.ts';
import type { Line, LineEvents } from './line.ts';

export interface LineOptions extends BesideOptions {
  readonly guard: Guard;
  readonly activity: Activity;
  /** A question to the same server, on another connection: within MULTI this one would only queue it. */
  readonly ask: (command: string, args: readonly Arg[]) => Promise<Reply>;
}

/** What a line is there for: it changes the line, and nothing on the server. */
const own = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE', 'MULTI', 'EXEC', 'DISCARD', 'WATCH', 'UNWATCH']);
const endless = /UNSUBSCRIBE$/;
/** What holds for one connection only, until it is over; after a loss everything is refused until the owner ends it too. */
const binding = new Set(['WATCH', 'MULTI']);
const unbinding = new Set(['EXEC', 'DISCARD', 'UNWATCH']);

export function openLineOf(options: LineOptions, events: LineEvents): Line {
  const { timing, guard, activity } = options;
  /** By the text ioredis makes of them; two patterns that differ only in bytes that are no UTF-8 share one. */
  const patterns = new Map<string, Bytes>();
  let client: Client | null = null;
  /** The connection that WATCH or MULTI was sent on. A later one knows nothing of it: there EXEC would succeed, and a command run at once. */
  let bound: Client | null = null;

  const beside = openBeside(options, {
    up: (newClient) => {
      client = newClient;
      newClient.messages((channel, payload, pattern) =>
        beside.safely(() => events.message(channel, payload, pattern === null ? null : (patterns.get(pattern) ?? utf8(pattern)))),
      );
      beside.safely(events.ready);
    },
    down: () => (client = null),
    lost: events.lost,
    ...(events.failed && { failed: events.failed }),
  });

  return {
    async send(name, args, { quiet = false } = {}) {
      const command = name.toUpperCase();
      const line = client ?? fail({ code: 'offline' });
      // Without names it answers once per subscription it still had, which cannot be counted from here.
      if (endless.test(command) && args.length === 0) fail({ code: 'input', path: 'args', message: `${command} needs its names` });
      if (bound !== null && bound !== line) {
        if (unbinding.has(command)) bound = null;
        fail({ code: 'offline' });
      }
      if (binding.has(command)) bound = line;
      else if (unbinding.has(command)) bound = null;
      if (!own.has(command)) await permit(command, args);
      if (command === 'PSUBSCRIBE') for (const pattern of args) if (pattern instanceof Uint8Array) patterns.set(displayText(pattern), pattern);
      return tracked(line, command, args, quiet);
    },
    close: beside.close,
  };

  async function permit(command: string, args: readonly Arg[]): Promise<void> {
    const order = { command, args };
    const kind = await guard.classify(order, options.ask);
    if (kind === 'state') fail(stateFault(command));
    guard.permit([{ ...order, kind }], {});
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
