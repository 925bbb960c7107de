/** Numbers, bytes, times and rates in words of one language: exact, with digits that do not dance. */

export type Language = 'en' | 'zh-CN';

export interface Format {
  readonly language: Language;
  /** 12,345 */
  number(value: number): string;
  /** At most `digits` decimals. */
  decimal(value: number, digits: number): string;
  /** 71% of a share from 0 to 1; never 100% before it is. */
  percent(share: number): string;
  /** 1.2 KB, of 1024. */
  bytes(count: number): string;
  /** The two largest units of a time left or gone by: 1h 59m. */
  duration(ms: number): string;
  /** How long one thing took: 0.3 ms, 1.2 s. */
  took(ms: number): string;
  /** 12.3k: for a rate in a narrow place, where the exact number stands elsewhere. */
  short(value: number): string;
  /** Time of day to the millisecond. */
  clock(at: number): string;
  /** Date and time to the second. */
  moment(at: number): string;
  plural(count: number, one: string, other: string): string;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
const timeUnits = {
  en: { d: 'd', h: 'h', m: 'm', s: 's', gap: ' ', ms: ' ms', sec: ' s' },
  'zh-CN': { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒', gap: ' ', ms: ' 毫秒', sec: ' 秒' },
} as const;

function formatFor(language: Language): Format {
  const whole = new Intl.NumberFormat(language);
  const rules = new Intl.PluralRules(language);
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  const byDigits = new Map<number, Intl.NumberFormat>();
  const units = timeUnits[language];

  const decimal = (value: number, digits: number): string => {
    let format = byDigits.get(digits);
    if (format === undefined) {
      format = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
      byDigits.set(digits, format);
    }
    return format.format(value);
  };

  return {
    language,
    number: (value) => whole.format(value),
    decimal,
    percent(share) {
      const percent = Math.min(100, Math.max(0, share * 100));
      return `${percent < 100 ? Math.min(99, Math.floor(percent)) : 100}%`;
    },
    bytes(count) {
      let size = count;
      let unit = 0;
      while (size >= 1024 && unit < byteUnits.length - 1) {
        size /= 1024;
        unit++;
      }
      return `${decimal(size, unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2)} ${byteUnits[unit] ?? ''}`;
    },
    duration(ms) {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      const parts: string[] = [];
      const left: readonly (readonly [number, string])[] = [
        [Math.floor(seconds / 86_400), units.d],
        [Math.floor(seconds / 3600) % 24, units.h],
        [Math.floor(seconds / 60) % 60, units.m],
        [seconds % 60, units.s],
      ];
      const first = left.findIndex(([count]) => count > 0);
      if (first === -1) return `0${units.s}`;
      for (const [count, unit] of left.slice(first, first + 2)) if (count > 0) parts.push(`${whole.format(count)}${unit}`);
      return parts.join(units.gap);
    },
    took: (ms) => (ms < 1000 ? `${decimal(ms, ms < 10 ? 1 : 0)}${units.ms}` : `${decimal(ms / 1000, 1)}${units.sec}`),
    short: (value) => compact.format(value).replace('K', 'k'),
    clock: (at) => time.format(at),
    moment: (at) => dateTime.format(at),
    plural: (count, one, other) => (rules.select(count) === 'one' ? one : other),
  };
}

/** For the catalogues, which format inside their sentences. */
export const enFormat = formatFor('en');
export const zhFormat = formatFor('zh-CN');
