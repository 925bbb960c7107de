/** The text filter against a naive search. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFilter } from '../../../../electron/core/feed/filter.ts';
import { utf8 } from '../../../../shared/bytes.ts';

/** Few letters, so that needles are found, found late, and nearly found. */
const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', '[', '{', '@', '`'), maxLength: 40 });
const needle = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', '[', '{', '@', '`'), minLength: 1, maxLength: 4 });

function fold(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

test('finds what a naive search finds, also within a part of the bytes', () => {
  fc.assert(
    fc.property(letters, needle, fc.nat(80), fc.nat(80), (text, wanted, a, b) => {
      const bytes = utf8(text);
      const from = Math.min(a, b, bytes.length);
      const to = Math.min(Math.max(a, b), bytes.length);
      expect(textFilter(wanted).within(bytes, from, to)).toBe(fold(bytes.subarray(from, to)).includes(fold(utf8(wanted))));
    }),
    { numRuns: 2000 },
  );
});

test('folds A to Z and nothing else', () => {
  expect(textFilter('ORDER').within(utf8('my order'), 0, 8)).toBe(true);
  expect(textFilter('order').within(utf8('MY ORDER'), 0, 8)).toBe(true);
  expect(textFilter('[').within(utf8('{'), 0, 1)).toBe(false);
  expect(textFilter('é').within(utf8('É'), 0, 2)).toBe(false);
  expect(textFilter('é').within(utf8('é'), 0, 2)).toBe(true);
});

test('an empty text is everything', () => {
  expect(textFilter('').all).toBe(true);
  expect(textFilter(' ').all).toBe(false);
});
