/** Opens the stream to a server, by the way that its session goes: each step timed and each failure a fault. */
import type { Duplex } from 'node:stream';
import type { Tell } from './way/until.ts';
import { direct, openWay, type Way } from './way/way.ts';

/** Where to; a node of a cluster or a sentinel's primary has another host and port than the profile, and the same way. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Absent: straight there. */
  readonly way?: Way;
}

export interface DialOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told when a step has been taken. */
  readonly step?: Tell;
}

export function dial({ way = direct, host, port, tls }: Address, options: DialOptions): Promise<Duplex> {
  return openWay(way, { host, port, tls, ...options });
}
