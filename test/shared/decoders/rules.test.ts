import { expect, test } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { pathText } from '../../../shared/decoders/path.ts';
import { ruleFor, siblings, withRule } from '../../../shared/decoders/rules.ts';

const rules = [
  { pattern: 'session:admin:*', path: 'php' },
  { pattern: 'session:*', path: 'gzip > php' },
  { pattern: 'session:*', path: 'text' },
  { pattern: 'bad:*', path: 'no path >' },
  { pattern: '*', path: 'hex' },
];

test('the first rule that fits counts; one that is no path is passed over', () => {
  const found = (name: string) => pathText(ruleFor(rules, utf8(name))?.path ?? []);
  expect([found('session:admin:1'), found('session:1'), found('bad:1'), found('x')]).toEqual(['php', 'gzip > php', 'hex', 'hex']);
  expect(ruleFor([], utf8('x'))).toBeNull();
});

test('a rule replaces the one of its pattern where it stands; a new one comes first; null forgets', () => {
  expect(
    withRule(
      [
        { pattern: 'a', path: 'text' },
        { pattern: 'b', path: 'hex' },
      ],
      'b',
      'json',
    ),
  ).toEqual([
    { pattern: 'a', path: 'text' },
    { pattern: 'b', path: 'json' },
  ]);
  expect(withRule([{ pattern: 'a', path: 'text' }], 'b', 'json')[0]).toEqual({ pattern: 'b', path: 'json' });
  expect(withRule([{ pattern: 'a', path: 'text' }], 'a', null)).toEqual([]);
});

test('the pattern of the siblings matches them and nothing by accident', () => {
  expect(siblings('session:8f3a', ':')).toBe('session:*');
  expect(siblings('plain', ':')).toBe('plain');
  const odd = siblings('a[1]*:x', ':');
  expect([ruleFor([{ pattern: odd, path: 'hex' }], utf8('a[1]*:y')) !== null, ruleFor([{ pattern: odd, path: 'hex' }], utf8('a1b:y')) !== null]).toEqual([
    true,
    false,
  ]);
});
