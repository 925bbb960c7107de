/** How long something lives, as it is typed: for a time, until a moment, or without a limit; understood exactly or not at all. */
import { type MomentRefusal, parseMoment, parseTtl, type TtlRefusal } from './ttl.ts';

export const expiryWays = ['after', 'at', 'never'] as const;

export interface ExpiryDraft {
  readonly how: (typeof expiryWays)[number];
  readonly typed: string;
}

export type Expiry = { readonly kind: 'in'; readonly ms: number } | { readonly kind: 'at'; readonly at: number } | { readonly kind: 'none' };

export type ExpiryRead =
  | { readonly ok: true; readonly expiry: Expiry }
  /** Null: nothing was typed yet. */
  | { readonly ok: false; readonly refusal: null | { readonly of: 'ttl'; readonly why: TtlRefusal } | { readonly of: 'moment'; readonly why: MomentRefusal } };

export const newExpiry: ExpiryDraft = { how: 'after', typed: '' };

/** `now` by the clock of the server that will judge it. */
export function readExpiry({ how, typed }: ExpiryDraft, now: number): ExpiryRead {
  if (how === 'never') return { ok: true, expiry: { kind: 'none' } };
  // Empty takes a limit away elsewhere; here that has a choice of its own.
  if (typed.trim() === '') return { ok: false, refusal: null };
  if (how === 'at') {
    const parsed = parseMoment(typed, now);
    return parsed.ok ? { ok: true, expiry: { kind: 'at', at: parsed.at } } : { ok: false, refusal: { of: 'moment', why: parsed.why } };
  }
  const parsed = parseTtl(typed);
  if (!parsed.ok) return { ok: false, refusal: { of: 'ttl', why: parsed.why } };
  return { ok: true, expiry: parsed.ttl === null ? { kind: 'none' } : { kind: 'in', ms: parsed.ttl } };
}
