/** The last line's arithmetic: nothing that did not run, or broke, is ever counted as passed. */
import { expect, test } from 'vitest';
import { exitCode, lastLine, skippedLines, tally } from '../../scripts/tally.mjs';

const clean = { passed: 3, failed: 0, skipped: [], broken: [] };
const line = (...outcomes: Parameters<typeof tally>[0]): readonly [string, number] => [lastLine(tally(outcomes)), exitCode(tally(outcomes))];

test('two clean suites', () => {
  expect(line({ suite: 'a', code: 0, report: clean }, { suite: 'b', code: 0, report: { ...clean, passed: 4 } })).toEqual(['7 passed, 0 failed, 0 skipped', 0]);
});

test('a failed test fails the run, once', () => {
  expect(line({ suite: 'a', code: 1, report: { ...clean, failed: 2 } })).toEqual(['3 passed, 2 failed, 0 skipped', 1]);
});

test('a suite that wrote no report did not run', () => {
  const outcomes = [
    { suite: 'a', code: 0, report: clean },
    { suite: 'b', code: 0, report: null },
  ];
  expect(tally(outcomes).broken).toEqual(['b: did not run (exit code 0)']);
  expect(line(...outcomes)).toEqual(['3 passed, 1 failed, 0 skipped', 1]);
});

test('what breaks outside a test counts, each time', () => {
  expect(line({ suite: 'a', code: 1, report: { ...clean, broken: ['x.test.ts: cannot be loaded', 'unhandled rejection'] } })).toEqual([
    '3 passed, 2 failed, 0 skipped',
    1,
  ]);
});

test('an exit code that no failure explains is a failure', () => {
  expect(line({ suite: 'a', code: 137, report: clean })).toEqual(['3 passed, 1 failed, 0 skipped', 1]);
});

test('a suite without a test is a failure', () => {
  expect(line({ suite: 'a', code: 0, report: { ...clean, passed: 0 } })).toEqual(['0 passed, 1 failed, 0 skipped', 1]);
});

test('no suite at all is a failure', () => {
  expect(line()).toEqual(['0 passed, 0 failed, 0 skipped', 1]);
});

test('skipped tests are told by reason and fail nothing', () => {
  const skipped = ['a', 'b', 'c', 'd'].map((name) => ({ name, reason: 'no runtime' }));
  const report = { ...clean, skipped: [{ name: 'z', reason: 'no Valkey' }, ...skipped] };
  expect(line({ suite: 'a', code: 0, report })).toEqual(['3 passed, 0 failed, 5 skipped', 0]);
  expect(skippedLines(report.skipped)).toEqual(['skipped 4: no runtime (a; b; c; …)', 'skipped 1: no Valkey (z)']);
});
