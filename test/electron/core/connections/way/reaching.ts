/** A way from a profile by one line, with a data folder and an SSH folder of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { dial } from '../../../../../electron/core/connections/dial.ts';
import { timing } from '../../../../../electron/core/connections/timing.ts';
import { type HostKeys, openHostKeys } from '../../../../../electron/core/connections/way/hostKeys.ts';
import { type Way, wayOf } from '../../../../../electron/core/connections/way/way.ts';
import { createLog } from '../../../../../electron/core/log.ts';
import { newProfile, type ProfileFields, type SecretName } from '../../../../../shared/connections/profile.ts';

export interface Place {
  readonly folder: string;
  readonly knownHosts: string;
  readonly sshConfig: string;
  hostKeys(): Promise<HostKeys>;
  /** What ~/.ssh/known_hosts holds. */
  knows(...lines: string[]): Promise<void>;
  configures(text: string): Promise<void>;
  /** Writes a file, and gives back its path. */
  file(name: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-way-'));
  const knownHosts = join(folder, 'known_hosts');
  const sshConfig = join(folder, 'config');
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return {
    folder,
    knownHosts,
    sshConfig,
    hostKeys: () => openHostKeys({ dataFolder: join(folder, 'data'), log: createLog(() => undefined), knownHosts }),
    knows: async (...lines) => void (await file('known_hosts', `${lines.join('\n')}\n`)),
    configures: async (text) => void (await file('config', text)),
    file,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Reach {
  readonly way: Way;
  readonly steps: string[];
  /** A stream to there, on which one PING is answered. */
  open(to: { host?: string; port: number; tls?: boolean }, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<Duplex>;
  end(): void;
}

export function reachBy(
  profile: Partial<ProfileFields>,
  { place, hostKeys, secrets = {} }: { place?: Place; hostKeys?: HostKeys; secrets?: Partial<Record<SecretName, string>> } = {},
): Reach {
  const end = new AbortController();
  const steps: string[] = [];
  const way = wayOf(
    { ...newProfile, ...profile },
    {
      secrets: (name) => secrets[name] ?? null,
      hostKeys,
      signal: end.signal,
      timeoutMs: timing.connectMs,
      ...(place && { sshConfig: place.sshConfig }),
    },
  );
  return {
    way,
    steps,
    open: ({ host = '127.0.0.1', port, tls = profile.tls ?? false }, { signal = end.signal, timeoutMs = 5000 } = {}) =>
      dial({ host, port, tls, way }, { signal, timeoutMs, step: (step) => steps.push(step) }),
    end: () => end.abort(),
  };
}

/** Sends one PING and waits for its answer. */
export function ping(stream: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    stream.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    stream.once('error', reject).once('close', () => reject(new Error('closed')));
    stream.write('PING\r\n');
  });
}
