/** When dependencies are installed and when a build is fresh: decided by contents and times, never guessed. */
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fresh, installed, nodeProblem } from '../../scripts/ready.mjs';
import { type Checkout, checkout, lock, locked } from './checkout.ts';

let tree: Checkout;
beforeEach(() => {
  tree = checkout();
});
afterEach(() => tree.remove());

test.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0'])('Node %s is new enough', (version) => expect(nodeProblem(version)).toBeNull());
test.each(['16.20.2', '18.20.0', '20.18.3', '21.7.0', '22.11.0'])('Node %s is told in one line', (version) => {
  expect(nodeProblem(version)).toBe(`Keytide needs Node 20.19, 22.12 or newer; this is Node ${version}.`);
});

describe('installed', () => {
  test('what this platform does not take may be missing', () => expect(installed(tree.folder)).toBe(true));

  test('times do not matter', () => {
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(join(tree.folder, 'package-lock.json'), later, later);
    expect(installed(tree.folder)).toBe(true);
  });

  test.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: {} }],
    ['a package is of another version', { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }],
    ['a package has other contents', { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } } }],
  ])('%s', (_, present) => {
    if (present === null) rmSync(join(tree.folder, 'node_modules'), { recursive: true });
    else tree.write('node_modules/.package-lock.json', JSON.stringify(present));
    expect(installed(tree.folder)).toBe(false);
  });

  test('an install that was cut short', () => {
    tree.write('node_modules/.package-lock.json', JSON.stringify(locked).slice(0, 40));
    expect(installed(tree.folder)).toBe(false);
  });

  test('a checkout without a lock file is refused', () => {
    rmSync(join(tree.folder, 'package-lock.json'));
    expect(() => installed(tree.folder)).toThrow('not a complete checkout');
    expect(lock.packages).toHaveProperty('');
  });
});

describe('fresh', () => {
  const later = new Date(Date.now() + 3_600_000);

  test('every source is older than the build', () => expect(fresh(tree.folder)).toBe(true));

  test.each(['shared/a.ts', 'package-lock.json', 'scripts/build.mjs'])('%s was written since', (path) => {
    utimesSync(join(tree.folder, path), later, later);
    expect(fresh(tree.folder)).toBe(false);
  });

  test('a source was removed since', () => {
    utimesSync(join(tree.folder, 'shared'), later, later);
    expect(fresh(tree.folder)).toBe(false);
  });

  test.each(['dist/page/index.html', 'dist/host/preload.cjs', 'dist/.built'])('%s is missing', (path) => {
    rmSync(join(tree.folder, path));
    expect(fresh(tree.folder)).toBe(false);
  });
});
