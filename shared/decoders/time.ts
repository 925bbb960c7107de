/** Points in time as text, with all their digits and whatever their distance from now. */

const perDay = 86_400_000_000_000n;

/** Nanoseconds since 1970 as ISO 8601; null where no calendar date is near (year 0 to 9999). */
export function timeText(nanoseconds: bigint): string | null {
  const day = nanoseconds / perDay - (nanoseconds % perDay < 0n ? 1n : 0n);
  if (day < -719_528n || day > 2_932_896n) return null;
  const milliseconds = (nanoseconds - (((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const fraction =
    rest === 0n
      ? ''
      : `.${String(rest)
          .padStart(9, '0')
          .replace(/(000)+$/, '')}`;
  return `${new Date(Number(milliseconds)).toISOString().slice(0, 19)}${fraction}Z`;
}

export const millisecondsText = (milliseconds: number | bigint): string | null => timeText(BigInt(milliseconds) * 1_000_000n);
