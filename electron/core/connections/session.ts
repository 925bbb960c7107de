/** A session: one tab's way to one database of one server, with guard, deadlines and honest outcomes. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Profile } from '../../../shared/connections/profile.ts';
import type { NodeState, SessionState } from '../../../shared/connections/session.ts';
import type { Blast } from '../../../shared/fault.ts';
import type { ActivityEntry } from '../../../shared/jobs/activity.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import type { Lane, LaneEvents } from './lane.ts';
import type { Line, LineEvents } from './line.ts';

export interface SendOptions {
  /** The user's answer to a `confirm` fault; null or absent before it was asked. */
  readonly confirmed?: string | null;
  readonly signal?: AbortSignal;
  /** What the guard judges and the user is asked about, where the command on the wire is only its vehicle (a script for SET). */
  readonly as?: Blast;
  /** Keytide's own housekeeping, of no interest in the list of what the user's actions sent. */
  readonly quiet?: boolean;
  /** Null: no deadline (the console; cancelling closes the connection). */
  readonly deadlineMs?: number | null;
}

/** One server of a session, for what has to be asked of each. */
export interface NodeHandle {
  /** `host:port` as the cluster announces it. */
  readonly address: string;
  readonly role: NodeState['role'];
  /** As the session's; goes to this server and nowhere else. */
  send(command: string, args: readonly Arg[], options?: SendOptions): Promise<Reply>;
  /** As the session's, to this server. */
  openLine(role: string, events: LineEvents): Line;
  openLane(role: string, events: LaneEvents): Lane;
}

export interface Session {
  readonly id: string;
  readonly profile: Profile;
  /** Aborted when the session is closed for good. */
  readonly ended: AbortSignal;
  state(): SessionState;
  /** Yields the state now, then again whenever it changed since the last one taken. */
  watch(signal: AbortSignal): AsyncIterable<SessionState>;
  /** Rejects with a FaultError; replies are exact bytes. A command is never sent twice. */
  send(command: string, args: readonly Arg[], options?: SendOptions): Promise<Reply>;
  /** One write, many replies, in order; an element that failed is a ReplyError. The guard judges each. */
  sendMany(commands: readonly (readonly [command: string, ...args: Arg[]])[], options?: SendOptions): Promise<readonly Reply[]>;
  /** A connection of its own to the same server, opened, verified and reopened by the same rules; closes with the session. */
  openLine(role: string, events: LineEvents): Line;
  /** As `openLine`, but read raw. */
  openLane(role: string, events: LaneEvents): Lane;
  /** Judges work of many commands before its first one, as the guard will judge each of them; nothing is sent. Fails as `send` does. */
  judge(as: Blast, confirmed: string | null): void;
  /** Of a cluster: the key's slot and the address of its primary, null while nobody serves it. Null elsewhere. */
  placeOf(key: Bytes): { readonly slot: number; readonly node: string | null } | null;
  /** The servers that hold the keys, each key on exactly one: the primaries of a cluster, elsewhere the one server. */
  nodes(): readonly NodeHandle[];
  retry(): void;
  select(db: number): Promise<void>;
  acknowledge(): void;
  /** Opens the write session of a production connection, or begins its time anew; it ends by itself. Refused while another server answers than before. */
  unlock(): void;
  lock(): void;
  /** The user agrees that passwords go to these hosts, which the servers announce. */
  approve(hosts: readonly string[]): void;
  /** The list now, then again whenever it grew; newest last, bounded. */
  activity(signal: AbortSignal): AsyncIterable<readonly ActivityEntry[]>;
  close(): void;
}
