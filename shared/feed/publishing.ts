/** What is published, and what came of it. */

export const publishKinds = ['channel', 'shard', 'stream'] as const;
export type PublishKind = (typeof publishKinds)[number];

/** How what is typed becomes the bytes that are sent. */
export const payloadEncodings = ['text', 'json', 'hex', 'base64', 'msgpack'] as const;
export type PayloadEncoding = (typeof payloadEncodings)[number];

export interface Published {
  /** Clients that received it; of a stream 0. */
  readonly receivers: number;
  /** Of a stream the entry's. */
  readonly id?: string;
}

export interface Repeating {
  readonly sent: number;
  readonly receivers: number;
  /** As it really is. */
  readonly perSecond: number;
}

export const replaySteers = ['pause', 'run', 'step'] as const;
/** `step`: one more message, then it stands. */
export type ReplaySteer = (typeof replaySteers)[number];

export interface Replaying {
  /** By which it is steered. */
  readonly replay: string;
  readonly sent: number;
  /** Gaps, and commands that MONITOR saw: these are not sent again. */
  readonly skipped: number;
  readonly total: number;
  /** The row that was sent last; of one that stands, the row that goes next. */
  readonly seq: number;
  readonly paused: boolean;
}
