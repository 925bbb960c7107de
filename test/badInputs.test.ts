/** The list of bad inputs is complete: each has a test that names it, and no test names one that there is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { badInputs } from './support/badInputs.ts';

const named = /\b(?:test|it)(?:\.\w+(?:<[^>]*>)?\((?:[^()]|\([^()]*\))*\))*\(\s*['"`]bad input ((?:\d+, )*\d+): /g;
const tested = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && file !== 'badInputs.test.ts')
  .flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(named)])
  .flatMap(([, numbers = '']) => numbers.split(', ').map(Number));

test.each([...badInputs])('bad input %i: %s', (number) => {
  expect(tested, `no test is named "bad input ${number}: …"`).toContain(number);
});

test('a test names only what is listed', () => {
  expect([...new Set(tested)].filter((number) => !badInputs.has(number))).toEqual([]);
});
