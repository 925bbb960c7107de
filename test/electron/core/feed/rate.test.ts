/** Rates per second. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, openRate, perSecond } from '../../../../electron/core/feed/rate.ts';

test('an even flow reads as what it is, wherever in the second one looks', () => {
  const rate = openRate();
  for (let at = 0; at < 5000; at += 10) count(rate, at);
  for (const look of [5000, 5000.5, 5009]) expect(perSecond(rate, look)).toBeCloseTo(100, -0.5);
  for (let at = 5000; at < 5500; at += 10) count(rate, at);
  expect(perSecond(rate, 5500)).toBeCloseTo(100, 5);
});

test('falls to exactly zero within two seconds of silence, and never rises in silence', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 200 }), fc.array(fc.nat(500), { maxLength: 20 }), (steps, looks) => {
      const rate = openRate();
      let at = 0;
      for (const step of steps) {
        at += step;
        count(rate, at);
      }
      let before = perSecond(rate, at);
      expect(before).toBeGreaterThan(0);
      const end = at;
      for (const look of looks) {
        at += look;
        const now = perSecond(rate, at);
        expect(now).toBeLessThanOrEqual(before);
        before = now;
      }
      expect(perSecond(rate, Math.max(at, end + 2000))).toBe(0);
    }),
  );
});
