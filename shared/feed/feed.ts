/** The live feed as a page sees it: counters that add up, and the rows that are on screen. */
import type { Bytes } from '../bytes.ts';

export const sourceKinds = ['channel', 'pattern'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface FeedSource {
  readonly id: number;
  readonly kind: SourceKind;
  readonly name: Bytes;
  readonly state: 'starting' | 'live' | 'interrupted' | 'refused';
  /** Why it was refused or is interrupted, in the server's words; empty where it said nothing. */
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
      /** Nothing was heard between these two times; passes every filter. `to` is null while it lasts. */
      readonly kind: 'gap';
      readonly seq: number;
      readonly from: number;
      readonly to: number | null;
      /** Cut off: the server closed the connection because its output buffer for it was full. */
      readonly why: 'disconnected' | 'cut-off';
      /** How many messages the server published meanwhile, from its own counters: at most this many were missed. Null where it does not tell, or not yet. */
      readonly atMost: number | null;
    };

export interface FeedChannel {
  readonly channel: Bytes;
  readonly received: number;
  readonly perSecond: number;
}

/** Counts messages, not gaps. Always: received = kept + evicted; what was cleared counts as evicted. */
export interface FeedCounters {
  readonly received: number;
  readonly kept: number;
  readonly evicted: number;
  /** Upper bound over all gaps; null when at least one gap cannot be told, or lasts. */
  readonly missed: number | null;
  readonly gaps: number;
  /** Host memory that is held for the kept rows and the known channels. */
  readonly bytes: number;
  readonly perSecond: number;
}

/** What went to make room since the last clear: these rows, in one piece, right before the oldest that is kept. */
export interface FeedTrimmed {
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Host times of the first and the last of them. */
  readonly from: number;
  readonly to: number;
}

export interface FeedFrame {
  readonly view: number;
  readonly counters: FeedCounters;
  readonly sources: readonly FeedSource[];
  /** Busiest first, at most `channelRows`. */
  readonly channels: readonly FeedChannel[];
  /** Channels known now; silent ones whose rows are gone are forgotten when there are very many, and counted. */
  readonly channelsKnown: number;
  readonly channelsForgotten: number;
  /** Rows that pass the filter, of all that is kept. */
  readonly matched: number;
  /** Messages that are kept and do not pass. */
  readonly hidden: number;
  /** Rows the filter has not looked at yet; frames follow by themselves until it is 0. */
  readonly pending: number;
  readonly trimmed: FeedTrimmed | null;
  /** Position of `rows[0]` among the matched ones; positions shift when old rows are evicted, `seq` does not. */
  readonly from: number;
  readonly rows: readonly FeedRow[];
  readonly following: boolean;
}

/** Where a view is asked to go. */
export type FeedPlace =
  | { readonly kind: 'time' /** Host time. */; readonly at: number }
  | { readonly kind: 'seq'; readonly seq: number }
  /** The nearest gap after this row, or before it. */
  | { readonly kind: 'gap'; readonly seq: number; readonly back: boolean };

export const previewBytes = 512;
export const channelRows = 50;
