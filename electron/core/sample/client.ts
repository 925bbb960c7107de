/** Keytide's own connection to the sample server, apart from every connection the user opens to it. */
import { Redis } from 'ioredis';
import type { Bytes } from '../../../shared/bytes.ts';

export type Command = readonly [name: string, ...args: readonly (string | number | Bytes)[]];

/** `reconnect` keeps coming back while the server lives; without it one failure is the end. Call `connect()` first. */
export function sampleClient(port: number, password: string, reconnect: boolean): Redis {
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password,
    // RESP2 needs no HELLO, so the oldest server anyone has installed will do.
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 5000,
    connectionName: 'keytide:sample',
    disableClientInfo: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: reconnect ? () => 200 : null,
  });
  // What a failure means is decided where a command fails or the process ends; an unheard 'error' would end the host.
  redis.on('error', () => undefined);
  return redis;
}

/**
 * Whether this connected server is the one that was started with that password. Logging in proves nothing: ioredis
 * shrugs off AUTH failing at a server that wants no password at all.
 */
export async function isSampleServer(redis: Redis, password: string): Promise<boolean> {
  const reply = await redis.call('CONFIG', 'GET', 'requirepass');
  return Array.isArray(reply) && reply[1] === password;
}

/** The connection to the sample server is gone, or was when something was to be sent. */
export class LineBroken extends Error {
  constructor() {
    super('the connection to the sample server broke');
  }
}

/** One write, one wait. Gives back what each command was refused with, or its reply; rejects with LineBroken. */
export async function sendAll(redis: Redis, commands: readonly Command[]): Promise<readonly (readonly [refused: Error | null, reply: unknown])[]> {
  const pipeline = redis.pipeline();
  for (const [name, ...args] of commands) pipeline.call(name, ...args.map(asArgument));
  const replies = await pipeline.exec().catch(() => null);
  if (replies === null || replies.some(([error]) => error !== null && error.name !== 'ReplyError')) throw new LineBroken();
  return replies;
}

function asArgument(value: string | number | Bytes): string | number | Buffer {
  return typeof value === 'object' ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}
