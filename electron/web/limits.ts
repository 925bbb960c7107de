/** What one visitor may take of the browser edition: time, memory, sockets. */

export interface Limits {
  /** How long a socket may stay without showing a token. */
  readonly silentMs: number;
  /** What a socket may send before it has shown one. */
  readonly maxGreeting: number;
  /** The largest message of a page that is let in. */
  readonly maxMessage: number;
  readonly maxSockets: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly pingMs: number;
}

export const defaultLimits: Limits = {
  silentMs: 500,
  maxGreeting: 64 * 1024,
  maxMessage: 64 * 1024 * 1024,
  maxSockets: 1000,
  headersMs: 5_000,
  requestMs: 10_000,
  pingMs: 30_000,
};
