/** Sizes and times as they are typed into a query. */

const factors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
]);

/** `100`, `2k`, `1.5MB`: bytes; null for anything else. */
export function readSize(text: string): number | null {
  const [, number, unit = ''] = /^(\d{1,12}(?:\.\d+)?)([bkmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const factor = factors.get(unit.toLowerCase());
  return number === undefined || factor === undefined ? null : Number(number) * factor;
}

const spans: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** `-5m` ago, `12:30` or `12:30:05.250` of today, or a date as ISO writes it, in local time unless it says otherwise; milliseconds since 1970. */
export function readTime(text: string, now: number): number | null {
  const ago = /^-(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (spans.get(ago[2] ?? '') ?? 0);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (clock !== null) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours > 23 || minutes > 59 || seconds > 59) return null;
    return new Date(now).setHours(hours, minutes, seconds, Number((clock[4] ?? '').padEnd(3, '0')));
  }
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return null;
  const at = Date.parse(text.includes('T') ? text : `${text}T00:00`);
  return Number.isNaN(at) ? null : at;
}
