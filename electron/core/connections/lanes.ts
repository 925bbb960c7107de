/** Lanes: verified connections that are handed over, whole, to a reader of raw RESP. */
import { fail } from '../../../shared/fault.ts';
import type { Arg } from '../../../shared/reply.ts';
import { type BesideOptions, openBeside } from './beside.ts';
import type { Client } from './client.ts';
import { fullName, kindOf } from './commands.ts';
import type { Diverted } from './diverted.ts';
import { FrameError } from './framer.ts';
import type { Guard } from './guard.ts';
import { stateFault } from './guard.ts';
import type { Lane, LaneCommand, LaneEvents } from './lane.ts';

export interface LaneOptions extends BesideOptions {
  readonly guard: Guard;
}

/** What a lane is there for: it changes the lane, and nothing on the server. */
const own = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE', 'MONITOR', 'CLIENT TRACKING']);

export function openLaneOf(options: LaneOptions, events: LaneEvents): Lane {
  let up: (Pick<Lane, 'clientId' | 'address' | 'runId'> & { readonly client: Client; readonly diverted: Diverted }) | null = null;

  const beside = openBeside(options, {
    up: (client, verified) => {
      const { pings, clientId, facts } = verified;
      up = {
        client,
        diverted: client.divert((chunk) => read(client, chunk), { pings }),
        clientId,
        address: options.address?.() ?? null,
        runId: facts.runId || null,
      };
      beside.safely(events.ready);
    },
    down: () => (up = null),
    lost: events.lost,
    ...(events.failed && { failed: events.failed }),
  });

  /** What is thrown in a socket's event ends the process; a reader with a bug has lost its place, and with it this connection. */
  function read(client: Client, chunk: Uint8Array): void {
    try {
      events.bytes(chunk);
    } catch (thrown) {
      if (thrown instanceof FrameError) throw thrown;
      client.close({ code: 'bug', id: options.report(thrown) });
    }
  }

  function permit(command: string, args: readonly Arg[]): void {
    if (own.has(fullName(command, args))) return;
    const kind = kindOf(command, args);
    if (kind === 'state') fail(stateFault(command));
    options.guard.permit([{ command, args, kind: kind ?? 'write' }], {});
  }

  return {
    get protocol() {
      return up?.client.protocol ?? 2;
    },
    get clientId() {
      return up?.clientId ?? null;
    },
    get address() {
      return up?.address ?? null;
    },
    get runId() {
      return up?.runId ?? null;
    },
    write(commands) {
      const { diverted } = up ?? fail({ code: 'offline' });
      for (const [command, ...args] of commands) permit(command, args);
      diverted.write(Buffer.concat(commands.map(encoded)));
    },
    pause: () => up?.diverted.pause(),
    resume: () => up?.diverted.resume(),
    close: beside.close,
  };
}

function encoded(words: LaneCommand): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from(`*${words.length}\r\n`)];
  for (const word of words) {
    const bytes = word instanceof Uint8Array ? word : Buffer.from(String(word));
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}
