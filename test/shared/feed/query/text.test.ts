/** The text search against a naive one. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { searchFor } from '../../../../shared/feed/query/text.ts';

/** Few letters, so that needles are found, found late, and nearly found. */
const unit = fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', '[', '{', '@', '`');
const letters = fc.string({ unit, maxLength: 40 });
const needle = fc.string({ unit, maxLength: 4 });

function fold(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

test('finds where a naive search finds, also within a part of the bytes', () => {
  fc.assert(
    fc.property(letters, needle, fc.nat(80), fc.nat(80), (text, wanted, a, b) => {
      const bytes = utf8(text);
      const from = Math.min(a, b, bytes.length);
      const to = Math.min(Math.max(a, b), bytes.length);
      const naive = fold(bytes.subarray(from, to)).indexOf(fold(utf8(wanted)));
      expect(searchFor(utf8(wanted)).find(bytes, from, to)).toBe(naive === -1 ? -1 : from + naive);
    }),
    { numRuns: 2000 },
  );
});

test('folds A to Z and nothing else', () => {
  const within = (wanted: string, text: string): boolean => searchFor(utf8(wanted)).find(utf8(text), 0, utf8(text).length) >= 0;
  expect(within('ORDER', 'my order')).toBe(true);
  expect(within('order', 'MY ORDER')).toBe(true);
  expect(within('[', '{')).toBe(false);
  expect(within('é', 'É')).toBe(false);
  expect(within('é', 'é')).toBe(true);
});
