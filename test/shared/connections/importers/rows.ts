/** A row in short: only what differs from a new profile. */
import type { ImportNote, ImportRow, Secrets } from '../../../../shared/connections/importers/row.ts';
import { newProfile, type ProfileFields } from '../../../../shared/connections/profile.ts';

export interface Brief {
  readonly at: number;
  readonly verdict: ImportRow['verdict'];
  readonly fields: Partial<ProfileFields> | null;
  readonly secrets?: Secrets;
  readonly notes?: readonly ImportNote[];
}

export function brief({ at, verdict, profile, secrets, notes }: ImportRow): Brief {
  const changed = Object.entries(profile ?? {}).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(newProfile[name as keyof ProfileFields]));
  return {
    at,
    verdict,
    fields: profile === null ? null : (Object.fromEntries(changed) as Partial<ProfileFields>),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
