/** What stands in the connection dialog: fields and address kept in step, what is wrong with which field, and what is saved. */
import { hostProblem } from '../../shared/connections/hosts.ts';
import { newProfile, type PasswordChange, type Profile, type ProfileFields, type SecretChanges, type SecretName } from '../../shared/connections/profile.ts';
import { formatUri, parseUri } from '../../shared/connections/uri.ts';
import type { UriField, UriProblem } from '../../shared/connections/uriParts.ts';

export interface Draft extends Omit<ProfileFields, 'port' | 'db'> {
  /** Null while what is typed is no such number. */
  readonly port: number | null;
  readonly db: number | null;
  readonly secrets: SecretChanges;
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

export type FieldName = 'url' | 'host' | 'port' | 'db' | 'delimiter';
export type Problems = ReadonlyMap<FieldName, UriProblem>;

/** A name is shown in tabs and titles: longer ones are cut when they are saved. */
const nameLength = 80;

export function draftOf(profile: Profile | null, address?: string): Draft {
  const { secrets: _, ...fields } = profile ?? { ...newProfile, secrets: [] };
  const draft: Draft = {
    ...fields,
    secrets: {},
    url: { text: formatUri(fields), problem: null, ignored: [], settled: true },
  };
  return address === undefined ? draft : settled(withUrl(draft, address));
}

/** The user typed or pasted an address. What is pasted whole is shown without its password at once, what is typed when the typing ends. */
export function withUrl(draft: Draft, typed: string): Draft {
  const { text, pasted } = readInput(draft.url.text, typed);
  if (text.trim() === '') return { ...draft, url: { text, problem: null, ignored: [], settled: false } };
  const parsed = parseUri(text);
  if (!parsed.ok) return { ...draft, url: { text, problem: parsed, ignored: [], settled: pasted } };
  const { name, ...address } = parsed.fields;
  const next: Draft = {
    ...draft,
    ...address,
    // An address without a name says nothing about it.
    ...(name === '' ? {} : { name }),
    secrets: secretsAfter(draft, address, parsed.password, pasted),
    url: { text, problem: null, ignored: parsed.ignored, settled: false },
  };
  return pasted ? settled(next) : next;
}

/** A password is for one server and one user: another address, pasted whole, does not inherit it. */
function secretsAfter(draft: Draft, { host, username }: Pick<Draft, 'host' | 'username'>, password: string | null, pasted: boolean): SecretChanges {
  if (password !== null) return { ...draft.secrets, password: { kind: 'set', password } };
  const same = host.toLowerCase() === plainHost(draft.host).toLowerCase() && username === draft.username;
  // With a sentinel the address is the sentinel's.
  return same || !pasted ? draft.secrets : { ...draft.secrets, password: { kind: 'none' }, sentinel: { kind: 'none' } };
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
  return /^\s*(redis|valkey)s?:\/\//i.test(text) && parseUri(text).ok;
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
function addressOf({ host, port, db, username, tls }: Draft): string | null {
  const plain = plainHost(host);
  return port === null || db === null || hostProblem(plain) !== null ? null : formatUri({ host: plain, port, db, username, tls });
}

/** In the order of the fields on screen. */
export function problemsOf(draft: Draft): Problems {
  const problems = new Map<FieldName, UriProblem>();
  if (draft.url.problem !== null) problems.set('url', draft.url.problem.problem);
  const host = hostProblem(plainHost(draft.host));
  if (host !== null) problems.set('host', host);
  if (draft.port === null) problems.set('port', 'port');
  if (draft.db === null) problems.set('db', 'db');
  if (draft.delimiter === '') problems.set('delimiter', 'required');
  return problems;
}

/** What is saved; null while there are problems. */
export function fieldsOf(draft: Draft): ProfileFields | null {
  const { url: _, secrets: __, port, db, ...fields } = draft;
  if (port === null || db === null || problemsOf(draft).size > 0) return null;
  return { ...fields, port, db, host: plainHost(draft.host), name: cutName(draft.name), badge: draft.badge.trim() };
}

/** What would be lost by closing. */
export function isChanged(before: Draft, now: Draft): boolean {
  const { url: urlBefore, secrets: _, ...fieldsBefore } = before;
  const { url, secrets, ...fields } = now;
  const keys = Object.keys(fieldsBefore) as (keyof typeof fieldsBefore)[];
  return (
    keys.some((key) => fieldsBefore[key] !== fields[key]) ||
    Object.values(secrets).some(({ kind }) => kind !== 'keep') ||
    (url.text !== urlBefore.text && url.text.trim() !== '')
  );
}

/** As it is looked up: without the spaces and brackets it may have been pasted with. */
function plainHost(host: string): string {
  return host.trim().replace(/^\[([^\]]*)\]$/, '$1');
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
