/** Time to live as people write it: 90, 90s, 10m, 2h, 1d, 500ms; nothing for no time limit. */

export type TtlRefusal = 'form' | 'zero' | 'big';
export type TtlInput =
  | { readonly ok: true /** Milliseconds; null takes the TTL away. */; readonly ttl: number | null }
  | { readonly ok: false; readonly why: TtlRefusal };

/** Days, hours, minutes, seconds, milliseconds. */
const partMs = [86_400_000, 3_600_000, 60_000, 1000, 1] as const;

/** Ten thousand years: PEXPIRE adds the time of day and refuses what then overflows, long after this. */
const maxTtl = 10_000 * 366 * 86_400_000;

/**
 * One number with a unit (seconds without one), or several from big to small, as `ttlText` writes them.
 * Only ASCII digits count: a TTL is never guessed, because a wrong one deletes.
 */
export function parseTtl(text: string): TtlInput {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, ttl: null };
  if (/^[-\u2212]\s?[0-9]+\s?(?:ms|[smhd])?$/.test(trimmed)) return { ok: false, why: 'zero' };
  const parts = /^(?:([0-9]+)\s?d)?\s?(?:([0-9]+)\s?h)?\s?(?:([0-9]+)\s?m)?\s?(?:([0-9]+)\s?s)?\s?(?:([0-9]+)\s?ms)?$/.exec(trimmed);
  const plain = /^[0-9]+$/.test(trimmed) ? [undefined, undefined, undefined, undefined, trimmed] : parts;
  if (plain === null) return { ok: false, why: 'form' };
  const ttl = partMs.reduce((sum, ms, at) => sum + Number(plain[at + 1] ?? 0) * ms, 0);
  if (ttl === 0) return { ok: false, why: 'zero' };
  if (ttl > maxTtl) return { ok: false, why: 'big' };
  return { ok: true, ttl };
}
