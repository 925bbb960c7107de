/** What an export of Keytide looks like from outside: a list that can be read by anyone, or one that only its passphrase opens, in the host. */
import { isFields, own } from './importers/entry.ts';

const exportKind = 'connections';
const exportVersion = 1;

export type Exported =
  | { readonly kind: 'plain'; readonly connections: readonly unknown[] }
  /** Sealed with a passphrase: scrypt and AES-256-GCM, which the host knows. */
  | { readonly kind: 'sealed' }
  /** Written by a version of Keytide to come. */
  | { readonly kind: 'newer' };

/** Null where it is no export of Keytide. */
export function readExport(data: unknown): Exported | null {
  if (!isFields(data) || own(data, 'keytide') !== exportKind) return null;
  if (own(data, 'version') !== exportVersion) return { kind: 'newer' };
  if (typeof own(data, 'sealed') === 'string' && isFields(own(data, 'lock'))) return { kind: 'sealed' };
  const connections = own(data, 'connections');
  return { kind: 'plain', connections: Array.isArray(connections) ? connections : [] };
}
