/** What an import finds: one row for each connection, with its verdict and everything that could not be taken over as it was. */
import * as v from 'valibot';
import { hostProblem } from '../hosts.ts';
import { newProfile, type ProfileFields, profileSchema, type SecretName } from '../profile.ts';
import type { UriField, UriProblem } from '../uriParts.ts';

/** A name in a file or an address: what a setting is called there, never what it is set to. */
export type ImportNote =
  /** A setting that Keytide does not have, or that does not apply here. */
  | { readonly kind: 'ignored'; readonly setting: string }
  /** Set to something impossible: the usual value stays. */
  | { readonly kind: 'range'; readonly setting: string }
  /** The certificate or key is in a file on some machine: its text has to be given in the connection. */
  | { readonly kind: 'file'; readonly what: 'ca' | 'cert' | 'tlsKey'; readonly path: string }
  /** The SSH key stays in its file, which is read when connecting. */
  | { readonly kind: 'keyFile'; readonly path: string }
  /** The SSH key stands in the import itself: Keytide reads it from a file, which has to be named. */
  | { readonly kind: 'inlineKey' }
  /** The other program did not verify certificates; here they are. */
  | { readonly kind: 'verified' }
  /** The password stood where others could read it, such as a command line. */
  | { readonly kind: 'exposed' }
  /** A value that is filled in by another program, such as ${PASSWORD}. */
  | { readonly kind: 'placeholder'; readonly setting: string }
  | { readonly kind: 'group'; readonly groups: readonly string[] }
  /** Why there is no connection in this row. */
  | { readonly kind: 'address'; readonly field: UriField; readonly problem: UriProblem }
  | { readonly kind: 'unreadable' };

export type Secrets = Partial<Record<SecretName, string>>;

export interface ImportRow {
  /** Counted from 1: the line of a text, the entry of a file. */
  readonly at: number;
  readonly verdict: 'ok' | 'partial' | 'refused';
  /** Null where the row is refused. */
  readonly profile: ProfileFields | null;
  readonly secrets: Secrets;
  readonly notes: readonly ImportNote[];
}

export const maxRows = 10_000;
const maxNotes = 40;
const maxSetting = 60;
const maxPath = 300;
const maxSecret = 65_536;
const nameLetters = 80;

/** These tell how something was taken over, not that something is missing. */
const harmless: ReadonlySet<ImportNote['kind']> = new Set(['group', 'keyFile', 'exposed']);

/** What a reader fills in. Everything in it is checked once more by `finished`. */
export interface RowDraft {
  readonly profile: ProfileFields;
  readonly secrets: Secrets;
  readonly notes: ImportNote[];
}

export function draftRow(): RowDraft {
  return { profile: structuredClone(newProfile), secrets: {}, notes: [] };
}

export function refusedRow(at: number, notes: readonly ImportNote[] = [{ kind: 'unreadable' }]): ImportRow {
  return { at, verdict: 'refused', profile: null, secrets: {}, notes: tidy(notes) };
}

/** Never throws: what the schema of profiles does not take is refused here, before it is asked to be saved. */
export function finished(at: number, { profile, secrets, notes }: RowDraft): ImportRow {
  const host = profile.host.trim().replace(/^\[([^\]]*)\]$/, '$1');
  const problem = profile.socket === '' ? hostProblem(host) : null;
  if (problem !== null) return refusedRow(at, [{ kind: 'address', field: 'host', problem }, ...notes]);
  if (profile.topology === 'sentinel' && profile.sentinel.master === '')
    return refusedRow(at, [{ kind: 'address', field: 'url', problem: 'master' }, ...notes]);
  const parsed = v.safeParse(profileSchema, { ...profile, host: host === '' ? newProfile.host : host, id: '', name: cutName(profile.name) });
  if (!parsed.success) {
    const setting = parsed.issues[0].path?.[0]?.key;
    return refusedRow(at, [{ kind: 'range', setting: typeof setting === 'string' ? setting : '' }, ...notes]);
  }
  const kept: Secrets = {};
  for (const [name, secret] of Object.entries(secrets) as [SecretName, string][]) {
    if (secret === '') continue;
    if (secret.length > maxSecret) notes.push({ kind: 'range', setting: name });
    else kept[name] = secret;
  }
  if (parsed.output.group.length > 0) notes.push({ kind: 'group', groups: parsed.output.group });
  const verdict = notes.every(({ kind }) => harmless.has(kind)) ? 'ok' : 'partial';
  return { at, verdict, profile: parsed.output, secrets: kept, notes: tidy(notes) };
}

/** A file may name thousands of settings, and each of any length. */
function tidy(notes: readonly ImportNote[]): readonly ImportNote[] {
  const seen = new Map<string, ImportNote>();
  for (const note of notes) {
    if (seen.size === maxNotes) break;
    const short =
      'setting' in note
        ? { ...note, setting: cut(note.setting, maxSetting) }
        : 'path' in note && typeof note.path === 'string'
          ? { ...note, path: cut(note.path, maxPath) }
          : note;
    seen.set(JSON.stringify(short), short);
  }
  return [...seen.values()];
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

/** One line of at most 80 letters, as a name is saved by the connection dialog. */
function cutName(name: string): string {
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const line = name
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .trim();
  let short = '';
  let count = 0;
  for (const { segment } of letters.segment(line)) {
    // A single letter can be of any length: code units are bounded as well.
    if (++count > nameLetters || short.length + segment.length > 200) break;
    short += segment;
  }
  return short.trim();
}
