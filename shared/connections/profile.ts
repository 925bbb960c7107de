/** A saved connection: everything but its secrets, which never leave the host. */
import * as v from 'valibot';
import { maxRules, maxSchemas, ruleSchema, storedSchema } from '../decoders/rules.ts';
import { watchingSchema } from '../watching.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const host = v.pipe(text(1024), v.trim(), v.minLength(1));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const db = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const list = <S extends v.GenericSchema>(item: S, max: number) => v.pipe(v.array(item), v.maxLength(max));

export const protections = ['free', 'confirm', 'read-only'] as const;
export type Protection = (typeof protections)[number];

const endpoint = v.object({ host, port });
export type Endpoint = v.InferOutput<typeof endpoint>;

/** One SSH server on the way; the last one is the one that reaches Redis. */
const sshHop = v.object({
  host,
  port,
  username: text(1024),
  auth: v.picklist(['agent', 'password', 'key']),
  /** A path on the machine that runs the host process; empty for agent and password. */
  keyFile: text(4096),
});
export type SshHop = v.InferOutput<typeof sshHop>;
export const maxHops = 4;

/** The groups something is in, outermost first. */
export const groupSchema = list(v.pipe(text(80), v.trim(), v.minLength(1)), 8);

/** What the connection dialog edits. `id` is empty for a connection not saved yet. */
export const profileSchema = v.object({
  id: text(40),
  name: text(200),
  host,
  port,
  /** Path of a unix socket; where it is not empty, host and port do not count. */
  socket: text(1024),
  username: text(1024),
  db,
  tls: v.boolean(),
  /** PEM texts; `pin` is the SHA-256 of the one certificate that is accepted whatever else is wrong with it, in hex. The key is a secret. */
  tlsOptions: v.object({
    ca: text(65_536),
    cert: text(65_536),
    servername: text(1024),
    pin: v.union([v.literal(''), v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))]),
  }),
  topology: v.picklist(['standalone', 'cluster', 'sentinel']),
  /** Further nodes to begin with: of a cluster, or further sentinels. With a sentinel, host and port are a sentinel's. */
  nodes: list(endpoint, 100),
  sentinel: v.object({ master: text(1024), username: text(1024), tls: v.boolean() }),
  /** Addresses that a cluster announces, and where they are reached from here; `host:port` each. */
  nat: list(v.object({ from: text(1100), to: text(1100) }), 1000),
  /** Hosts the user never named and has agreed to send credentials to. */
  approved: list(text(1100), 1000),
  /** Empty: no tunnel. */
  ssh: list(sshHop, maxHops),
  proxy: v.object({ kind: v.picklist(['none', 'socks5', 'http']), host: text(1024), port, username: text(1024) }),
  protection: v.picklist(protections),
  /** A word for the badge, such as PROD; empty for none. */
  badge: text(12),
  color: v.picklist(['none', 'red', 'amber', 'green', 'blue', 'violet']),
  delimiter: v.pipe(text(8), v.minLength(1)),
  /** The channel on which a save publishes the key's name, in the same step; empty: none. */
  announce: text(1024),
  /** Names of databases, in the user's words. */
  aliases: list(v.object({ db, name: text(60) }), 200),
  /** Where it stands in the list: the groups it is in, outermost first. */
  group: groupSchema,
  tags: list(v.pipe(text(40), v.trim(), v.minLength(1)), 20),
  favourite: v.boolean(),
  /** How values are read: a path of decoders for each pattern of names, and what decoders need to know for it. */
  decoders: list(ruleSchema, maxRules),
  schemas: list(storedSchema, maxSchemas),
  /** How its feed is watched: saved queries, and rules that alert. */
  ...watchingSchema.entries,
});
export type ProfileFields = v.InferOutput<typeof profileSchema>;

