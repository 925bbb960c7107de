/** A TTL is understood exactly or refused with its reason: a wrong one would delete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ttlText } from '../../../renderer/ui/ttlText.ts';
import { parseTtl } from '../../../renderer/value/ttl.ts';

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
] as const)('%j is refused: %s', (text, why) => {
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
