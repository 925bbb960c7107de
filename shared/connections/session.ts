/** A connection as the page sees it: where its state machine stands and what the server said of itself. */
import type { Bytes } from '../bytes.ts';
import type { Fault } from '../fault.ts';
import type { Profile } from './profile.ts';

export interface ServerFacts {
  /** redis, valkey, redict, keydb, dragonfly: what INFO names, `redis` where it names nothing else. */
  readonly product: string;
  readonly version: string;
  readonly mode: 'standalone' | 'cluster' | 'sentinel';
  readonly role: string;
  readonly runId: string;
  readonly user: string;
  readonly protocol: 2 | 3;
  /** Number of databases, null where the server does not tell. */
  readonly databases: number | null;
  /** What the connection itself would have asked and this user may not. */
  readonly refused?: readonly string[];
}

export type Phase =
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'ready' }
  /** Connected, but the heartbeat has gone unanswered since then. */
  | { readonly kind: 'degraded'; readonly silentMs: number }
  /** `steps`: how far the attempt came; absent where a connection that was up was lost. */
  | { readonly kind: 'waiting'; readonly fault: Fault; readonly retryInMs: number; readonly attempt: number; readonly steps?: readonly TestStep[] }
  /** Trying again by itself would do harm or no good (a wrong password, a certificate): the user decides. */
  | { readonly kind: 'stopped'; readonly fault: Fault; readonly steps?: readonly TestStep[] };

export interface SessionState {
  readonly session: string;
  readonly profile: Profile;
  readonly db: number;
  readonly phase: Phase;
  /** Known since the first `ready`, kept while the line is down. */
  readonly facts: ServerFacts | null;
  /** The server that answers now is another one than before (its run id or role changed). */
  readonly different: boolean;
  /** Of a cluster its nodes, with sentinels those; else empty. */
  readonly nodes: readonly NodeState[];
  /** Slots of a cluster that cannot be reached now: the rest of the keys is usable. */
  readonly uncovered: number;
  /** Of a production connection: the write session, while one is open. Told when it opens and closes, not while it runs. */
  readonly writing: { readonly endsInMs: number } | null;
  readonly vitals: Vitals | null;
  /** Commands of unknown outcome that nobody has looked after yet; absent for none. */
  readonly doubts?: readonly Doubt[];
}

/** A database that has keys; of a cluster the sum over its primaries. */
export interface DatabaseCount {
  readonly db: number;
  readonly keys: number;
  readonly expires: number;
}

export interface Doubt {
  /** Its number in the list of what was sent. */
  readonly entry: number;
  readonly at: number;
  readonly words: readonly Bytes[];
  readonly cut: boolean;
}

/** there: the server has what was sent. missing: it does not. open: that cannot be told from what is there. */
export interface OutcomeCheck {
  readonly entry: number;
  readonly verdict: 'there' | 'missing' | 'open';
  /** Of the keys in the command, the first ones. */
  readonly keys: readonly KeyNow[];
  readonly more: number;
}

export interface KeyNow {
  readonly key: Bytes;
  /** `none` for a key that is not there, '' where this user may not ask. */
  readonly type: string;
  readonly ttlMs: number | null;
  /** Bytes of a string, elements of anything else. */
  readonly size: number | null;
  /** The beginning of a string. */
  readonly sample: Bytes | null;
}

export interface NodeState {
  /** `host:port` as the cluster announces it, or as the user wrote it. */
  readonly address: string;
  readonly role: 'primary' | 'replica' | 'sentinel';
  /** idle: known and not connected to. unapproved: no password was sent there, the user has not agreed. */
  readonly state: 'connecting' | 'ready' | 'degraded' | 'lost' | 'stopped' | 'idle' | 'unapproved';
}

/** A few numbers for the status bar, from one INFO at a slow pace. Text where Redis writes text. */
export interface Vitals {
  readonly latencyMs: number;
  readonly usedMemory: number | null;
  readonly opsPerSecond: number | null;
  readonly clients: number | null;
  /** Absent where nothing keeps the server from its work. */
  readonly holdup?: Holdup;
}

/** What keeps a server that is there from doing what it is told. */
export type Holdup =
  /** Only this command ends it, or SHUTDOWN; null: nothing else does. */
  | { readonly kind: 'script'; readonly ends: 'SCRIPT KILL' | 'FUNCTION KILL' | null }
  /** CLIENT PAUSE, where INFO tells of it. */
  | { readonly kind: 'paused'; readonly what: 'all' | 'write'; readonly leftMs: number };

export interface TestStep {
  readonly step: 'name' | 'proxy' | 'ssh' | 'tcp' | 'answer' | 'tls' | 'login' | 'select' | 'facts' | 'permissions';
  /** Null where it was not timed by itself. */
  readonly ms: number | null;
  readonly fault: Fault | null;
}

export interface TestReport {
  readonly steps: readonly TestStep[];
  readonly facts: ServerFacts | null;
  /** Of the user, null where the server does not tell. */
  readonly abilities: readonly Ability[] | null;
}

/** Whether a user may send a command: some stands for keys or channels of certain names only. */
export interface Ability {
  readonly purpose: 'browse' | 'read' | 'write' | 'remove' | 'scripts' | 'undo' | 'live' | 'publish' | 'server' | 'databases';
  readonly command: string;
  readonly may: 'yes' | 'some' | 'no';
}
