/** What stands in the connection dialog: fields and address kept in step, what is wrong with which field, and what is saved. */
import { hostProblem } from '../../shared/connections/hosts.ts';
import { newProfile, type PasswordChange, type Profile, type ProfileFields, type SecretChanges, type SecretName } from '../../shared/connections/profile.ts';
import { formatUri, parseUri } from '../../shared/connections/uri.ts';
import type { UriField, UriProblem } from '../../shared/connections/uriParts.ts';
import { type ExtraField, type ExtraFields, type ExtraProblem, type Extras, extrasOf, hopSecrets, readExtras } from './extras.ts';

export interface Draft extends Omit<ProfileFields, 'port' | 'db' | keyof ExtraFields> {
  /** Null while what is typed is no such number. */
  readonly port: number | null;
  readonly db: number | null;
  readonly extras: Extras;
  readonly secrets: SecretChanges;
  /** The secrets that are saved already. */
  readonly stored: readonly SecretName[];
  readonly url: UrlBox;
}

export interface UrlBox {
  /** What the box shows: what was typed, or the fields' address, which never has the password. */
  readonly text: string;
  readonly problem: { readonly field: UriField; readonly problem: UriProblem } | null;
  /** What an address had that is not used. */
  readonly ignored: readonly string[];
  /** Typing has come to an end: only then is a problem worth telling. */
  readonly settled: boolean;
}

export type FieldName = 'url' | 'host' | 'port' | 'db' | 'delimiter' | 'socket' | 'master' | 'pin' | ExtraField;
export type FieldProblem = UriProblem | ExtraProblem | 'pin' | 'socket';
export type Problems = ReadonlyMap<FieldName, FieldProblem>;

/** A name is shown in tabs and titles: longer ones are cut when they are saved. */
const nameLength = 80;

export function draftOf(profile: Profile | null, address?: string): Draft {
  const { secrets: stored, nodes, nat, aliases, tags, group, proxy, ssh, ...fields } = profile ?? { ...newProfile, id: crypto.randomUUID(), secrets: [] };
  const draft: Draft = {
    ...fields,
    extras: extrasOf({ nodes, nat, aliases, tags, group, proxy, ssh }),
    secrets: {},
    stored,
    url: { text: formatUri({ ...fields, nodes }), problem: null, ignored: [], settled: true },
  };
  return address === undefined ? draft : settled(withUrl(draft, address));
}

/** The user typed or pasted an address. What is pasted whole is shown without its password at once, what is typed when the typing ends. */
export function withUrl(draft: Draft, typed: string): Draft {
  const { text, pasted } = readInput(draft.url.text, typed);
  if (text.trim() === '') return { ...draft, url: { text, problem: null, ignored: [], settled: false } };
  const parsed = parseUri(text);
  if (!parsed.ok) return { ...draft, url: { text, problem: parsed, ignored: [], settled: pasted } };
  const { name, nodes, ...address } = parsed.fields;
  const next: Draft = {
    ...draft,
    // The address of a single server may be one of a cluster, but is no sentinel's.
    topology: draft.topology === 'sentinel' ? 'standalone' : draft.topology,
    ...address,
    ...(nodes === undefined ? {} : { extras: { ...draft.extras, nodes: extrasOf({ ...newProfile, nodes }).nodes } }),
    // An address without a name says nothing about it.
    ...(name === '' ? {} : { name }),
    secrets: secretsAfter(draft, address, parsed, pasted),
    url: { text, problem: null, ignored: parsed.ignored, settled: false },
  };
  return pasted ? settled(next) : next;
}

/** A password is for one server and one user: another address, pasted whole, does not inherit it. */
function secretsAfter(
  draft: Draft,
  { host, socket, username }: Pick<Draft, 'host' | 'socket' | 'username'>,
  { password, sentinelPassword }: { readonly password: string | null; readonly sentinelPassword: string | null },
  pasted: boolean,
): SecretChanges {
  const given: SecretChanges = {
    ...(password === null ? {} : { password: { kind: 'set', password } }),
    ...(sentinelPassword === null ? {} : { sentinel: { kind: 'set', password: sentinelPassword } }),
  };
  const same = socket === draft.socket && host.toLowerCase() === plainHost(draft.host).toLowerCase() && username === draft.username;
  // With a sentinel the address is the sentinel's.
  return same || !pasted ? { ...draft.secrets, ...given } : { ...draft.secrets, password: { kind: 'none' }, sentinel: { kind: 'none' }, ...given };
}

/** Keys add one letter at a time. An address pasted into another, wherever the caret stood, takes its place. */
function readInput(before: string, after: string): { readonly text: string; readonly pasted: boolean } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const added = after.length - before.length;
  // Where the two begin alike, more than one place could be where it was pasted.
  for (let at = before.length - tail; at <= head && added > 1; at++) {
    const text = after.slice(at, at + added);
    if (looksLikeAddress(text)) return { text, pasted: true };
  }
  return { text: after, pasted: after.length - head - Math.min(tail, shorter - head) > 1 };
}

function looksLikeAddress(text: string): boolean {
  return /^\s*[a-z][a-z+-]*:\/\//i.test(text) && parseUri(text).ok;
}

/** The address box is left: it shows the fields' address again, or what is wrong with the typed one. */
export function settled(draft: Draft): Draft {
  const { url } = draft;
  return { ...draft, url: url.problem === null ? { ...url, text: addressOf(draft) ?? url.text, settled: true } : { ...url, settled: true } };
}

