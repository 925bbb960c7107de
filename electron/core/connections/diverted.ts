/** A connection that was handed over to a reader of raw bytes, with the heartbeat it keeps. */
import type { Arg, Reply } from '../../../shared/reply.ts';
import type { Fence } from './fence.ts';

export interface Diverted {
  write(bytes: Buffer): void;
  pause(): void;
  resume(): void;
  /** The supervisor's heartbeat, and nothing else: its answer goes to the reader, which skips it. */
  call(command: string, args: readonly Arg[]): Promise<Reply>;
  /** How long nothing has come since something was asked. */
  silentMs(): number;
  quietMs(): number;
}

const ping = Buffer.from('*1\r\n$4\r\nPING\r\n');

/** `pings`: the user may PING. Who may not is watched by the system's keep-alive alone: another answer could not be told from what is read. */
export function divertFence(fence: Fence, take: (chunk: Uint8Array) => void, pings: boolean): Diverted {
  /** When something was asked that nothing has come after; null where nothing is awaited. */
  let askedAt: number | null = null;
  let pausedAt: number | null = null;
  const socket = fence.divert((chunk) => {
    askedAt = null;
    take(chunk);
  });
  const write = (bytes: Buffer): void => {
    askedAt ??= performance.now();
    socket.write(bytes);
  };
  return {
    write,
    pause() {
      pausedAt ??= performance.now();
      socket.pause();
    },
    resume() {
      pausedAt = null;
      // The server is not to blame for the time it was not listened to.
      if (askedAt !== null) askedAt = performance.now();
      socket.resume();
    },
    call(command) {
      if (command === 'PING') write(ping);
      return Promise.resolve(null);
    },
    silentMs: () => (askedAt === null || pausedAt !== null ? 0 : performance.now() - askedAt),
    // Quiet is what makes the supervisor ask.
    quietMs: () => (pings && pausedAt === null && askedAt === null ? performance.now() - fence.heardAt : 0),
  };
}
