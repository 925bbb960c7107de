/** Pasted addresses, one per line: which can be added as connections, which are there already, and why the others cannot. */
import { newProfile, type Profile, type ProfileFields, type SecretChanges } from '../../shared/connections/profile.ts';
import { parseUri, type UriFields } from '../../shared/connections/uri.ts';
import type { UriField, UriProblem } from '../../shared/connections/uriParts.ts';

export interface AddressLine {
  /** Counted from 1, as in the text. */
  readonly line: number;
  readonly verdict:
    | { readonly kind: 'new'; readonly profile: ProfileFields; readonly secrets: SecretChanges; readonly ignored: readonly string[] }
    /** Saved already, under this title. */
    | { readonly kind: 'saved'; readonly fields: UriFields; readonly as: Profile }
    /** The same as an earlier line. */
    | { readonly kind: 'twice'; readonly fields: UriFields; readonly as: number }
    | { readonly kind: 'refused'; readonly field: UriField; readonly problem: UriProblem };
}

export interface AddressList {
  readonly lines: readonly AddressLine[];
  /** Lines beyond what is read at once. */
  readonly unread: number;
}

export const maxLines = 1000;

/** Empty lines and those that begin with # say nothing. */
export function readAddresses(text: string, saved: readonly Profile[]): AddressList {
  const known = new Map(saved.map((profile) => [targetOf(profile), profile]));
  const seen = new Map<string, number>();
  const written = text.split(/\r\n|[\r\n]/).map((content, at) => ({ content: content.trim(), line: at + 1 }));
  const wanted = written.filter(({ content }) => content !== '' && !content.startsWith('#'));
  return {
    lines: wanted.slice(0, maxLines).map(({ content, line }) => ({ line, verdict: judge(content, line) })),
    unread: Math.max(0, wanted.length - maxLines),
  };

  function judge(content: string, line: number): AddressLine['verdict'] {
    const parsed = parseUri(content);
    if (!parsed.ok) return { kind: 'refused', field: parsed.field, problem: parsed.problem };
    const { fields, password, ignored } = parsed;
    const target = targetOf(fields);
    const as = known.get(target);
    if (as !== undefined) return { kind: 'saved', fields, as };
    const before = seen.get(target);
    if (before !== undefined) return { kind: 'twice', fields, as: before };
    seen.set(target, line);
    return { kind: 'new', profile: { ...newProfile, ...fields }, secrets: password === null ? {} : { password: { kind: 'set', password } }, ignored };
  }
}

/** Two connections are the same when they lead to the same place as the same user. */
function targetOf({ host, port, username, db, tls }: Omit<UriFields, 'name'>): string {
  return JSON.stringify([host.toLowerCase(), port, username, db, tls]);
}
