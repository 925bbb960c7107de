/** Regular expressions against the language's own, and the ones that would hold it. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { compileRegex } from '../../../../shared/feed/query/regex.ts';

const { atom, expression } = fc.letrec<{ atom: string; expression: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'B', 'é', '.', '[ab]', '[^a]', '\\d', '\\w', '\\S', '^', '$', '\\.', '[a-cx]') },
    { weight: 1, arbitrary: tie('expression').map((inner) => `(${inner})`) },
  ),
  expression: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '|')), { minLength: 1, maxLength: 5 })
    .map((parts) =>
      parts
        .map(([one, count]) => `${one}${/^[$^]$/.test(one) && count !== '|' ? '' : count}`)
        .join('')
        .replace(/\|$/, ''),
    ),
}));
void atom;
const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', 'é', '1', '.', ' ', '\n'), maxLength: 12 });

function within(source: string, text: string, anyCase = false): boolean | null {
  const bytes = utf8(text);
  return compileRegex(source, anyCase)?.matches(bytes, 0, bytes.length) ?? null;
}

test('matches what RegExp matches', () => {
  fc.assert(
    fc.property(expression, subject, fc.boolean(), (source, text, anyCase) => {
      expect(within(source, text, anyCase)).toBe(new RegExp(source, anyCase ? 'iu' : 'u').test(text));
    }),
    { numRuns: 3000 },
  );
});

test('one that makes a backtracking search double its time with every byte is a matter of the length', () => {
  const text = `${'a'.repeat(200_000)}!`;
  expect(within('(a+)+$', text)).toBe(false);
  expect(within('(a|a)*b', text)).toBe(false);
  expect(within('(.*)*x', text)).toBe(false);
});

test('bytes that are no UTF-8 are characters too', () => {
  const regex = compileRegex('^a.b$', false);
  expect(regex?.matches(Uint8Array.of(0x61, 0xff, 0x62), 0, 3)).toBe(true);
  expect(compileRegex('\\xff\\x00', false)?.matches(Uint8Array.of(1, 0xff, 0, 2), 0, 4)).toBe(true);
});

test.each(['(', ')', 'a)', '[a', '*', 'a**b(', '(?=a)', '(?<x>a)', '\\1', '\\b', 'a{1001}', 'a{3,2}', '(((a{1000}){1000}))', '[b-a]', '[\\D]', '\\', '[é]'])(
  'refuses %s',
  (source) => expect(compileRegex(source, false)).toBeNull(),
);
