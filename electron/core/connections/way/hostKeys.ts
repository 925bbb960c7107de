/** Which SSH server may be talked to: judged by its host key, before anything that proves who the user is leaves this machine. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { StartNotice } from '../../../../shared/app.ts';
import { type Fault, fail } from '../../../../shared/fault.ts';
import type { Ports } from '../../ports.ts';
import { openStore, type Store } from '../../store.ts';
import { type KnownKey, nameOf, parseKnownHosts, vouchesFor } from './knownHosts.ts';

export interface HostKeys {
  /** Of the keys a host may have, the types that are known of it: to be asked for first, or another true key of it would look like a false one. */
  types(host: string, port: number): Promise<readonly string[]>;
  /** Null where the key is known to belong to the host. */
  judge(host: string, port: number, key: Uint8Array): Promise<Fault | null>;
  /** The user has compared the fingerprint. Only a key that this host has shown while it was unknown can be approved. */
  approve(host: string, port: number, sha256: string): Promise<void>;
  /** Forgets what was approved for this host, never what known_hosts says. */
  forget(host: string, port: number): Promise<void>;
  readonly notices: readonly StartNotice[];
}

const approved = v.object({ host: v.string(), port: v.number(), type: v.string(), sha256: v.string() });
type Approved = v.InferOutput<typeof approved>;

const maxBytes = 16 * 1024 * 1024;
const maxShown = 200;

export function openHostKeys({
  dataFolder,
  log,
  knownHosts = userKnownHosts(),
}: Pick<Ports, 'dataFolder' | 'log'> & { readonly knownHosts?: string }): Promise<HostKeys> {
  return openStore<readonly Approved[]>({
    folder: dataFolder,
    file: 'known-hosts.json',
    version: 1,
    schema: v.array(approved),
    defaults: [],
    log,
  }).then((store) => hostKeysOf(store, knownHosts));
}

/** Where nothing can be approved: what known_hosts vouches for. */
export function knownHostsOnly(): HostKeys {
  return hostKeysOf(null, userKnownHosts());
}

function userKnownHosts(): string {
  return join(homedir(), '.ssh', 'known_hosts');
}

function hostKeysOf(store: Store<readonly Approved[]> | null, knownHosts: string): HostKeys {
  /** Unknown keys as they were shown, by host, oldest first. */
  const shown = new Map<string, Approved>();

  const lines = async (name: string): Promise<readonly KnownKey[]> => parseKnownHosts(await textOf(knownHosts)).filter((line) => vouchesFor(line, name));
  const ours = (name: string): readonly Approved[] => (store?.read() ?? []).filter((one) => nameOf(one.host, one.port) === name);

  return {
    notices: store?.notices ?? [],

    async types(host, port) {
      const name = nameOf(host, port);
      const known = (await lines(name)).filter(({ marker }) => marker === 'none');
      return [...new Set([...known, ...ours(name)].map(({ type }) => type))];
    },

    async judge(host, port, key) {
      const name = nameOf(host, port);
      const known = await lines(name);
      const own = ours(name);
      const sha256 = fingerprint(key);
      const refused = (kind: 'unknown' | 'changed' | 'revoked'): Fault => ({ code: 'hostkey', host, port, sha256, kind });
      const same = known.filter((line) => line.key.equals(key));
      // Revoked is stronger than every approval.
      if (same.some(({ marker }) => marker === 'revoked')) return refused('revoked');
      if (same.some(({ marker }) => marker === 'none') || own.some((one) => one.sha256 === sha256)) return null;
      // The known types were asked for first: a host that has none of its known keys any more is not the same one.
      if (own.length > 0 || known.some(({ marker }) => marker === 'none')) return refused('changed');
      if (known.some(({ marker }) => marker === 'authority'))
        return {
          code: 'input',
          path: 'ssh',
          message: `known_hosts vouches for ${name} by @cert-authority only, and host certificates are not supported: add the key of the host itself`,
        };
      shown.delete(name);
      shown.set(name, { host, port, type: typeOf(key), sha256 });
      for (const [oldest] of shown) if (shown.size > maxShown) shown.delete(oldest);
      return refused('unknown');
    },

    async approve(host, port, sha256) {
      const name = nameOf(host, port);
      const seen = shown.get(name);
      if (store === null || seen?.sha256 !== sha256)
        return fail({ code: 'input', path: 'sha256', message: `${name} has not shown this key; connect again to see the one it has` });
      await store.update((all) => [...all.filter((one) => nameOf(one.host, one.port) !== name), seen]);
      shown.delete(name);
    },

    async forget(host, port) {
      const name = nameOf(host, port);
      await store?.update((all) => all.filter((one) => nameOf(one.host, one.port) !== name));
    },
  };
}

/** As `ssh-keygen -lf` prints it, without the `SHA256:` in front. */
function fingerprint(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
}

/** A public key begins with its type, as a string with its length. */
function typeOf(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.toString('latin1', 4, 4 + Math.min(64, bytes.readUInt32BE(0)));
}

async function textOf(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > maxBytes) return '';
    return await readFile(file, 'utf8');
  } catch {
    // A file that cannot be read vouches for nobody: every host is unknown then, which is asked about.
    return '';
  }
}
