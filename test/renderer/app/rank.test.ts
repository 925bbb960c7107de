/** The palette's order: what starts with it, then words, then anywhere, then letters in order; nothing that does not fit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rank } from '../../../renderer/app/rank.ts';

const plain = (text: string): string => text;

test('best first, and the given order among equals', () => {
  const items = ['reopen tab', 'Open', 'Tab opener', 'console', 'Import'];
  expect(rank(items, 'open', plain)).toEqual(['Open', 'Tab opener', 'reopen tab']);
  expect(rank(items, ' ', plain)).toBe(items);
  expect(rank(items, 'ipt', plain)).toEqual(['Import']);
  expect(rank(items, 'zzz', plain)).toEqual([]);
});

test('whatever is found holds the letters in order, and an exact text is always found', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (items, typed) => {
      const found = rank([...items, typed], typed, plain);
      expect(found).toContain(typed);
      for (const text of found) {
        let from = 0;
        for (const letter of typed.trim().toLowerCase().replaceAll(' ', '')) {
          from = text.toLowerCase().indexOf(letter, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }
    }),
  );
});
