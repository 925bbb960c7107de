/** A connection as the page sees it: where its state machine stands and what the server said of itself. */
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
}

export type Phase =
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'ready' }
  /** Connected, but the heartbeat has gone unanswered since then. */
  | { readonly kind: 'degraded'; readonly silentMs: number }
  | { readonly kind: 'waiting'; readonly fault: Fault; readonly retryInMs: number; readonly attempt: number }
  /** Trying again by itself would do harm or no good (a wrong password, a certificate): the user decides. */
  | { readonly kind: 'stopped'; readonly fault: Fault };

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
}

export interface TestStep {
  readonly step: 'name' | 'proxy' | 'ssh' | 'tcp' | 'answer' | 'tls' | 'login' | 'select' | 'facts';
  readonly ms: number;
  readonly fault: Fault | null;
}

export interface TestReport {
  readonly steps: readonly TestStep[];
  readonly facts: ServerFacts | null;
}
