/** What an import would add: each row with its verdict, held against what is saved already and against the rows before it. */
import type { ImportNote, ImportRow, Secrets } from '../../shared/connections/importers/row.ts';
import type { PasswordChange, PortableDraft, Profile, ProfileFields, SecretChanges, SecretName } from '../../shared/connections/profile.ts';

export interface Candidate {
  /** The line or the entry it stands in, from 1. */
  readonly at: number;
  readonly verdict: ImportRow['verdict'];
  /** Null where it is refused. */
  readonly profile: ProfileFields | null;
  readonly secrets: SecretChanges;
  readonly notes: readonly ImportNote[];
  /** Where the same connection is already: saved, or in an earlier row. */
  readonly known: { readonly kind: 'saved'; readonly as: Profile } | { readonly kind: 'twice'; readonly at: number } | null;
}

export function candidatesOf(rows: readonly ImportRow[], saved: readonly Profile[]): readonly Candidate[] {
  return held(
    rows.map((row) => ({ ...row, secrets: changesOf(row.secrets) })),
    saved,
  );
}

/** From a sealed export, which the host has opened: the secrets are named only. */
export function unsealedCandidates(drafts: readonly PortableDraft[], saved: readonly Profile[]): readonly Candidate[] {
  return held(
    drafts.map(({ profile, secrets }, index) => ({ at: index + 1, verdict: 'ok', profile, secrets, notes: [] })),
    saved,
  );
}

/** Chosen without asking: what can be added and is not there yet. */
export function isFresh({ profile, known }: Candidate): boolean {
  return profile !== null && known === null;
}

function held(rows: readonly Omit<Candidate, 'known'>[], saved: readonly Profile[]): readonly Candidate[] {
  const there = new Map(saved.map((profile) => [targetOf(profile), profile]));
  const seen = new Map<string, number>();
  return rows.map((row) => {
    if (row.profile === null) return { ...row, known: null };
    const target = targetOf(row.profile);
    const as = there.get(target);
    if (as !== undefined) return { ...row, known: { kind: 'saved', as } };
    const at = seen.get(target);
    if (at !== undefined) return { ...row, known: { kind: 'twice', at } };
    seen.set(target, row.at);
    return { ...row, known: null };
  });
}

function changesOf(secrets: Secrets): SecretChanges {
  const changes: Partial<Record<SecretName, PasswordChange>> = {};
  for (const [name, password] of Object.entries(secrets) as [SecretName, string][]) changes[name] = { kind: 'set', password };
  return changes as SecretChanges;
}

/** Two connections are the same when they lead to the same place, on the same way, as the same user. */
function targetOf({ host, port, socket, username, db, topology, sentinel, ssh }: ProfileFields): string {
  const place = socket === '' ? [host.toLowerCase(), port] : [socket];
  const master = topology === 'sentinel' ? sentinel.master : '';
  return JSON.stringify([place, username, db, topology, master, ssh.map((hop) => [hop.host.toLowerCase(), hop.port])]);
}
