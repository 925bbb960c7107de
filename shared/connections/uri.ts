/** Connection addresses (redis, valkey, unix sockets, sentinels) read and written by our own rules: nothing in one ever becomes an option of a client. */
import { hostProblem } from './hosts.ts';
import { type Endpoint, newProfile, type ProfileFields } from './profile.ts';
import { control, decode, isRefused, type Kind, type Option, type Refused, readAddress, readDb, readQuery, readTls, refuse, schemes } from './uriParts.ts';

type Named = 'name' | 'host' | 'port' | 'username' | 'db' | 'tls';
/** What an address says. Topology and what belongs to it are absent where it says nothing of them: a cluster's address looks like a single server's. */
export type UriFields = Pick<ProfileFields, Named | 'socket'> & Partial<Pick<ProfileFields, 'topology' | 'nodes' | 'sentinel'>>;

const maxUri = 80_000;
const maxText = 1024;
const maxPassword = 65_536;
const maxName = 200;
const maxPath = 1024;
const maxNodes = 100;

/** Half of a character: UTF-8 cannot write it. */
const broken = /\p{Cs}/u;

export type ParsedUri =
  | {
      readonly ok: true;
      readonly fields: UriFields;
      /** Null where the address has none, or an empty one. */
      readonly password: string | null;
      /** The sentinels' own; null for every other address. */
      readonly sentinelPassword: string | null;
      /** Names of what was not used; never what they were set to, which may be a secret. `#` stands for a fragment. */
      readonly ignored: readonly string[];
    }
  | Refused;

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
  const options = readQuery(query, scheme.kind);
  if (isRefused(options)) return options;
  const parts = { authority: authority.slice(at + 1), path, fragment: fragment?.slice(1) ?? '', tls: scheme.tls, ...options };
  const place = readers[scheme.kind](parts);
  if (isRefused(place)) return place;

  const queryDb = readDb(options.known.get('db') ?? '');
  if (isRefused(queryDb)) return queryDb;
  const pathDb = readDb(place.db);
  if (isRefused(pathDb)) return pathDb;
  if (pathDb !== null && queryDb !== null && pathDb !== queryDb) return refuse('db', 'twice');
  const tls = readTls(options.known.get('tls'), scheme.tls);
  if (isRefused(tls)) return tls;
  const username = onceOf('username', login.username, options.known.get('username'), maxText);
  if (isRefused(username)) return username;
  const password = onceOf('password', login.password, options.known.get('password'), maxPassword);
  if (isRefused(password)) return password;
  const title = options.known.get('name') ?? '';
  if (title.length > maxName) return refuse('name', 'long');
  const sentinelPassword = options.known.get('sentinelPassword') ?? '';
  if (sentinelPassword.length > maxPassword) return refuse('password', 'long');

  return {
    ok: true,
    fields: { name: title, ...place.fields, username, db: pathDb ?? queryDb ?? 0, tls },
    password: password === '' ? null : password,
    sentinelPassword: sentinelPassword === '' ? null : sentinelPassword,
    ignored: fragment === undefined || scheme.kind === 'sentinel' ? options.ignored : [...options.ignored, '#'],
  };
}

function readLogin(userinfo: string): { readonly username: string; readonly password: string } | Refused {
  const colon = userinfo.indexOf(':');
  const username = decode(colon === -1 ? userinfo : userinfo.slice(0, colon));
  const password = decode(colon === -1 ? '' : userinfo.slice(colon + 1));
  if (username === null) return refuse('username', 'encoding');
  if (password === null) return refuse('password', 'encoding');
  if (control.test(username)) return refuse('username', 'control');
  if (username.length > maxText) return refuse('username', 'long');
  if (password.length > maxPassword) return refuse('password', 'long');
  return { username, password };
}

interface Parts {
  readonly authority: string;
  readonly path: string;
  readonly fragment: string;
  readonly tls: boolean;
  readonly known: ReadonlyMap<Option, string>;
}

interface Place {
  readonly fields: Omit<UriFields, 'name' | 'username' | 'db' | 'tls'>;
  /** The database as the path writes it; empty for none. */
  readonly db: string;
}

const readers: Readonly<Record<Kind, (parts: Parts) => Place | Refused>> = { server: readServer, socket: readSocket, sentinel: readSentinels };

