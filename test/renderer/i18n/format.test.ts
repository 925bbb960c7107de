/** Numbers in words: exact, grouped, and never 100% too early. */
import { describe, expect, it } from 'vitest';
import { enFormat, zhFormat } from '../../../renderer/i18n/format.ts';
import { loadLanguage, resolveLanguage, textFor } from '../../../renderer/i18n/i18n.ts';

describe('format', () => {
  it('groups digits', () => {
    expect(enFormat.number(12_345)).toBe('12,345');
    expect(zhFormat.number(1_000_000)).toBe('1,000,000');
  });
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1229, '1.2 KB'],
    [1024 * 1024 * 15.55, '15.6 MB'],
    [1.21 * 1024 ** 3, '1.21 GB'],
    [2 ** 60, '1,024 PB'],
  ])('%d bytes are %s', (count, words) => expect(enFormat.bytes(count)).toBe(words));
  it.each([
    [0, '0s', '0 秒'],
    [999, '0s', '0 秒'],
    [59_000, '59s', '59 秒'],
    [7_199_000, '1h 59m', '1 小时 59 分'],
    [86_400_000, '1d', '1 天'],
    [90_000_000, '1d 1h', '1 天 1 小时'],
  ])('%d ms last %s', (ms, english, chinese) => {
    expect(enFormat.duration(ms)).toBe(english);
    expect(zhFormat.duration(ms)).toBe(chinese);
  });
  it('is at 100% only at the end', () => {
    expect([0, 0.005, 0.715, 0.9999, 1, 2].map(enFormat.percent)).toEqual(['0%', '0%', '71%', '99%', '100%', '100%']);
  });
  it('counts in words', () => {
    expect(enFormat.plural(1, 'key', 'keys')).toBe('key');
    expect(enFormat.plural(0, 'key', 'keys')).toBe('keys');
    expect(enFormat.short(12_345)).toBe('12.3k');
    expect(enFormat.took(0.31)).toBe('0.3 ms');
    expect(enFormat.took(1234)).toBe('1.2 s');
  });
});

describe('language', () => {
  it('follows the system unless it is set, and its texts come when it is spoken', async () => {
    expect(resolveLanguage('system', ['de-DE', 'zh-TW', 'en'])).toBe('zh-CN');
    expect(resolveLanguage('system', ['de-DE', 'en-GB', 'zh'])).toBe('en');
    expect(resolveLanguage('system', ['fr'])).toBe('en');
    expect(resolveLanguage('zh-CN', ['en'])).toBe('zh-CN');
    await loadLanguage('zh-CN');
    expect(textFor('zh-CN').ui.cancel).toBe('取消');
  });
});
