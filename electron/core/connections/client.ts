/** One logged-in connection: ioredis over a fenced socket, used once and never reconnected by itself. */
import type { Duplex } from 'node:stream';
import { AbstractConnector, Redis } from 'ioredis';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import { type Diverted, divertFence } from './diverted.ts';
import { connectFault, loginFault, redisFault } from './faults.ts';
import { confirming, Fence } from './fence.ts';
import { type FrameLimits, frameLimits } from './framer.ts';
import { toReply } from './reply.ts';
import type { Secret } from './secret.ts';

export interface Login {
  readonly username: string;
  readonly password: Secret | null;
}

export interface Client {
  readonly protocol: 2 | 3;
  /** `command` in capitals. Error replies reject with a FaultError, everything else with `Lost`. */
  call(command: string, args: readonly Arg[]): Promise<Reply>;
  /** What is called in `run` leaves in one write. */
  together<T>(run: () => T): T;
  /** The server refused a command because it is busy with something that has no end of its own: a script, mostly. */
  onBusy(run: () => void): void;
  /** How long an answer has been outstanding without a byte from the server. */
  silentMs(): number;
  /** Since the last byte from the server. */
  quietMs(): number;
  /** Resolves once, with the reason, when the connection is over. */
  readonly closed: Promise<Fault>;
  close(fault?: Fault): void;
  /** Published messages, as ioredis gives them: the pattern has been through UTF-8. */
  messages(take: (channel: Uint8Array, payload: Uint8Array, pattern: string | null) => void): void;
  /** Hands the connection over: every byte goes to `take`, nothing can be called any more. `pings`: the user may PING. */
  divert(take: (chunk: Uint8Array) => void, options: { readonly pings: boolean }): Diverted;
}

/** The line broke before an answer came. */
export class Lost extends Error {
  readonly fault: Fault;
  /** False: the command never left. */
  readonly written: boolean;
  /** The answer to this command is why the line was given up. */
  readonly tooLarge: boolean;
  constructor(fault: Fault, written: boolean, tooLarge = false) {
    super('the connection was lost');
    this.fault = fault;
    this.written = written;
    this.tooLarge = tooLarge;
  }
}

export interface ClientOptions {
  readonly login: Login;
  readonly name: string;
  readonly limits?: FrameLimits;
  readonly signal: AbortSignal;
}

type Stream = Awaited<ReturnType<AbstractConnector['connect']>>;

function redisOver(fence: Fence, login: Login, name: string): Redis {
  class FencedConnector extends AbstractConnector {
    constructor() {
      super(0);
    }
    override connect(): Promise<Stream> {
      // ioredis names sockets only; of a stream it uses what the fence has.
      return Promise.resolve(fence as unknown as Stream);
    }
    override disconnect(): void {
      fence.destroy();
    }
  }
  return new Redis({
    Connector: FencedConnector,
    lazyConnect: true,
    protocol: 3,
    replyMapping: 'legacy',
    stringNumbers: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    // Our own verification: ioredis' one waits in silence while loading and prints to the console where INFO is refused.
    enableReadyCheck: false,
    retryStrategy: () => null,
    reconnectOnError: null,
    // A refused SELECT is no error to ioredis: it is sent and checked by us.
    db: 0,
    disableClientInfo: true,
    connectionName: name,
    ...(login.username === '' ? {} : { username: login.username }),
    ...(login.password === null ? {} : { password: login.password.reveal() }),
  });
}