/** The user edited fields: their address takes the place of what stood in the box, also of an address that was refused. */
export function withFields(draft: Draft, patch: Partial<Omit<Draft, 'url'>>): Draft {
  const next = { ...draft, ...patch };
  const text = addressOf(next);
  return text === null || text === addressOf(draft) ? next : { ...next, url: { ...next.url, text, problem: null, settled: true } };
}

/** An address in the host box is meant for the address box. */
export function withHost(draft: Draft, host: string): Draft {
  return looksLikeAddress(host) ? settled(withUrl(draft, host)) : withFields(draft, { host });
}

export function withSecret(draft: Draft, name: SecretName, change: PasswordChange): Draft {
  return { ...draft, secrets: { ...draft.secrets, [name]: change } };
}

/** Null while the fields make no address. */
function addressOf(draft: Draft): string | null {
  const { port, db, topology, socket, sentinel } = draft;
  const host = plainHost(draft.host);
  if (port === null || db === null || (socket === '' && hostProblem(host) !== null) || (topology === 'sentinel' && sentinel.master === '')) return null;
  return formatUri({ ...draft, host, port, db, socket: socket.trim(), nodes: readExtras(draft.extras, topology).fields.nodes });
}

/** The secret of a server in the row moves with it: whoever comes after a removed one steps forward. */
export function withoutHop(draft: Draft, at: number): Draft {
  const secrets: { [N in SecretName]?: PasswordChange } = { ...draft.secrets };
  for (let to = at; to < hopSecrets.length; to++) {
    const [name, from] = [hopSecrets[to], hopSecrets[to + 1]];
    if (name === undefined) continue;
    const change = from === undefined ? undefined : draft.secrets[from];
    const kept = from !== undefined && draft.stored.includes(from);
    secrets[name] = change !== undefined && change.kind !== 'keep' ? change : kept ? { kind: 'saved', as: from } : { kind: 'none' };
  }
  return { ...draft, secrets, extras: { ...draft.extras, hops: draft.extras.hops.filter((_, index) => index !== at) } };
}

/** Whether it will be there after saving; the page never has one that is saved. */
export function secretOf(draft: Draft, name: SecretName): PasswordChange {
  const change = draft.secrets[name] ?? { kind: 'keep' };
  return change.kind === 'keep' && !draft.stored.includes(name) ? { kind: 'none' } : change;
}

/** In the order of the fields on screen. */
export function problemsOf(draft: Draft): Problems {
  const problems = new Map<FieldName, FieldProblem>();
  if (draft.url.problem !== null) problems.set('url', draft.url.problem.problem);
  const socket = draft.socket.trim();
  const host = hostProblem(plainHost(draft.host));
  if (socket === '' && host !== null) problems.set('host', host);
  if (draft.port === null) problems.set('port', 'port');
  if (draft.db === null) problems.set('db', 'db');
  if (draft.delimiter === '') problems.set('delimiter', 'required');
  if (socket !== '' && !/^(\/|[a-z]:[\\/]|\\\\)./i.test(socket)) problems.set('socket', 'socket');
  if (draft.topology === 'sentinel' && draft.sentinel.master.trim() === '') problems.set('master', 'required');
  if (!/^([0-9a-f]{64})?$/.test(plainPin(draft.tlsOptions.pin))) problems.set('pin', 'pin');
  for (const [field, problem] of readExtras(draft.extras, draft.topology).problems) problems.set(field, problem);
  return problems;
}

/** What is saved; null while there are problems. */
export function fieldsOf(draft: Draft): ProfileFields | null {
  const { url: _, secrets: __, stored: ___, extras, port, db, ...fields } = draft;
  if (port === null || db === null || problemsOf(draft).size > 0) return null;
  const { tlsOptions, sentinel } = fields;
  return {
    ...fields,
    ...readExtras(extras, fields.topology).fields,
    port,
    db,
    // A socket stands where a host would: what is left in the host box does not count.
    host: plainHost(draft.host) === '' ? newProfile.host : plainHost(draft.host),
    socket: draft.socket.trim(),
    tlsOptions: { ...tlsOptions, pin: plainPin(tlsOptions.pin) },
    sentinel: { ...sentinel, master: sentinel.master.trim() },
    name: cutName(draft.name),
    badge: draft.badge.trim(),
  };
}

/** What would be lost by closing. */
export function isChanged(before: Draft, now: Draft): boolean {
  const { url: urlBefore, secrets: _, id: __, ...fieldsBefore } = before;
  const { url, secrets, id: ___, ...fields } = now;
  const keys = Object.keys(fieldsBefore) as (keyof typeof fieldsBefore)[];
  return (
    keys.some((key) => JSON.stringify(fieldsBefore[key]) !== JSON.stringify(fields[key])) ||
    Object.values(secrets).some(({ kind }) => kind !== 'keep') ||
    (url.text !== urlBefore.text && url.text.trim() !== '')
  );
}

/** As it is looked up: without the spaces and brackets it may have been pasted with. */
function plainHost(host: string): string {
  return host.trim().replace(/^\[([^\]]*)\]$/, '$1');
}

/** As openssl and browsers print it, with colons and in capitals. */
function plainPin(pin: string): string {
  return pin.replace(/[\s:]/g, '').toLowerCase();
}

function cutName(name: string): string {
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let cut = '';
  let count = 0;
  // A single letter can be of any length: code units are bounded as well.
  for (const { segment } of letters.segment(name.trim().slice(0, 2000))) {
    if (++count > nameLength || cut.length + segment.length > 200) break;
    cut += segment;
  }
  return cut;
}
