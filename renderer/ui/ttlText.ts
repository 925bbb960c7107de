/** A time to live as it is shown, in the form in which it can be typed again; the same in every language. */

/** The two biggest units, rounded down: `1h 59m`, `41s`, `800ms`. */
export function ttlText(ttl: number): string {
  if (ttl < 1000) return `${Math.max(0, Math.floor(ttl))}ms`;
  const parts: string[] = [];
  let left = Math.floor(ttl / 1000);
  for (const [unit, seconds] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const n = Math.floor(left / seconds);
    left -= n * seconds;
    if (n > 0) parts.push(`${n}${unit}`);
    if (parts.length > 0 && (n === 0 || parts.length === 2)) break;
  }
  return parts.join(' ');
}
