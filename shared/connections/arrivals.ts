/** Connections that come from outside the program: handed over to be confirmed, or found on the host's machine. */
import type { PortableDraft } from './profile.ts';
import type { UriField, UriProblem } from './uriParts.ts';

/** Read in the host, which keeps what is secret in it: the page fills its dialog with the rest and connects nothing by itself. */
export interface Offer {
  /** The variable it stands in; '' for what was handed over. */
  readonly name: string;
  /** Null where the address cannot be read. */
  readonly draft: PortableDraft | null;
  readonly problem: { readonly field: UriField; readonly problem: UriProblem } | null;
  /** Names of what an address had that is not used. */
  readonly ignored: readonly string[];
  /** Its password stood on a command line, where every user of the machine could read it. */
  readonly exposed: boolean;
}

export type Arrival =
  | { readonly kind: 'offer'; readonly offer: Offer }
  /** Named by the user who started the program: opened at once. */
  | { readonly kind: 'profile'; readonly profileId: string; readonly readOnly: boolean }
  /** No saved connection has that name, or more than one has. */
  | { readonly kind: 'unnamed'; readonly name: string; readonly found: number };

/** What a server on the host's machine answered, without being logged in to. */
export interface FoundServer {
  readonly host: string;
  readonly port: number;
  /** Path of a unix socket; where it is not empty, host and port do not count. */
  readonly socket: string;
  readonly tls: boolean;
  /** Both empty where it tells nothing before a login. */
  readonly product: string;
  readonly version: string;
  readonly mode: 'standalone' | 'cluster' | 'sentinel';
  /** protected: it talks to its own machine only and refused us all the same. certificate: TLS, and it wants one from us. */
  readonly answer: 'open' | 'password' | 'protected' | 'loading' | 'full' | 'certificate';
}

export interface FoundServers {
  readonly servers: readonly FoundServer[];
  /** How many ports and sockets were asked. */
  readonly asked: number;
  /** False where the time was over before all of them had been. */
  readonly complete: boolean;
}
