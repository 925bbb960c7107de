/** Everything that can be expected to go wrong, as data that crosses every wire; words are made in the page. */

/** Why a connection could not be made or was given up. */
export type ConnectReason =
  | 'refused'
  | 'name'
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'http'
  | 'ssh'
  | 'tls-wanted'
  | 'tls-certificate'
  | 'tls-expired'
  /** A good certificate, but for another host. */
  | 'tls-host'
  /** The server wants a client certificate, or another one. */
  | 'tls-client'
  | 'tls'
  /** The unix socket is not there, or not for this user. */
  | 'socket'
  /** The proxy does not do what was asked, or is none. */
  | 'proxy'
  | 'proxy-auth'
  | 'ssh-auth'
  /** The SSH server is not allowed to forward to there. */
  | 'ssh-forward'
  /** The SSH connection failed or broke. */
  | 'tunnel'
  | 'garbage'
  | 'select'
  | 'maxclients'
  | 'loading'
  /** The server is not what was asked for: no primary, or no sentinel. */
  | 'role'
  | 'closed';

/** What a guarded command is about to do, so that the page can ask in exact words. */
export interface Blast {
  readonly command: string;
  readonly keys: number | null;
  /** What the user has to type before it is sent; null where a plain yes is enough. */
  readonly typed: string | null;
  /** Why it could not be undone afterwards; absent where it can, or where nothing is lost. */
  readonly final?: 'size' | 'permission';
}

/** What a server has shown of itself, for the user to compare. */
export interface PeerCertificate {
  /** In hex: what is pinned. */
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
}

export type Fault =
  | { readonly code: 'redis'; readonly prefix: string; readonly message: string }
  /** Not connected: nothing was sent. */
  | { readonly code: 'offline' }
  | {
      readonly code: 'connect';
      readonly reason: ConnectReason;
      readonly detail: string;
      /** The one that was not trusted: it can be, by its pin. */
      readonly certificate?: PeerCertificate;
    }
  /** The SSH server's key, by its fingerprint as OpenSSH prints it (base64). Only an unknown one can be approved; nothing was sent to it. */
  | { readonly code: 'hostkey'; readonly host: string; readonly port: number; readonly sha256: string; readonly kind: 'unknown' | 'changed' | 'revoked' }
  | { readonly code: 'auth'; readonly message: string }
  /** The servers announce hosts that the user never named: no password goes there before that is approved. */
  | { readonly code: 'approve'; readonly hosts: readonly string[] }
  /** The profile is read-only and this command is not known to only read. */
  | { readonly code: 'readonly'; readonly command: string }
  /** A production connection writes only while a write session is open. */
  | { readonly code: 'locked' }
  | { readonly code: 'confirm'; readonly blast: Blast }
  /** The command was on the wire when the line broke or its time ran out: it may have run, once. */
  | { readonly code: 'unknown'; readonly command: string }
  /** A read that got no answer in time: it changed nothing. */
  | { readonly code: 'timeout'; readonly command: string; readonly afterMs: number }
  | { readonly code: 'missing'; readonly what: 'session' | 'profile' | 'key' | 'server' | 'message' | 'source' | 'plan' | 'job' }
  | { readonly code: 'conflict'; readonly found: 'changed' | 'gone' | 'type' | 'exists' }
  | { readonly code: 'input'; readonly path: string; readonly message: string }
  | { readonly code: 'disk'; readonly file: string; readonly message: string }
  | { readonly code: 'cancelled' }
  /** The wire between page and host is gone. */
  | { readonly code: 'closed' }
  | { readonly code: 'bug'; readonly id: string };

/** An expected failure on its way to the screen. Anything else that is thrown is a bug. */
export class FaultError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code);
    this.name = 'FaultError';
    this.fault = fault;
  }
}

export function fail(fault: Fault): never {
  throw new FaultError(fault);
}

/** `report` is told of bugs only, and gives back the id under which it wrote the stack down. */
export function toFault(thrown: unknown, report: (bug: unknown) => string): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  return { code: 'bug', id: report(thrown) };
}

export function assertNever(value: never): never {
  throw new Error(`unexpected variant ${JSON.stringify(value)}`);
}
