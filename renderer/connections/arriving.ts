/** Where what comes from outside meets what is saved: the fields a dialog begins with, and whether the connection is there already. */
import type { FoundServer, Offer } from '../../shared/connections/arrivals.ts';
import { newProfile, type Profile, type ProfileFields } from '../../shared/connections/profile.ts';
import type { Messages } from '../i18n/en.ts';
import { type Draft, draftOf } from './draft.ts';
import { unsealedCandidates } from './importing.ts';
import { problemText } from './problemText.ts';

/** Null where the offer's address could not be read: the dialog begins empty and says why. */
export function draftOfOffer({ draft }: Offer): Draft {
  if (draft === null) return draftOf(null);
  return { ...draftOf({ ...draft.profile, id: crypto.randomUUID(), secrets: [] }), secrets: draft.secrets };
}

export function offerOfFound({ host, port, socket, tls, mode }: FoundServer): Offer {
  const topology = mode;
  const profile: ProfileFields = { ...newProfile, host, port, socket, tls, topology };
  return { name: '', draft: { profile, secrets: {} }, problem: null, ignored: [], exposed: false };
}

/** The saved connection that leads to the same place as the same user. */
export function savedAs({ draft }: Offer, saved: readonly Profile[]): Profile | null {
  const known = draft === null ? null : (unsealedCandidates([draft], saved)[0]?.known ?? null);
  return known?.kind === 'saved' ? known.as : null;
}

export function offerProblem(text: Messages, { problem }: Offer): string | null {
  return problem === null ? null : problemText(text, problem.field, problem.problem);
}
