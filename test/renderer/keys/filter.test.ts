/** What is typed is meant as what it looks like, unless the user says otherwise. */
import { expect, test } from 'vitest';
import { type Way, wantedOf } from '../../../renderer/keys/filter.ts';

test.each([
  ['', 'auto', '', 'substring'],
  ['user', 'auto', 'user', 'substring'],
  ['user:*', 'auto', 'user:*', 'glob'],
  ['a?c', 'auto', 'a?c', 'glob'],
  ['[', 'auto', '[', 'glob'],
  ['/^user:\\d+$/', 'auto', '^user:\\d+$', 'regex'],
  ['/a/b/', 'auto', 'a/b', 'regex'],
  ['/', 'auto', '/', 'substring'],
  ['//', 'auto', '//', 'substring'],
  ['path/to', 'auto', 'path/to', 'substring'],
  ['user:*', 'substring', 'user:*', 'substring'],
  ['/user/', 'substring', '/user/', 'substring'],
  ['user', 'glob', 'user', 'glob'],
  ['/user/', 'regex', 'user', 'regex'],
  ['us.r', 'regex', 'us.r', 'regex'],
  ['user:*', 'exact', 'user:*', 'exact'],
] as const)('%j as %s is %j, %s', (typed, way, text, how) => {
  expect(wantedOf(typed, way satisfies Way)).toEqual({ text, how });
});
