/** Where secrets are kept: what the page may know of that, and what it may ask for. */

export const secretBackends = ['keychain', 'session', 'vault', 'plain'] as const;
/** `session` forgets them when Keytide ends, `vault` seals them with a passphrase, `plain` writes them down unprotected. */
export type SecretBackend = (typeof secretBackends)[number];

export interface SecretsState {
  readonly backend: SecretBackend;
  /** The vault wants its passphrase before its secrets can be used. */
  readonly locked: boolean;
  /** Whether this system has a keychain that is safe. */
  readonly keychain: boolean;
  /** The vault locks itself after this long without use; 0: it stays open until Keytide ends. */
  readonly idleMinutes: number;
}

export const maxIdleMinutes = 1440;
export const minPassphrase = 8;
