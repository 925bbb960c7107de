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

export interface Replaying {
  readonly sent: number;
  /** Gaps, and commands that MONITOR saw: these are not sent again. */
  readonly skipped: number;
  readonly total: number;
  /** The row that was sent last. */
  readonly seq: number;
}
