/** The parts an address is made of: schemes, query keys, host and port, database, percent-encoding. Each is read or refused, never guessed. */
import { hostProblem } from './hosts.ts';
import type { Endpoint } from './profile.ts';

type Named = 'name' | 'host' | 'port' | 'username' | 'db' | 'tls';
export type UriField = 'url' | 'password' | Named;

export type UriProblem =
  | 'required'
  | 'scheme'
  /** A line break or another control character. */
  | 'control'
  /** A % that is not followed by two hex digits of UTF-8. */
  | 'encoding'
  | 'long'
  | 'host'
  /** A host name beyond ASCII: it may look like another one, so its xn-- form has to be written. */
  | 'ascii'
  | 'brackets'
  | 'port'
  | 'db'
  | 'tls'
  /** A socket without its path from the root: unix:///run/redis.sock has three slashes. */
  | 'path'
  /** Sentinels without the name of the master they watch. */
  | 'master'
  /** Said twice, and not the same. */
  | 'twice';

export interface Refused {
  readonly ok: false;
  readonly field: UriField;
  readonly problem: UriProblem;
}

export type Kind = 'server' | 'socket' | 'sentinel';

export const schemes: ReadonlyMap<string, { readonly kind: Kind; readonly tls: boolean }> = new Map<string, { readonly kind: Kind; readonly tls: boolean }>([
  ...(['redis', 'valkey'] as const).map((name) => [name, { kind: 'server', tls: false }] as const),
  ...(['rediss', 'valkeys'] as const).map((name) => [name, { kind: 'server', tls: true }] as const),
  ...(['unix', 'redis+unix', 'redis+socket', 'redis-socket', 'valkey+socket'] as const).map((name) => [name, { kind: 'socket', tls: false }] as const),
  ...(['redis+sentinel', 'redis-sentinel', 'valkey+sentinel'] as const).map((name) => [name, { kind: 'sentinel', tls: false }] as const),
  ...(['rediss+sentinel', 'rediss-sentinel', 'valkeys+sentinel'] as const).map((name) => [name, { kind: 'sentinel', tls: true }] as const),
]);

export type Option = 'name' | 'db' | 'tls' | 'username' | 'password' | 'master' | 'sentinelUsername' | 'sentinelPassword' | 'sentinelTls';

const common = [
  ['name', 'name'],
  ['db', 'db'],
] as const;
/** The query keys that mean something, in the spellings of the clients that write them. Every other key is named in `ignored`. */
const allowed: Readonly<Record<Kind, ReadonlyMap<string, Option>>> = {
  server: new Map<string, Option>([...common, ['tls', 'tls']]),
  socket: new Map<string, Option>([...common, ['virtual_host', 'db'], ['username', 'username'], ['password', 'password']]),
  sentinel: new Map<string, Option>([
    ...common,
    ['tls', 'tls'],
    ['master', 'master'],
    ['sentinelMasterId', 'master'],
    ['sentinel_username', 'sentinelUsername'],
    ['sentinel_password', 'sentinelPassword'],
    ['sentinel_tls', 'sentinelTls'],
  ]),
};
const maxIgnored = 50;
export const maxDb = 65_535;

export const control = /[\p{Cc}\u2028\u2029]/u;

export function refuse(field: UriField, problem: UriProblem): Refused {
  return { ok: false, field, problem };
}

export function isRefused(read: unknown): read is Refused {
  return typeof read === 'object' && read !== null && 'problem' in read;
}

export function readAddress(text: string, usual: number): Endpoint | Refused {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  const plain = /^([^:[\]]*)(?::([^:]*))?$/.exec(text);
  if (bracketed === null && plain === null) return refuse('host', /^[\da-f:.%]+$/i.test(text) ? 'brackets' : 'host');
  // RFC 6874 writes the % before a zone as %25.
  const host = bracketed === null ? (plain?.[1] ?? '') : (bracketed[1] ?? '').replace(/%25/, '%');
  const problem = bracketed !== null && !host.includes(':') ? 'host' : hostProblem(host);
  if (problem !== null) return refuse('host', problem);
  const port = (bracketed ?? plain)?.[2] ?? '';
  if (port === '') return { host, port: usual };
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return refuse('port', 'port');
  return { host, port: Number(port) };
}

/** Null for none; a number as Redis counts databases, without sign, zeros in front or another base. */
export function readDb(text: string): number | null | Refused {
  if (text === '') return null;
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= maxDb ? Number(text) : refuse('db', 'db');
}

/** An address that asks for TLS and against it is refused: nothing is ever made less safe silently. */
export function readTls(option: string | undefined, scheme: boolean): boolean | Refused {
  if (option === undefined) return scheme;
  const wanted = /^(1|true|yes|on|)$/i.test(option) ? true : /^(0|false|no|off)$/i.test(option) ? false : null;
  if (wanted === null) return refuse('tls', 'tls');
  return scheme && !wanted ? refuse('tls', 'twice') : wanted;
}

export function readQuery(query: string, kind: Kind): { readonly known: ReadonlyMap<Option, string>; readonly ignored: readonly string[] } | Refused {
  const known = new Map<Option, string>();
  const ignored = new Set<string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const raw = equals === -1 ? part : part.slice(0, equals);
    const key = decode(raw) ?? raw;
    const option = allowed[kind].get(key);
    if (option === undefined) {
      if (ignored.size < maxIgnored) ignored.add(key);
      continue;
    }
    const field = fieldOf(option);
    const value = decode(equals === -1 ? '' : part.slice(equals + 1));
    if (value === null) return refuse(field, 'encoding');
    // Any bytes may be a password.
    if (control.test(value) && field !== 'password') return refuse(field, 'control');
    if (known.has(option) && known.get(option) !== value) return refuse(field, 'twice');
    known.set(option, value);
  }
  return { known, ignored: [...ignored] };
}

function fieldOf(option: Option): UriField {
  if (option === 'sentinelPassword') return 'password';
  return option === 'master' || option === 'sentinelUsername' || option === 'sentinelTls' ? 'url' : option;
}

export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