/** Rejects with a FaultError where the login fails; the socket is closed then. */
export function openClient(socket: Duplex, options: ClientOptions): Promise<Client> {
  const secret = options.login.password?.reveal() ?? null;
  const fence = new Fence(socket, options.limits ?? frameLimits, secret);
  const redis = redisOver(fence, options.login, options.name);
  /** Errors of ioredis hold the command with its arguments: only their text is ever looked at. */
  let said: Fault | null = null;
  let ready = false;
  let ended: Fault | null = null;
  let pending = 0;
  let waitingSince = 0;
  let diverted: Diverted | null = null;
  let tellBusy = (): void => undefined;
  let tellClosed: (fault: Fault) => void = () => undefined;
  const closed = new Promise<Fault>((resolve) => (tellClosed = resolve));

  redis.on('error', (error: Error) => {
    if (!ready) said ??= error.name === 'ReplyError' ? loginFault(error.message, secret) : null;
  });

  const end = (): void => {
    if (ended !== null) return;
    // What the server answered to the login says more than how the socket ended.
    ended = said ?? fence.fault ?? connectFault('closed');
    tellClosed(ended);
  };
  // The fence's end comes before ioredis rejects what was under way, so the reason is known by then.
  fence.once('close', end);

  const whyLost = (error: unknown): Lost => {
    const text = error instanceof Error ? error.message : '';
    const refused = text.startsWith("Stream isn't writeable") || text.startsWith('Connection in subscriber mode');
    const tooLarge = fence.overflowed;
    // Only the oldest command is the one whose answer was too large.
    fence.overflowed = false;
    return new Lost(fence.fault ?? said ?? connectFault('closed'), !refused, tooLarge && !refused);
  };

  const client: Client = {
    get protocol() {
      return fence.protocol;
    },
    async call(command, args) {
      if (fence.destroyed) throw new Lost(ended ?? connectFault('closed'), false);
      if (diverted !== null) return diverted.call(command, args);
      if (pending++ === 0) waitingSince = performance.now();
      try {
        return toReply(await redis.callBuffer(nameFor(command), args.map(toWire)));
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === 'ReplyError') {
          const fault = redisFault(thrown.message);
          if (fault.code === 'redis' && fault.prefix === 'BUSY') tellBusy();
          throw new FaultError(fault);
        }
        throw whyLost(thrown);
      } finally {
        pending--;
      }
    },
    together(run) {
      fence.cork();
      try {
        return run();
      } finally {
        fence.uncork();
      }
    },
    onBusy: (run) => void (tellBusy = run),
    silentMs: () => diverted?.silentMs() ?? (pending === 0 ? 0 : performance.now() - Math.max(fence.heardAt, waitingSince)),
    quietMs: () => diverted?.quietMs() ?? performance.now() - fence.heardAt,
    closed,
    close(fault) {
      if (fault !== undefined) fence.fault ??= fault;
      redis.disconnect();
    },
    messages(take) {
      redis.on('messageBuffer', (channel: Buffer, payload: Buffer) => take(channel, payload, null));
      redis.on('pmessageBuffer', (pattern: string, channel: Buffer, payload: Buffer) => take(channel, payload, pattern));
    },
    divert(take, { pings }) {
      diverted = divertFence(fence, take, pings);
      return diverted;
    },
  };

  return new Promise((resolve, reject) => {
    const cancel = (): void => client.close({ code: 'cancelled' });
    options.signal.addEventListener('abort', cancel, { once: true });
    redis.once('ready', () => {
      ready = true;
      options.signal.removeEventListener('abort', cancel);
      resolve(client);
    });
    void closed.then((fault) => {
      options.signal.removeEventListener('abort', cancel);
      reject(new FaultError(fault));
    });
    redis.connect().catch(() => undefined);
    if (options.signal.aborted) cancel();
  });
}

/** Capitals keep ioredis from reshaping a reply; but its RESP2 subscriptions know small letters only, and crash on others. */
function nameFor(command: string): string {
  const small = command.toLowerCase();
  return confirming.has(small) ? small : command;
}

/** A view, not a copy: ioredis knows Buffers only, and would write another Uint8Array as text. */
function toWire(arg: Arg): string | Buffer {
  if (typeof arg === 'string') return arg;
  if (typeof arg === 'number') return String(arg);
  return Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength);
}
