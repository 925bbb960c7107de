/** A size as people write it: 500, 64KB, 1.5 MB; units of 1024, as sizes are shown. */
const units = ['', 'K', 'M', 'G', 'T'];

/** Bytes, null where it is no size. */
export function parseSize(text: string): number | null {
  const parts = /^([0-9]{1,15}(?:\.[0-9]{1,3})?)\s?([KMGT]?)(?:i?B)?$/i.exec(text.trim());
  if (parts === null) return null;
  const bytes = Math.round(Number(parts[1]) * 1024 ** units.indexOf((parts[2] ?? '').toUpperCase()));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