function readServer({ authority, path }: Parts): Place | Refused {
  const address = readAddress(authority, 6379);
  return isRefused(address) ? address : { fields: { ...address, socket: '' }, db: path.replace(/^\//, '') };
}

function readSocket({ authority, path }: Parts): Place | Refused {
  const socket = decode(path);
  if (socket === null) return refuse('url', 'encoding');
  if (control.test(socket)) return refuse('url', 'control');
  // unix://run/redis.sock would read "run" as a host.
  if ((authority !== '' && authority !== 'localhost') || !/^\/./.test(socket)) return refuse('url', 'path');
  if (socket.length > maxPath) return refuse('url', 'long');
  return { fields: { host: newProfile.host, port: newProfile.port, socket }, db: '' };
}

/** Written as host,host/master/db, or as host,host/db#master. The login is the master's. */
function readSentinels({ authority, path, fragment, tls, known }: Parts): Place | Refused {
  const [first = '', second, ...more] = path.replace(/^\//, '').split('/');
  if (more.length > 0) return refuse('db', 'db');
  const onlyDb = second === undefined && /^\d*$/.test(first);
  const names = [onlyDb ? '' : first, fragment].map(decode);
  if (names.includes(null)) return refuse('url', 'encoding');
  const said = new Set([...names, known.get('master') ?? ''].filter((name) => name !== ''));
  if (said.size > 1) return refuse('url', 'twice');
  const [master] = said;
  if (typeof master !== 'string') return refuse('url', 'master');
  if (control.test(master)) return refuse('url', 'control');
  const username = known.get('sentinelUsername') ?? '';
  if (master.length > maxText || username.length > maxText) return refuse('url', 'long');
  const own = known.get('sentinelTls');
  const sentinelTls = readTls(own ?? known.get('tls'), own === undefined && tls);
  if (isRefused(sentinelTls)) return sentinelTls;

  const written = authority.split(',');
  if (written.length > maxNodes + 1) return refuse('host', 'long');
  const [seed, ...nodes] = written.map((one) => readAddress(one, 26_379));
  const refused = [seed, ...nodes].find(isRefused);
  if (refused !== undefined) return refused;
  return {
    fields: {
      ...(seed as Endpoint),
      socket: '',
      topology: 'sentinel',
      nodes: nodes as Endpoint[],
      sentinel: { master, username, tls: sentinelTls },
    },
    db: (onlyDb ? first : second) ?? '',
  };
}

/** Said before the @ or in the query: both are fine as long as they agree. */
function onceOf(field: 'username' | 'password', login: string, option: string | undefined, max: number): string | Refused {
  if (option !== undefined && login !== '' && option !== login) return refuse(field, 'twice');
  const said = login === '' ? (option ?? '') : login;
  return said.length > max ? refuse(field, 'long') : said;
}

type Addressed = Omit<UriFields, 'name' | 'socket'> & Partial<Pick<UriFields, 'socket'>>;

/** The address of a profile, without its passwords. Never throws. */
export function formatUri({ host, port, socket = '', username, db, tls, topology, nodes, sentinel }: Addressed): string {
  const login = username === '' ? '' : `${encode(username)}@`;
  if (socket !== '') return `unix://${login}${socket.split('/').map(encode).join('/')}${db === 0 ? '' : `?db=${db}`}`;
  if (topology !== 'sentinel' || sentinel === undefined) return `${tls ? 'rediss' : 'redis'}://${login}${formatHost(host)}:${port}/${db}`;
  const sentinels = [{ host, port }, ...(nodes ?? [])].map((one) => `${formatHost(one.host)}:${one.port}`).join(',');
  const options = [
    ...(sentinel.username === '' ? [] : [`sentinel_username=${encode(sentinel.username)}`]),
    ...(sentinel.tls === tls ? [] : [`sentinel_tls=${sentinel.tls}`]),
  ];
  const query = options.length === 0 ? '' : `?${options.join('&')}`;
  return `${tls ? 'rediss' : 'redis'}+sentinel://${login}${sentinels}/${encode(sentinel.master)}/${db}${query}`;
}

function formatHost(host: string): string {
  if (hostProblem(host) !== null) return encode(host);
  return host.includes(':') ? `[${host.replace('%', '%25')}]` : host;
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD'));
}
