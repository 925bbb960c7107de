/** The fault matrix is complete: every row has a test that names it, and no test names a row that there is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultRows } from '../scripts/faults.mjs';
import { faultMatrix } from './support/faultMatrix.ts';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  // This one only writes about such names.
  .filter((file) => file.endsWith('.test.ts') && file !== 'faults.test.ts')
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
const tested = files.flatMap((text) => faultRows(text));

test.each([...faultMatrix])('row %i: %s', (row) => {
  expect(tested, `no test is named "fault ${row}: …"`).toContain(row);
});

test('a test names only rows that there are', () => {
  expect([...new Set(tested)].filter((row) => !faultMatrix.has(row))).toEqual([]);
});

test('names with one row, with several, and none', () => {
  expect(faultRows("test('fault 7: x', () => {});\n  test.each([])('fault 8, 12: y', () => {});")).toEqual([7, 8, 12]);
  expect(faultRows("test('a fault 7: x');\nconst text = 'fault 9: z';")).toEqual([]);
});
