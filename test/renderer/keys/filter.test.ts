/** A typed filter as MATCH: plain words are looked for as they are, globs are the user's own. */
import { expect, test } from 'vitest';
import { patternOf } from '../../../renderer/keys/filter.ts';
import { displayText } from '../../../shared/bytes.ts';

test.each([
  ['', '*'],
  ['user', '*user*'],
  ['user:*', 'user:*'],
  ['a?c', 'a?c'],
  ['[ab]', '[ab]'],
  ['[', '['],
  ['back\\slash', '*back\\\\slash*'],
  ['ключ', '*ключ*'],
  [' ', '* *'],
])('%j asks for %j', (filter, pattern) => {
  expect(displayText(patternOf(filter))).toBe(pattern);
});
