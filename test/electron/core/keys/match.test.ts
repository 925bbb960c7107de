/** What filters mean: against Redis for globs, against JavaScript for regular expressions; and patterns made to hang do not. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matcherOf } from '../../../../electron/core/keys/match.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { everyKey, type KeyFilter } from '../../../../shared/keys/shape.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.stop());

function passes(filter: Partial<KeyFilter>, name: string | Uint8Array): boolean {
  const bytes = typeof name === 'string' ? utf8(name) : name;
  // Somewhere inside of a block, as names are.
  const block = new Uint8Array(bytes.length + 9).fill(0x61);
  block.set(bytes, 5);
  const { test: passesTest, error } = matcherOf({ ...everyKey, ...filter });
  if (error !== null) throw new Error(error.message);
  return passesTest === null || passesTest(block, 5, 5 + bytes.length);
}

test('a text is found anywhere, in any case unless it is asked for', () => {
  const any = fc.array(fc.constantFrom('a', 'B', 'é', ':', '\0'), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(any, any, (text, name) => {
      expect(passes({ text, caseSensitive: true }, name)).toBe(name.includes(text));
      const lower = (one: string): string => one.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      expect(passes({ text }, name)).toBe(lower(name).includes(lower(text)));
      expect(passes({ text, how: 'exact', caseSensitive: true }, name)).toBe(text === '' || name === text);
    }),
  );
});

test('globs are those of Redis, broken ones too', async () => {
  const names = ['a', 'ab', 'abc', 'a*c', 'a[c', '\\', '[', ']', '^', '-', 'a-c', 'b', 'é', 'x'.repeat(50)];
  for (const name of names) await redis.direct.set(name, 'x');
  const patterns = [
    '*',
    'a*',
    '*c',
    'a?c',
    'a[b]c',
    'a[^b]c',
    '[',
    '[^',
    '\\',
    'a\\*c',
    'a\\[c',
    '[a-',
    '[c-a]',
    '[]a]',
    '**',
    '?',
    '??',
    '[\\]]',
    '*b*',
    'x*x?x',
    '[\\',
    '^',
  ];
  for (const pattern of patterns) {
    const theirs = (await redis.direct.keys(pattern)).sort();
    expect([pattern, names.filter((name) => passes({ text: pattern, how: 'glob', caseSensitive: true }, name)).sort()]).toEqual([pattern, theirs]);
  }
});

const supported = [
  'a',
  'b|c',
  '^a',
  'b$',
  '^$',
  'a.c',
  'a+b*c?',
  '(ab)+',
  '(?:a|bc)*d',
  'a{2}',
  'a{2,}',
  'a{1,3}b',
  '^(a{0,2}b){2}$',
  '[abc]+$',
  '[^abc]',
  '[a-c]{2}',
  '\\d+',
  '\\D',
  '\\w:\\w',
  '\\s',
  '[\\d:]{3}',
  '\\x61',
  'é',
  '[é-í]',
  'a{',
  '}',
  ']',
  '\\.',
  '\\$',
  '()',
  'a||b',
  '(^a|b$)',
  'x*',
  'a*?b',
  '[-a]',
  '[a-]',
  '^\\S+$',
];

test.each(supported)('%s finds what it finds in JavaScript', (pattern) => {
  const theirs = new RegExp(pattern, 's');
  const name = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', ':', '1', '2', 'é', 'í', ' ', '.', '$', '{', '-', ']', 'x'), { maxLength: 9 })
    .map((all) => all.join(''));
  fc.assert(fc.property(name, (one) => void expect([one, passes({ text: pattern, how: 'regex', caseSensitive: true }, one)]).toEqual([one, theirs.test(one)])));
});

test('case is that of the letters of ASCII', () => {
  expect(passes({ text: '^USER:[a-f]+$', how: 'regex' }, 'user:ABC')).toBe(true);
  expect(passes({ text: '^USER', how: 'regex', caseSensitive: true }, 'user')).toBe(false);
});

test('bytes that are no text can be looked for', () => {
  expect(passes({ text: '\\xff.$', how: 'regex' }, Uint8Array.of(0x61, 0xff, 0xfe))).toBe(true);
});

test.each([
  ['(a', 0],
  ['a)', 1],
  ['[a', 0],
  ['*a', 0],
  ['a**', 2],
  ['(?=a)', 0],
  ['(?<!a)b', 0],
  ['(a)\\1', 3],
  ['\\', 0],
  ['a{3,1}', 1],
  ['[b-a]', 0],
  ['\\bx', 0],
])('%s is refused where it is wrong', (text, at) => {
  expect(matcherOf({ ...everyKey, text, how: 'regex' }).error?.at).toBe(at);
});

test('patterns that are made to hang take no longer than others', () => {
  const name = 'a'.repeat(20_000);
  for (const [text, how] of [
    ['(a+)+$b', 'regex'],
    ['(a|a)*b', 'regex'],
    ['(.*)(.*)(.*)(.*)(.*)x', 'regex'],
    [`${'a?'.repeat(100)}b`, 'regex'],
    [`${'*a'.repeat(1000)}b`, 'glob'],
    ['*'.repeat(4000), 'glob'],
  ] as const) {
    const began = process.cpuUsage();
    passes({ text, how }, name);
    const { user } = process.cpuUsage(began);
    // Going back would take longer than the universe lasts.
    expect([text.slice(0, 20), user < 3_000_000]).toEqual([text.slice(0, 20), true]);
  }
  expect(matcherOf({ ...everyKey, text: '((a{50}){50}){50}', how: 'regex' }).error?.message).toContain('too large');
  expect(matcherOf({ ...everyKey, text: '('.repeat(1000), how: 'regex' }).error?.message).toContain('deep');
});
