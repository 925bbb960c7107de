/** A TTL is understood exactly or refused with its reason: a wrong one would delete. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMoment, parseTtl } from '../../../renderer/ui/ttl.ts';
import { ttlText } from '../../../renderer/ui/ttlText.ts';

test.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['500ms', 500],
  [' 10 m ', 600_000],
  ['1h 59m', 7_140_000],
  ['1d2h', 93_600_000],
  ['1', 1000],
])('%j is %d ms', (text, ttl) => {
  expect(parseTtl(text)).toEqual({ ok: true, ttl });
});

test.each(['', '   '])('%j takes the TTL away', (text) => {
  expect(parseTtl(text)).toEqual({ ok: true, ttl: null });
});

test.each([
  ['0', 'zero'],
  ['0s', 'zero'],
  ['0d 0h', 'zero'],
  ['-1', 'zero'],
  ['-10m', 'zero'],
  ['\u22125', 'zero'],
  ['NaN', 'form'],
  ['1e3', 'form'],
  ['1.5h', 'form'],
  ['1,000', 'form'],
  ['0x10', 'form'],
  ['+5', 'form'],
  ['10 minutes', 'form'],
  ['10M', 'form'],
  ['5m 1h', 'form'],
  ['\u0661\u0662', 'form'],
  ['\uff19\uff10', 'form'],
  ['Infinity', 'form'],
  ['s', 'form'],
  ['1000000000000000000', 'big'],
  ['9'.repeat(400), 'big'],
] as const)('bad input 17: %j is refused: %s', (text, why) => {
  expect(parseTtl(text)).toEqual({ ok: false, why });
});

test.each([
  [0, '0ms'],
  [999.9, '999ms'],
  [1000, '1s'],
  [61_000, '1m 1s'],
  [7_140_000, '1h 59m'],
  [3_600_000, '1h'],
  [86_400_000 * 400 + 5000, '400d'],
])('%d ms reads %j', (ttl, text) => {
  expect(ttlText(ttl)).toBe(text);
});

test('what is shown reads back as the same time, less than its smallest unit off', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (ttl) => {
      const parsed = parseTtl(ttlText(ttl));
      if (!parsed.ok || parsed.ttl === null) throw new Error(`${ttlText(ttl)} does not read back`);
      expect(parsed.ttl).toBeLessThanOrEqual(ttl);
      expect(ttl - parsed.ttl).toBeLessThan(Math.max(3_600_000, 0.05 * ttl));
      expect(ttlText(parsed.ttl)).toBe(ttlText(ttl));
    }),
  );
});

describe('a moment', () => {
  const now = Date.UTC(2026, 10, 25);

  test.each([
    ['2027-01-31T18:00:30Z', Date.UTC(2027, 0, 31, 18, 0, 30)],
    ['2027-01-31 18:00 +02:00', Date.UTC(2027, 0, 31, 16)],
    ['2027-01-31 18:00-05:30', Date.UTC(2027, 0, 31, 23, 30)],
    ['2027-01-31', new Date(2027, 0, 31).getTime()],
    [' 2027-01-31 18:00 ', new Date(2027, 0, 31, 18).getTime()],
    ['2028-02-29 00:00Z', Date.UTC(2028, 1, 29)],
    ['@1800000000', 1_800_000_000_000],
  ])('%j is understood', (text, at) => {
    expect(parseMoment(text, now)).toEqual({ ok: true, at });
  });

  test.each([
    ['', 'form'],
    ['tomorrow', 'form'],
    ['10m', 'form'],
    ['2027-1-31', 'form'],
    ['31.01.2027', 'form'],
    ['\u0662\u0660\u0662\u0667-01-31', 'form'],
    ['@-5', 'form'],
    ['@1e3', 'form'],
    ['2027-02-31', 'none'],
    ['2027-02-29 00:00Z', 'none'],
    ['2027-13-01', 'none'],
    ['2027-01-31 24:00', 'none'],
    ['2027-01-31 18:60Z', 'none'],
    ['2027-01-31 18:00+15:00', 'none'],
    ['2026-11-24T23:59:59Z', 'past'],
    ['1969-12-31', 'past'],
    ['0000-01-01Z', 'none'],
    ['@0', 'past'],
    ['@99999999999999999999', 'big'],
    ['@999999999999999', 'big'],
  ] as const)('%j is refused: %s', (text, why) => {
    expect(parseMoment(text, now)).toEqual({ ok: false, why });
  });

  test('never lies in the past, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 19)),
        ),
        (text) => {
          const parsed = parseMoment(text, now);
          if (parsed.ok) expect(parsed.at).toBeGreaterThan(now);
        },
      ),
    );
  });
});
