/** The keys as a page sees them: how far the scan is, what passes the filter, and the rows that are on screen. */
import type { Bytes } from '../bytes.ts';
import type { Fault } from '../fault.ts';

export type KeyMark = 'created' | 'changed' | 'expired' | 'deleted';

export interface FolderRow {
  readonly kind: 'folder';
  /** Good until the shape changes; what was open stays open then, by its path. */
  readonly id: number;
  /** 0 for the outermost. */
  readonly depth: number;
  /** The last segment with its delimiter. */
  readonly label: Bytes;
  /** The whole beginning of the names in it, with its delimiter. */
  readonly path: Bytes;
  readonly open: boolean;
  /** Keys in it that pass the filter. */
  readonly count: number;
  /** Of all keys that pass the filter, 0 to 1. */
  readonly share: number;
  /** It was selected as a whole. */
  readonly selected: boolean;
  readonly position: number;
  readonly siblings: number;
}

export interface KeyRow {
  readonly kind: 'key';
  readonly depth: number;
  /** What is left of the name in its folder; the whole name in a list. */
  readonly label: Bytes;
  readonly name: Bytes;
  /** There are more delimiters in it than the tree has levels. */
  readonly deep: boolean;
  /** Where it is known already. */
  readonly type: string | null;
  readonly selected: boolean;
  /** What happened to it last, `age` milliseconds ago; null once that is old. */
  readonly mark: { readonly what: KeyMark; readonly age: number } | null;
  readonly position: number;
  readonly siblings: number;
}

export type KeysRow = FolderRow | KeyRow;

export type ScanPhase =
  | 'idle'
  | 'running'
  /** By the user. */
  | 'stopped'
  /** The connection is down: it goes on by itself. */
  | 'waiting'
  /** As many keys as the limit allows: what is shown is a part. */
  | 'limited'
  | 'complete'
  | 'failed';

export interface NodeScan {
  readonly address: string;
  readonly found: number;
  /** DBSIZE, null where it is refused or not known yet. */
  readonly total: number | null;
  readonly state: 'running' | 'stopped' | 'waiting' | 'complete' | 'failed';
  readonly fault: Fault | null;
}

export interface KeysScan {
  readonly state: ScanPhase;
  readonly fault: Fault | null;
  /** Different keys in the index. */
  readonly found: number;
  /** DBSIZE of all nodes, null where one does not tell. With `match` or `type` only a part of it can be found. */
  readonly total: number | null;
  readonly perSecond: number;
  /** Our own cost: time the servers spent on SCAN, estimated from the answers' delays. */
  readonly serverMs: number;
  readonly steps: number;
  /** Paced for a server that others depend on. */
  readonly gentle: boolean;
  readonly nodes: readonly NodeScan[];
  /** Since the scan before: names that are new, and names that were not found again. Counted when a rescan completes. */
  readonly appeared: number;
  readonly gone: number;
  readonly limit: number;
  /** What the server was asked for; null is everything. */
  readonly match: Bytes | null;
  readonly type: string | null;
  /** Host memory of the index. */
  readonly bytes: number;
}

export type LiveState =
  | { readonly mode: 'off' }
  | {
      readonly mode: 'notifications' | 'tracking';
      readonly state: 'starting' | 'live' | 'interrupted' | 'refused';
      /** In the server's words. */
      readonly detail: string;
      readonly events: number;
    };

export interface KeysFrame {
  readonly view: number;
  /** Grows with every frame of this view. */
  readonly version: number;
  /** Grows when folder ids and positions of before mean nothing any more. */
  readonly era: number;
  readonly db: number;
  readonly scan: KeysScan;
  readonly filter: {
    /** Not all names were looked at yet; frames follow by themselves. */
    readonly pending: boolean;
    readonly matched: number;
    /** Names that were not looked at because type, TTL or size of them is still being asked for. */
    readonly unmeasured: number;
    readonly error: null | { readonly at: number; readonly message: string };
  };
  /** Rows of the flattened tree. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly KeysRow[];
  /** Selected keys. */
  readonly selected: number;
  readonly live: LiveState;
}
