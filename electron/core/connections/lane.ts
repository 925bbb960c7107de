/** A connection whose bytes go to their reader as they arrive, past ioredis: for floods that are framed straight into packed memory. */
import type { Fault } from '../../../shared/fault.ts';
import type { Arg } from '../../../shared/reply.ts';

export interface LaneEvents {
  /** Verified and usable, at first and again after every reconnect; whatever was written before is gone with its answers. */
  ready(): void;
  /** Was usable and is not any more. */
  lost(fault: Fault): void;
  /** An attempt to (re)open it failed; told for each, while it goes on trying or, after a final one, waits for the session. */
  failed?(fault: Fault): void;
  /**
   * RESP as the server sent it, cut anywhere. A view that holds during this call only: copy what is kept. A FrameError ends this
   * connection as garbage. Where nothing is outstanding a heartbeat may have asked: skip `+PONG`, and in RESP2 `pong` with an empty string.
   */
  bytes(chunk: Uint8Array): void;
}

export type LaneCommand = readonly [command: string, ...args: Arg[]];

export interface Lane {
  /** What the server speaks on this connection; 2 while there is none. */
  readonly protocol: 2 | 3;
  /** The server's number of this connection; null while there is none, or where it does not tell. */
  readonly clientId: string | null;
  /** Of the cluster's node it leads to, as the cluster announces it; null while there is none, and where there is no cluster. */
  readonly address: string | null;
  /** Of the server process it leads to; null while there is none, or where it does not tell. */
  readonly runId: string | null;
  /**
   * All of them in one write; their answers come to `bytes`, in order. Throws a FaultError where there is no connection, or where the
   * guard lets one of them not through: reads, subscriptions and MONITOR are what a lane is for.
   */
  write(commands: readonly LaneCommand[]): void;
  /** Leaves what comes in the sockets' buffers, and so in the server's. */
  pause(): void;
  resume(): void;
  close(): void;
}
