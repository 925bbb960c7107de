/** What is found out about a feed beside its rows: channels as the servers tell, fields, alerts, and what is frequent. */
import type { Bytes } from '../bytes.ts';

/** A channel somebody is subscribed to, as the servers tell. */
export interface ServedChannel {
  readonly channel: Bytes;
  readonly sharded: boolean;
  /** Clients on all nodes together. */
  readonly subscribers: number;
}

export interface ServedChannels {
  readonly channels: readonly ServedChannel[];
  /** There are so many; the list is cut. */
  readonly total: number;
  /** Subscriptions to patterns on all nodes together. */
  readonly patterns: number;
  /** Nodes that could not be asked. */
  readonly unasked: readonly string[];
  readonly at: number;
}

export const servedRows = 2000;

export type FieldType = 'text' | 'number' | 'boolean' | 'null' | 'nested';

export interface SeenField {
  readonly path: string;
  /** How many of the messages looked at have it, and as what. */
  readonly count: number;
  readonly types: readonly (readonly [FieldType, number])[];
  /** A value that was seen, cut. */
  readonly example: string;
  /** Against the older half of what was looked at: it is new, it is gone, or it has another type. */
  readonly drift: 'new' | 'gone' | 'type' | null;
}

export interface SeenFields {
  readonly looked: number;
  readonly fields: readonly SeenField[];
}

export interface Alert {
  readonly rule: string;
  /** Host time. */
  readonly at: number;
  /** The message or gap it is about; null where it is about none. */
  readonly seq: number | null;
  /** Matches since the last time it was told, or the rate, or the seconds of silence. */
  readonly value: number;
}

export interface Ranked {
  readonly name: Bytes;
  readonly count: number;
  readonly share: number;
}

export interface Analytics {
  readonly since: number;
  readonly messages: number;
  readonly perSecond: number;
  /** Channels; of MONITOR these are commands. */
  readonly channels: readonly Ranked[];
  /** Of MONITOR and of notifications. */
  readonly keys: readonly Ranked[];
  readonly prefixes: readonly Ranked[];
  readonly clients: readonly Ranked[];
  readonly events: readonly Ranked[];
  /** What the servers answered with meanwhile, to anybody; null where they do not tell. */
  readonly errors: readonly Ranked[] | null;
  /** Between two messages, in milliseconds; null before there are any. */
  readonly gapP50: number | null;
  readonly gapP95: number | null;
  /** How late messages come by their own timestamp: upper bounds in milliseconds with how many there are; empty without such a field. */
  readonly latency: readonly (readonly [upTo: number, count: number])[];
}
