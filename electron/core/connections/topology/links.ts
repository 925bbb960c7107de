/** What a session's commands go through, whatever stands behind it: one server, the primary of the sentinels, a cluster. */
import type { Bytes } from '../../../../shared/bytes.ts';
import type { Profile, SecretName } from '../../../../shared/connections/profile.ts';
import type { NodeState, SessionState } from '../../../../shared/connections/session.ts';
import type { Arg, Reply } from '../../../../shared/reply.ts';
import type { Target } from '../attempt.ts';
import type { Client, Login } from '../client.ts';
import type { Order } from '../guard.ts';
import type { Secret } from '../secret.ts';
import type { Timing } from '../timing.ts';
import type { Verified } from '../verify.ts';
import type { Endpoint } from './address.ts';

/** The connection that one command goes out on. */
export interface Link {
  readonly client: Client;
  /** Rejects as `Client.call` does. Once nobody waits any more, nothing is sent on to another node. */
  call(command: string, args: readonly Arg[], wanted: () => boolean): Promise<Reply>;
  /** Ends the connection that the answer is waited for on. */
  abandon(): void;
}

/** Where further connections of the session go. */
export interface Destination {
  readonly target: (signal: AbortSignal) => Target | Promise<Target>;
  readonly accept?: (verified: Verified) => void;
  /** In a cluster: of the node that the last target led to. */
  readonly address?: () => string;
}

export interface Links {
  /** For a question that any server answers. Fails with `offline`. */
  any(): Link;
  /** For this command, on the server of this address or, for null, on the one that has its keys. Nothing is sent to it yet. */
  to(order: Order, address: string | null): Promise<Link>;
  /** The servers that hold keys: each key is on exactly one. */
  servers(): readonly Pick<NodeState, 'address' | 'role'>[];
  /** See `Session.placeOf`. */
  placeOf(key: Bytes): { readonly slot: number; readonly node: string | null } | null;
  destination(address: string | null): Destination;
  /** Of a cluster: the primary to which goes what has no key. */
  front?(): string | null;
  select(db: number): Promise<void>;
  acknowledge(): void;
  /** From now on passwords may be sent to these hosts. */
  approve(hosts: readonly string[]): void;
  retry(): void;
  close(): void;
}

export interface LinksOptions {
  readonly profile: Profile;
  /** The server of the profile, reached at another address. */
  readonly targetAt: (at: Endpoint, as?: { readonly tls: boolean; readonly login: Login }) => Target;
  readonly secret: (name: SecretName) => Secret | string | null;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** A command without a deadline is under way. */
  readonly patient: () => boolean;
  readonly followed: () => boolean;
  readonly state: () => SessionState;
  readonly tell: (patch: Partial<SessionState>) => void;
  /** Usable after it was not: what waits for that need not wait longer. */
  readonly up: () => void;
  /** The server is another one now. */
  readonly moved: () => void;
  readonly report: (bug: unknown) => string;
}
