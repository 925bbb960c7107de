/** The live feed as a page sees it: counters that add up, and the rows that are on screen. */
import type { Bytes } from '../bytes.ts';

export const sourceKinds = ['channel', 'pattern'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface FeedSource {
  readonly id: number;
  readonly kind: SourceKind;
  readonly name: Bytes;
  readonly state: 'starting' | 'live' | 'interrupted' | 'refused';
  /** Why it was refused, in the server's words. */
  readonly detail: string;
  readonly received: number;
}

export type FeedRow =
  | {
      readonly kind: 'message';
      /** Counts from 1 through the whole capture; never used twice. */
      readonly seq: number;
      /** Host time, milliseconds since 1970. */
      readonly at: number;
      readonly source: number;
      readonly channel: Bytes;
      readonly size: number;
      /** The first bytes of the payload, at most `previewBytes`. */
      readonly preview: Bytes;
    }
  | {
      /** Nothing was heard between these two times. */
      readonly kind: 'gap';
      readonly seq: number;
      readonly from: number;
      readonly to: number;
      readonly why: 'disconnected' | 'cut-off';
      /** How many messages the server published meanwhile, from its own counters: at most this many were missed. Null where it does not tell. */
      readonly atMost: number | null;
    };

export interface FeedChannel {
  readonly channel: Bytes;
  readonly received: number;
  readonly perSecond: number;
}

/** Always: received = kept + evicted. */
export interface FeedCounters {
  readonly received: number;
  readonly kept: number;
  readonly evicted: number;
  /** Upper bound over all gaps; null when at least one gap cannot be told. */
  readonly missed: number | null;
  readonly gaps: number;
  readonly bytes: number;
  readonly perSecond: number;
}

export interface FeedFrame {
  readonly view: number;
  readonly counters: FeedCounters;
  readonly sources: readonly FeedSource[];
  /** Busiest first, at most `channelRows`. */
  readonly channels: readonly FeedChannel[];
  /** Rows that pass the filter, of all that is kept. */
  readonly matched: number;
  /** Position of `rows[0]` among the matched ones; positions shift when old rows are evicted, `seq` does not. */
  readonly from: number;
  readonly rows: readonly FeedRow[];
  readonly following: boolean;
}

export const previewBytes = 512;
export const channelRows = 50;
