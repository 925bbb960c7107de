/** Where on this machine servers could be: ports that something listens on, and unix sockets in the places where Redis puts them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from './way/tcp.ts';

/** Of Redis, its clusters and sentinels, and what is common for further ones. */
const usualPorts = [
  6379, 6380, 6381, 6382, 6383, 6384, 6385, 6386, 6387, 6388, 6389, 6390, 26379, 26380, 26381, 16379, 6378, 6377, 7000, 7001, 7002, 7003, 7004, 7005, 7006,
  7379,
] as const;
const socketFolders = [
  '/run',
  '/var/run',
  '/run/redis',
  '/run/valkey',
  '/run/redis-server',
  '/var/run/redis',
  '/var/run/valkey',
  '/tmp',
  '/usr/local/var/run',
  '/opt/homebrew/var/run',
];
const socketName = /(redis|valkey|keydb|dragonfly)[^/]*\.sock(et)?$|^(redis|valkey|keydb)[^/]*$/i;
const maxSockets = 50;

/** The usual ones first: where the time is short they have been asked. On Linux only ports that something listens on. */
export async function listeningPorts(platform: NodeJS.Platform, read: (path: string) => Promise<string> = text): Promise<readonly Endpoint[]> {
  const told = platform === 'linux' ? [...portsIn(await read('/proc/net/tcp')), ...portsIn(await read('/proc/net/tcp6'))] : [];
  const all = told.length > 0 ? told : usualPorts.map((port) => ({ host: '127.0.0.1', port }));
  // One server may listen on both loopback addresses: one row is enough.
  const byPort = new Map<number, Endpoint>();
  for (const one of all) if (!byPort.has(one.port)) byPort.set(one.port, one);
  const rank = ({ port }: Endpoint): number => {
    const at = (usualPorts as readonly number[]).indexOf(port);
    return at < 0 ? usualPorts.length : at;
  };
  return [...byPort.values()].sort((a, b) => rank(a) - rank(b) || a.port - b.port);
}

/** Rows of /proc/net/tcp and tcp6 in state 0A (listening), on a loopback address or on all addresses. */
export function portsIn(table: string): readonly Endpoint[] {
  const found: Endpoint[] = [];
  for (const line of table.split('\n')) {
    const [, address = '', port = ''] = /^\s*\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+[0-9A-F]+:[0-9A-F]{4}\s+0A\s/i.exec(line) ?? [];
    const host = hostOf(address.toUpperCase());
    if (host !== null) found.push({ host, port: Number.parseInt(port, 16) });
  }
  return found;
}

/** Addresses stand there in words of four bytes, each of them backwards (on the machines that Keytide runs on). */
function hostOf(hex: string): string | null {
  if (/^0+$/.test(hex)) return '127.0.0.1';
  if (hex === '00000000000000000000000001000000') return '::1';
  const four = hex.length === 8 ? hex : hex.startsWith('0000000000000000FFFF0000') ? hex.slice(24) : '';
  const bytes = (four.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
  return bytes[0] === 127 ? bytes.join('.') : null;
}

export async function listeningSockets(platform: NodeJS.Platform, folders: readonly string[] = [...socketFolders, tmpdir()]): Promise<readonly string[]> {
  if (platform === 'win32') return [];
  const found = new Set<string>(platform === 'linux' ? socketsIn(await text('/proc/net/unix')) : []);
  for (const folder of new Set(folders)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      if (socketName.test(name) && (await stat(path).catch(() => null))?.isSocket() === true) found.add(path);
    }
  }
  return [...found].slice(0, maxSockets);
}

/** Rows of /proc/net/unix that listen (flag 00010000) under a name that says Redis. */
export function socketsIn(table: string): readonly string[] {
  return table.split('\n').flatMap((line) => {
    const [, path = ''] = /^\S+:\s+\S+\s+\S+\s+00010000\s+0001\s+01\s+\d+\s+(\/\S.*)$/.exec(line) ?? [];
    return /redis|valkey|keydb|dragonfly/i.test(path) ? [path] : [];
  });
}

/** Empty where it cannot be read: then other ways are gone. */
function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
