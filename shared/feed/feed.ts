/** The live feed as a page sees it: counters that add up, and the rows that are on screen. */
import type { Bytes } from '../bytes.ts';
import type { FeedRecording } from './recording.ts';

/** `keyspace` and `keyevent` are notifications of changes, by key and by event; `shard` is SSUBSCRIBE. */
export const sourceKinds = ['channel', 'pattern', 'shard', 'keyspace', 'keyevent', 'stream', 'monitor'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** What can be said of a source when it is added, beside its name. */
export interface SourceOptions {
  /** Of a stream, the entry after which it begins: an id, `0` for everything that is kept, `$` (the default) for what comes from now on. */
  readonly from?: string | undefined;
  /** Of MONITOR, when it ends by itself. */
  readonly seconds?: number | undefined;
  readonly lines?: number | undefined;
  /** Of MONITOR: the commands of Keytide's own connections too. */
  readonly own?: boolean | undefined;
}

/** MONITOR ends by itself after so many seconds or lines, unless the user says otherwise. */
export const monitorLimits = { seconds: 60, lines: 200_000 };

export interface FeedSource {
  readonly id: number;
  readonly kind: SourceKind;
  /** For MONITOR empty: it hears every node. */
  readonly name: Bytes;
  readonly options: SourceOptions;
  /** Stopped: it ended by itself, or what it follows is over; it can be added again. */
  readonly state: 'starting' | 'live' | 'interrupted' | 'refused' | 'stopped';
  /** Why it was refused, is interrupted or stopped, in the server's words where there are any; empty where there is nothing to say. */
  readonly detail: string;
  /** `events-off`: the server tells nothing of what this source waits for. */
  readonly note: 'events-off' | null;
  readonly received: number;
  readonly bytes: number;
  readonly perSecond: number;
  /** A number from 0 on; the page has a palette. */
  readonly colour: number;
  /** Muted: captured and not shown. Solo: only those that are solo are shown. */
  readonly muted: boolean;
  readonly solo: boolean;
}

export type GapReason =
  | 'disconnected'
  /** The server closed the connection because its output buffer for it was full. */
  | 'cut-off'
  /** The cluster moved the slot of a sharded channel to another node. */
  | 'moved'
  /** Entries of a stream were trimmed or deleted before they were read. */
  | 'trimmed'
  /** A stream was made anew with smaller ids. */
  | 'remade'
  /** MONITOR ended by itself: its time was up, it had its lines, Keytide fell behind, or the server held too much for it. */
  | 'time-up'
  | 'lines-up'
  | 'lag'
  | 'memory';

export type FeedRow =
  | {
      readonly kind: 'message';
      /** Counts from 1 through the whole capture; never used twice. */
      readonly seq: number;
      /** Host time, milliseconds since 1970. */
      readonly at: number;
      readonly source: number;
      /** Of a stream its key, of MONITOR the command's name. */
      readonly channel: Bytes;
      readonly size: number;
      /** The first bytes of the payload, at most `previewBytes`; of an entry or a command its words as redis-cli writes them. */
      readonly preview: Bytes;
      /** How the payload is made: bytes as they were published, or words. */
      readonly form: PayloadForm;
      /** The query that marks has it. */
      readonly marked?: true;
      /** Where repeats are folded: it stands for so many. */
      readonly repeats?: FeedRepeats;
    }
  | {
      /** Nothing was heard between these two times, or what was there to be heard is gone; passes every filter. `to` is null while it lasts. */
      readonly kind: 'gap';
      readonly seq: number;
      readonly from: number;
      readonly to: number | null;
      readonly why: GapReason;
      /** At most this many messages were missed, as the server's own counters tell. Null where it does not tell, or not yet. */
      readonly atMost: number | null;
      /** The sources it is about. */
      readonly sources: readonly number[];
    };

/** The page's own display stood still after what it had shown until then; passes every filter. No row of the capture: other pages do not have it. */
export interface FeedPause {
  readonly kind: 'pause';
  /** Between the last row that had come and the first that came meanwhile: half a number more than the one. */
  readonly seq: number;
  /** Host times; `to` is null while it lasts. */
  readonly from: number;
  readonly to: number | null;
  /** Messages that came meanwhile, and how many of them are not kept any more. */
  readonly came: number;
  readonly evicted: number;
}

/** What a view has of rows. */
export type ShownRow = FeedRow | FeedPause;

/** Messages that say the same right after each other, of which the row itself is the first; or all of a channel, of which it is the newest. */
export interface FeedRepeats {
  readonly count: number;
  readonly lastSeq: number;
  readonly lastAt: number;
}

export const feedFoldings = ['repeats', 'channel'] as const;
export type FeedFolding = (typeof feedFoldings)[number];

/** How a view shows the rows that pass. */
export interface FeedShape {
  /** A query: what it has is marked, and can be gone to; empty: nothing is. */
  readonly mark?: string | undefined;
  /** Repeats are one row, or all messages of a channel are. */
  readonly fold?: FeedFolding | undefined;
}

/** `entry`: id, then field and value in turn. `command`: the server's time, database, client, then the command's words. */
export const payloadForms = ['payload', 'entry', 'command'] as const;
export type PayloadForm = (typeof payloadForms)[number];

/** A stream that is followed, and who else reads it. */
export interface StreamGroups {
  readonly source: number;
  readonly length: number;
  readonly groups: readonly {
    readonly name: Bytes;
    readonly consumers: number;
    readonly pending: number;
    readonly lastId: string;
    /** Entries it has not been given yet; null where the server cannot tell. */
    readonly lag: number | null;
  }[];
}

export interface FeedMessage {
  readonly row: FeedRow;
  /** Of words the line as redis-cli writes it. */
  readonly payload: Bytes;
  /** Of an entry or a command, each word as it was. */
  readonly words?: readonly Bytes[];
}

export interface FeedChannel {
  readonly channel: Bytes;
  readonly received: number;
  readonly bytes: number;
  /** Host times of the first and the last message heard on it. */
  readonly firstAt: number;
  readonly lastAt: number;
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

/** What a server holds because the feed does not read it fast enough. */
export interface FeedBacklog {
  /** Bytes. */
  readonly held: number;
  /** Where the server closes the connection; null: it does not, or does not say. */
  readonly limit: number | null;
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
  /** Rows that pass the filter, of all that is kept, and the pauses between them. */
  readonly matched: number;
  /** Messages that are kept and do not pass. */
  readonly hidden: number;
  /** Rows that pass and are no rows of their own, because others stand for them. */
  readonly folded: number;
  /** Messages that are marked; null where nothing is to be. */
  readonly marked: number | null;
  /** Rows the queries have not looked at yet; frames follow by themselves until it is 0. */
  readonly pending: number;
  readonly trimmed: FeedTrimmed | null;
  /** Position of `rows[0]` among the matched ones; positions shift when old rows are evicted, `seq` does not. */
  readonly from: number;
  /** Position + base is the same for a row in every frame of a view. */
  readonly base: number;
  readonly rows: readonly ShownRow[];
  readonly following: boolean;
  readonly recording: FeedRecording | null;
  readonly backlog?: FeedBacklog;
  /** Messages that the queries looked into and could not decode all of: of these only the bytes were searched. */
  readonly unread?: number;
}

/** Where a view is asked to go. */
export type FeedPlace =
  | { readonly kind: 'time' /** Host time. */; readonly at: number }
  | { readonly kind: 'seq'; readonly seq: number }
  /** The nearest gap or pause after this row, or before it. */
  | { readonly kind: 'gap'; readonly seq: number; readonly back: boolean }
  /** The nearest marked message. */
  | { readonly kind: 'mark'; readonly seq: number; readonly back: boolean };

export const previewBytes = 512;
export const channelRows = 50;
