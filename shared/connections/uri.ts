/** Connection addresses (redis, rediss, valkey, valkeys) read and written by our own rules: nothing in one ever becomes an option of a client. */
import type { ProfileFields } from './profile.ts';

export type UriFields = Pick<ProfileFields, 'name' | 'host' | 'port' | 'username' | 'db' | 'tls'>;
export type UriField = 'url' | 'password' | keyof UriFields;

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
  /** Said twice, and not the same. */
  | 'twice';

export type ParsedUri =
  | {
      readonly ok: true;
      readonly fields: UriFields;
      /** Null where the address has none, or an empty one. */
      readonly password: string | null;
      /** Names of what was not used; never what they were set to, which may be a secret. `#` stands for a fragment. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly field: UriField; readonly problem: UriProblem };

const schemes: ReadonlyMap<string, { readonly tls: boolean }> = new Map([
  ['redis', { tls: false }],
  ['valkey', { tls: false }],
  ['rediss', { tls: true }],
  ['valkeys', { tls: true }],
]);
const maxUri = 80_000;
const maxUsername = 1024;
const maxPassword = 65_536;
const maxName = 200;
const maxIgnored = 50;
export const maxDb = 65_535;

const control = /[\p{Cc}\u2028\u2029]/u;
/** Half of a character: UTF-8 cannot write it. */
const broken = /\p{Cs}/u;

type Refused = Extract<ParsedUri, { ok: false }>;

function refuse(field: UriField, problem: UriProblem): Refused {
  return { ok: false, field, problem };
}

function isRefused(read: unknown): read is Refused {
  return typeof read === 'object' && read !== null && 'problem' in read;
}

/** Never throws. Spaces around the address are not part of it. */
export function parseUri(text: string): ParsedUri {
  return readUri(text.replace(/^ +| +$/g, ''));
}

function readUri(text: string): ParsedUri {
  if (text === '') return refuse('url', 'required');
  if (text.length > maxUri) return refuse('url', 'long');
  if (control.test(text)) return refuse('url', 'control');
  if (broken.test(text)) return refuse('url', 'encoding');
  const [, name = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  const scheme = schemes.get(name.toLowerCase());
  if (scheme === undefined) return refuse('url', 'scheme');

  const [, authority = '', path = '', query = '', fragment] = /^([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(rest) ?? [];
  // The last @: a password with a bare @ in it is still read as it was meant.
  const at = authority.lastIndexOf('@');
  const login = readLogin(at === -1 ? '' : authority.slice(0, at));
  if (isRefused(login)) return login;
  const address = readAddress(authority.slice(at + 1));
  if (isRefused(address)) return address;
  const options = readQuery(query);
  if (isRefused(options)) return options;

  const pathDb = readDb(path.replace(/^\//, ''));
  if (isRefused(pathDb)) return pathDb;
  const queryDb = readDb(options.known.get('db') ?? '');
  if (isRefused(queryDb)) return queryDb;
  if (pathDb !== null && queryDb !== null && pathDb !== queryDb) return refuse('db', 'twice');
  const tls = readTls(options.known.get('tls'), scheme.tls);
  if (isRefused(tls)) return tls;
  const title = options.known.get('name') ?? '';
  if (title.length > maxName) return refuse('name', 'long');

  return {
    ok: true,
    fields: { name: title, ...address, username: login.username, db: pathDb ?? queryDb ?? 0, tls },
    password: login.password === '' ? null : login.password,
    ignored: fragment === undefined ? options.ignored : [...options.ignored, '#'],
  };
}

function readLogin(userinfo: string): { readonly username: string; readonly password: string } | Refused {
  const colon = userinfo.indexOf(':');
  const username = decode(colon === -1 ? userinfo : userinfo.slice(0, colon));
  const password = decode(colon === -1 ? '' : userinfo.slice(colon + 1));
  if (username === null) return refuse('username', 'encoding');
  if (password === null) return refuse('password', 'encoding');
  if (control.test(username)) return refuse('username', 'control');
  if (username.length > maxUsername) return refuse('username', 'long');
  if (password.length > maxPassword) return refuse('password', 'long');
  return { username, password };
}

function readAddress(text: string): Pick<UriFields, 'host' | 'port'> | Refused {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  const plain = /^([^:[\]]*)(?::([^:]*))?$/.exec(text);
  if (bracketed === null && plain === null) return refuse('host', /^[\da-f:.%]+$/i.test(text) ? 'brackets' : 'host');
  // RFC 6874 writes the % before a zone as %25.
  const host = bracketed === null ? (plain?.[1] ?? '') : (bracketed[1] ?? '').replace(/%25/, '%');
  const problem = bracketed !== null && !host.includes(':') ? 'host' : hostProblem(host);
  if (problem !== null) return refuse('host', problem);
  const port = (bracketed ?? plain)?.[2] ?? '';
  if (port === '') return { host, port: 6379 };
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return refuse('port', 'port');
  return { host, port: Number(port) };
}

/** Null for none; a number as Redis counts databases, without sign, zeros in front or another base. */
function readDb(text: string): number | null | Refused {
  if (text === '') return null;
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= maxDb ? Number(text) : refuse('db', 'db');
}

/** An address that asks for TLS and against it is refused: nothing is ever made less safe silently. */
function readTls(option: string | undefined, scheme: boolean): boolean | Refused {
  if (option === undefined) return scheme;
  const wanted = /^(1|true|yes|on|)$/i.test(option) ? true : /^(0|false|no|off)$/i.test(option) ? false : null;
  if (wanted === null) return refuse('tls', 'tls');
  return scheme && !wanted ? refuse('tls', 'twice') : wanted;
}

const knownOptions: readonly (keyof UriFields)[] = ['db', 'tls', 'name'];

function readQuery(query: string): { readonly known: ReadonlyMap<string, string>; readonly ignored: readonly string[] } | Refused {
  const known = new Map<string, string>();
  const ignored = new Set<string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const raw = equals === -1 ? part : part.slice(0, equals);
    const key = decode(raw) ?? raw;
    const option = knownOptions.find((one) => one === key);
    if (option === undefined) {
      if (ignored.size < maxIgnored) ignored.add(key);
      continue;
    }
    const value = decode(equals === -1 ? '' : part.slice(equals + 1));
    if (value === null) return refuse(option, 'encoding');
    if (control.test(value)) return refuse(option, 'control');
    if (known.has(option) && known.get(option) !== value) return refuse(option, 'twice');
    known.set(option, value);
  }
  return { known, ignored: [...ignored] };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Null for a host name, an IPv4 or an IPv6 address (without brackets, with a zone where it has one). */
export function hostProblem(host: string): Extract<UriProblem, 'required' | 'ascii' | 'host'> | null {
  if (host === '') return 'required';
  if (/[^\p{ASCII}]/u.test(host)) return 'ascii';
  if (host.includes(':')) return isIpv6(host) ? null : 'host';
  if (host.length > 253 || !/^[\w-]+(\.[\w-]+)*\.?$/.test(host)) return 'host';
  // 127.1 and 0x7f.1 are addresses to some resolvers and names to others.
  return /(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(host) && !isIpv4(host) ? 'host' : null;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const [address = '', zone, ...more] = text.split('%');
  if (more.length > 0 || (zone !== undefined && !/^[\w.-]{1,64}$/.test(zone))) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const mapped = last !== undefined && isIpv4(last);
  // An IPv4 address stands for the last two groups, and only at the very end.
  const count = groups.length + (mapped ? 1 : 0);
  if (mapped && !address.endsWith(last)) return false;
  if (!(mapped ? groups.slice(0, -1) : groups).every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}

/** The address of a profile, without its password. Never throws. */
export function formatUri({ host, port, username, db, tls }: Omit<UriFields, 'name'>): string {
  const login = username === '' ? '' : `${encode(username)}@`;
  return `${tls ? 'rediss' : 'redis'}://${login}${formatHost(host)}:${port}/${db}`;
}

function formatHost(host: string): string {
  if (hostProblem(host) !== null) return encode(host);
  return host.includes(':') ? `[${host.replace('%', '%25')}]` : host;
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD'));
}
