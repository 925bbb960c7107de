/** Every time span of a connection, in one place; tests shorten them. */
export interface Timing {
  /** One attempt: name, socket, login and verification. */
  readonly connectMs: number;
  /** The second look at a port that explains nothing: with it an attempt takes eight seconds at most. */
  readonly lookMs: number;
  readonly readMs: number;
  readonly writeMs: number;
  readonly scanMs: number;
  /** After this much silence a PING asks whether the server is there. */
  readonly quietMs: number;
  /** An answer outstanding for this long makes the connection degraded. */
  readonly silentMs: number;
  /** And for this long gives it up: a half-open socket never says so by itself. */
  readonly dropMs: number;
  readonly tickMs: number;
  readonly vitalsMs: number;
  readonly firstRetryMs: number;
  /** At most this for the first so many attempts: most outages are short, and nobody likes to wait after one. */
  readonly eagerRetryMs: number;
  readonly eagerRetries: number;
  readonly lastRetryMs: number;
  readonly loadingRetryMs: number;
  /** Between two looks at the slots of a cluster, while something is amiss. */
  readonly mapMs: number;
  /** And while nothing is. */
  readonly mapRestMs: number;
  /** How long a production connection stays unlocked. */
  readonly writeSessionMs: number;
}

export const timing: Timing = {
  connectMs: 5800,
  lookMs: 1900,
  readMs: 10_000,
  writeMs: 15_000,
  scanMs: 5000,
  quietMs: 3000,
  silentMs: 4000,
  dropMs: 30_000,
  tickMs: 1000,
  vitalsMs: 5000,
  firstRetryMs: 200,
  eagerRetryMs: 1000,
  eagerRetries: 50,
  lastRetryMs: 10_000,
  loadingRetryMs: 1000,
  mapMs: 250,
  mapRestMs: 10_000,
  writeSessionMs: 900_000,
};
