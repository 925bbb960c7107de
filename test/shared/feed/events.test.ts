/** The flags of notify-keyspace-events: adding takes nothing away. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hearsAnything, mergeFlags } from '../../../shared/feed/events.ts';

test.each([
  ['', 'KEA', 'AKE'],
  ['glE', 'K', 'glKE'],
  ['AK', 'Em', 'AKEm'],
  ['g$lshzxet', 'd', 'A'],
  ['xK', '', 'xK'],
])('%j with %j is %j', (present, wanted, merged) => expect(mergeFlags(present, wanted)).toBe(merged));

test('whatever was told is told afterwards too, and merging again changes nothing', () => {
  const flags = fc.array(fc.constantFrom(...'g$lshzxetdKEmnoA'.split(''))).map((all) => all.join(''));
  fc.assert(
    fc.property(flags, flags, (present, wanted) => {
      const merged = mergeFlags(present, wanted);
      expect(mergeFlags(merged, present)).toBe(merged);
      expect(mergeFlags(merged, wanted)).toBe(merged);
      expect(mergeFlags(wanted, present)).toBe(merged);
    }),
  );
});

test('a way to be told and something to be told of', () => {
  expect(hearsAnything('KA', 'keyspace')).toBe(true);
  expect(hearsAnything('KA', 'keyevent')).toBe(false);
  expect(hearsAnything('KE', 'keyspace')).toBe(false);
});
