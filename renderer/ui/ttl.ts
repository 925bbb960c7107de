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

export type MomentRefusal = 'form' | 'none' | 'past' | 'big';
export type MomentInput = { readonly ok: true /** Milliseconds since 1970. */; readonly at: number } | { readonly ok: false; readonly why: MomentRefusal };

/** A day, with a time or without one, in the user's time zone or in a named one: `2027-01-31 18:00`, `2027-01-31T18:00:30Z`; or `@` and Unix seconds. */
export function parseMoment(text: string, now: number): MomentInput {
  const at = momentOf(text.trim());
  if (typeof at === 'string') return { ok: false, why: at };
  // PEXPIREAT with a time gone by deletes the key at once.
  if (at <= now) return { ok: false, why: 'past' };
  return at - now > maxTtl ? { ok: false, why: 'big' } : { ok: true, at };
}

function momentOf(text: string): number | 'form' | 'none' | 'big' {
  const unix = /^@([0-9]{1,20})$/.exec(text)?.[1];
  if (unix !== undefined) return Number.isSafeInteger(Number(unix) * 1000) ? Number(unix) * 1000 : 'big';
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?\s?(Z|[+-][0-9]{2}:[0-9]{2})?$/.exec(text);
  if (parts === null) return 'form';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const zone = parts[7];
  const wanted = [year, month - 1, day, hour, minute, second] as const;
  if (zone === undefined) {
    const local = new Date(...wanted);
    const shown = [local.getFullYear(), local.getMonth(), local.getDate(), local.getHours(), local.getMinutes(), local.getSeconds()];
    // The 31st of February, and the hour that is left out when summer time begins.
    return shown.every((part, index) => part === wanted[index]) ? local.getTime() : 'none';
  }
  const utc = new Date(Date.UTC(...wanted));
  const shown = [utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds()];
  if (!shown.every((part, index) => part === wanted[index])) return 'none';
  if (zone === 'Z') return utc.getTime();
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return 'none';
  return utc.getTime() - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
