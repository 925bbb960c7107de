import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framePace } from '../../../renderer/feed/pace.ts';

/** So many pictures of this length, each answer in the page after so long; gives how long after a picture's beginning the next question is. */
function delayAfter(pictures: number, between: number, took: readonly number[], painting = 2): number {
  const pace = framePace();
  for (let at = 0; at < pictures; at++) {
    const began = at * between;
    pace.began(began);
    pace.painted(began + painting);
    pace.asked(began + pace.delay());
    pace.drawn(began + pace.delay() + (took[at % took.length] ?? 0));
  }
  return pace.delay();
}

test('quick answers are asked for late, slow ones at once', () => {
  expect(delayAfter(100, 16.67, [4])).toBeGreaterThan(8);
  expect(delayAfter(100, 16.67, [13])).toBeLessThan(1);
  expect(delayAfter(100, 16.67, [40])).toBe(0);
  expect(delayAfter(100, 7, [2], 1)).toBeLessThan(3);
  // The page is not free before the last moment has gone.
  expect(delayAfter(100, 16.67, [8], 7)).toBe(0);
});

test('one slow answer is enough to ask earlier, and is forgotten', () => {
  const quick = Array.from({ length: 49 }, () => 4);
  expect(delayAfter(50, 16.67, [...quick, 15])).toBeLessThan(1);
  expect(delayAfter(99, 16.67, [...quick, 15])).toBeGreaterThan(8);
});

test('what comes slowly, or a page that was away, does not put the question off', () => {
  expect(delayAfter(100, 1000, [900])).toBe(0);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1 }), fc.double({ min: 1, max: 5000, noNaN: true }), (took, between) => {
      const delay = delayAfter(30, between, took);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(11);
    }),
  );
});
