/** Secrets that the host has read and the page may only name: of an opened export, of an address handed over, of the environment. */
import { randomUUID } from 'node:crypto';
import type { SecretChanges, SecretName } from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';
import { Secret } from './secret.ts';

export interface Held {
  /** Gives what the page gets in their place. */
  hold(secrets: { readonly [N in SecretName]?: string | undefined }): SecretChanges;
  get(ref: string): Secret;
  forget(changes: SecretChanges): void;
}

export function createHeld(): Held {
  const byRef = new Map<string, Secret>();
  return {
    hold(secrets) {
      const changes: { [N in SecretName]?: SecretChanges[N] } = {};
      for (const [name, secret] of Object.entries(secrets) as [SecretName, string | undefined][]) {
        if (secret === undefined) continue;
        const ref = randomUUID();
        byRef.set(ref, new Secret(secret));
        changes[name] = { kind: 'held', ref };
      }
      return changes as SecretChanges;
    },
    get: (ref) => byRef.get(ref) ?? fail({ code: 'input', path: 'secrets', message: 'it has to be opened, or handed over, again' }),
    forget(changes) {
      for (const change of Object.values(changes)) if (change?.kind === 'held') byRef.delete(change.ref);
    },
  };
}
