/** The fault matrix and the list of bad inputs are complete: every row has a test that names it, and no test names a row that there is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rowsNamed } from '../scripts/faults.mjs';
import { badInputs } from './support/badInputs.ts';
import { faultMatrix } from './support/faultMatrix.ts';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  // This one only writes about such names.
  .filter((file) => /\.test\.tsx?$/.test(file) && file !== 'faults.test.ts')
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));

describe.each([
  ['fault', faultMatrix],
  ['bad input', badInputs],
] as const)('%s', (list, rows) => {
  const tested = files.flatMap((text) => rowsNamed(text, list));

  test.each([...rows])('row %i: %s', (row) => {
    expect(tested, `no test is named "${list} ${row}: …"`).toContain(row);
  });

  test('a test names only rows that there are', () => {
    expect([...new Set(tested)].filter((row) => !rows.has(row))).toEqual([]);
  });
});

test('names with one row, with several, and none', () => {
  expect(rowsNamed("test('fault 7: x', () => {});\n  test.each([])('fault 8, 12: y', () => {});", 'fault')).toEqual([7, 8, 12]);
  expect(rowsNamed("test('a fault 7: x');\nconst text = 'fault 9: z';\ntest('bad input 3: x');", 'fault')).toEqual([]);
  expect(rowsNamed("test.each<[string]>([['(']])(\n  `bad input 3: x`, () => {});", 'bad input')).toEqual([3]);
});
