/** The SSH servers of a profile as they are really reached: aliases, users, keys and jumps looked up in ~/.ssh/config. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { maxHops, type SecretName, type SshHop } from '../../../../shared/connections/profile.ts';
import { fail } from '../../../../shared/fault.ts';
import type { SshSettings } from './sshConfig.ts';
import { bare, type Endpoint } from './tcp.ts';

export interface Hop extends Endpoint {
  readonly username: string;
  readonly auth: SshHop['auth'];
  readonly keyFiles: readonly string[];
  /** Password, or passphrase of the key; null for a jump that only ~/.ssh/config names. */
  readonly secret: SecretName | null;
}

const secretNames: readonly SecretName[] = ['ssh0', 'ssh1', 'ssh2', 'ssh3'];
const usualPort = 22;

/** In the order in which they are gone through. */
export function resolveHops(hops: readonly SshHop[], settingsOf: (alias: string) => SshSettings): readonly Hop[] {
  const own = hops.map((hop, index): Hop => {
    const settings = settingsOf(hop.host);
    return {
      host: bare(settings.hostName ?? hop.host),
      // The dialog always has a port: only where it is the usual one may the file know better.
      port: hop.port === usualPort ? (settings.port ?? usualPort) : hop.port,
      username: userOf(hop.username, settings),
      auth: hop.auth,
      keyFiles: hop.keyFile === '' ? settings.identityFiles.map(pathOf) : [atHome(hop.keyFile)],
      secret: secretNames[index] ?? null,
    };
  });
  // A hop after the first has its jump already: the hop before it.
  const [first] = hops;
  const all = first === undefined ? own : [...jumpsTo(first.host, settingsOf, new Set([first.host.toLowerCase()])), ...own];
  if (all.length > maxHops) fail({ code: 'input', path: 'ssh', message: `more than ${maxHops} SSH servers, with those of ~/.ssh/config` });
  return all;
}

/** `seen` keeps a jump that is also meant for itself (`Host *`) from going round in circles. */
function jumpsTo(alias: string, settingsOf: (alias: string) => SshSettings, seen: Set<string>): readonly Hop[] {
  const found: Hop[] = [];
  for (const jump of settingsOf(alias).proxyJump) {
    const [, user = '', host = '', port = ''] = /^(?:ssh:\/\/)?(?:([^@]*)@)?(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?\/?$/i.exec(jump) ?? [];
    if (host === '') return fail({ code: 'input', path: 'ssh', message: 'ProxyJump in ~/.ssh/config cannot be read' });
    if (seen.has(host.toLowerCase())) continue;
    seen.add(host.toLowerCase());
    const settings = settingsOf(host);
    // Of several, each is reached through the one before it, and only the first may have jumps of its own.
    if (found.length === 0) found.push(...jumpsTo(host, settingsOf, seen));
    const keyFiles = settings.identityFiles.map(pathOf);
    found.push({
      host: bare(settings.hostName ?? host),
      port: port === '' ? (settings.port ?? usualPort) : Number(port),
      username: userOf(user, settings),
      auth: keyFiles.length === 0 ? 'agent' : 'key',
      keyFiles,
      secret: null,
    });
    if (found.length > maxHops) break;
  }
  return found;
}

function userOf(given: string, settings: SshSettings): string {
  return given === '' ? (settings.user ?? userInfo().username) : given;
}

/** The tokens of ~/.ssh/config; `~` is the home folder in the dialog as well. */
function pathOf(file: string): string {
  return atHome(file.replace(/%([d%])/g, (_, token: string) => (token === 'd' ? homedir() : '%')));
}

function atHome(file: string): string {
  return /^~[/\\]/.test(file) ? join(homedir(), file.slice(2)) : file;
}