/** Everything about a connection that is secret. `ssh0` is the first hop's password, or the passphrase of its key. */
export const secretNames = ['password', 'sentinel', 'tlsKey', 'tlsPassphrase', 'proxy', 'ssh0', 'ssh1', 'ssh2', 'ssh3'] as const;
export type SecretName = (typeof secretNames)[number];

/** `keep` leaves the saved one as it is: the page never has it. */
export const passwordSchema = v.variant('kind', [
  v.object({ kind: v.literal('keep') }),
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('set'), password: text(65_536) }),
  /** The one that is saved under another name: of an SSH server that changes its place. */
  v.object({ kind: v.literal('saved'), as: v.picklist(secretNames) }),
  /** One that the host holds: of an opened export, or of an address that was handed over. */
  v.object({ kind: v.literal('held'), ref: text(60) }),
]);
export type PasswordChange = v.InferOutput<typeof passwordSchema>;

/** What becomes of each secret; one that is not named is kept. */
export const secretChangesSchema = v.record(v.picklist(secretNames), passwordSchema);
export type SecretChanges = v.InferOutput<typeof secretChangesSchema>;

/** The ones that a connection as it is would send; others may be stored, for the day it is changed back. */
export function usedSecrets({
  topology,
  tls,
  sentinel,
  proxy,
  ssh,
}: Pick<ProfileFields, 'topology' | 'tls' | 'sentinel' | 'proxy' | 'ssh'>): readonly SecretName[] {
  const hops = ['ssh0', 'ssh1', 'ssh2', 'ssh3'] as const;
  return [
    'password',
    ...(topology === 'sentinel' ? (['sentinel'] as const) : []),
    // The client certificate is shown to sentinels too, also where only they speak TLS.
    ...(tls || (topology === 'sentinel' && sentinel.tls) ? (['tlsKey', 'tlsPassphrase'] as const) : []),
    ...(proxy.kind === 'none' ? [] : (['proxy'] as const)),
    ...hops.slice(0, ssh.length),
  ];
}

export interface Profile extends ProfileFields {
  /** The secrets that are stored for it. */
  readonly secrets: readonly SecretName[];
}

/** A connection of an export, or one that was handed over: its secrets stay in the host, which knows them by reference. */
export interface PortableDraft {
  readonly profile: ProfileFields;
  readonly secrets: SecretChanges;
}

/** When a connection was last opened, milliseconds since 1970. */
export interface Recent {
  readonly id: string;
  readonly at: number;
}

export const newProfile: ProfileFields = {
  id: '',
  name: '',
  host: '127.0.0.1',
  port: 6379,
  socket: '',
  username: '',
  db: 0,
  tls: false,
  tlsOptions: { ca: '', cert: '', servername: '', pin: '' },
  topology: 'standalone',
  nodes: [],
  sentinel: { master: '', username: '', tls: false },
  nat: [],
  approved: [],
  ssh: [],
  proxy: { kind: 'none', host: '', port: 1080, username: '' },
  protection: 'free',
  badge: '',
  color: 'none',
  delimiter: ':',
  announce: '',
  aliases: [],
  group: [],
  tags: [],
  favourite: false,
  decoders: [],
  schemas: [],
  queries: [],
  alerts: [],
};

/** What the tab and the list show where the user gave no name. */
/** By its badge, in the user's own word. */
export function isProduction({ badge }: Pick<ProfileFields, 'badge'>): boolean {
  return /^prod/i.test(badge.trim());
}

/** Writes only within a write session; a read-only one never writes at all. */
export function isLockable(profile: Pick<ProfileFields, 'badge' | 'protection'>): boolean {
  return isProduction(profile) && profile.protection !== 'read-only';
}

export function profileTitle(profile: Pick<ProfileFields, 'name' | 'host' | 'port' | 'socket'>): string {
  if (profile.name.trim() !== '') return profile.name;
  if (profile.socket !== '') return profile.socket;
  const name = profile.host.includes(':') ? `[${profile.host}]` : profile.host;
  return `${name}:${profile.port}`;
}
