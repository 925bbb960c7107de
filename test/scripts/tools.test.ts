/** Tools for the tests: found, or named in one line; nothing is installed where it may not be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onPath } from '../../scripts/child.mjs';
import { ensureTool } from '../../scripts/tools.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keytide-path-'));
  // No package manager, no sudo: nothing can be installed.
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const hint = 'install it from somewhere';
const lists = { 'apt-get': [['first'], ['second']] } as const;

test('a tool that is there is left alone', async () => {
  const say = vi.fn<(line: string) => void>();
  expect(await ensureTool({ name: 'thing', found: () => true, packages: lists, hint }, say)).toBe(true);
  expect(say).not.toHaveBeenCalled();
});

test('a tool that cannot be had is named in one line', async () => {
  const say = vi.fn<(line: string) => void>();
  expect(await ensureTool({ name: 'thing', found: () => false, packages: lists, hint }, say)).toBe(false);
  expect(say.mock.calls).toEqual([['Missing: thing; install it from somewhere.']]);
});

test('another way is tried before giving up', async () => {
  let there = false;
  const otherwise = () => {
    there = true;
    return Promise.resolve();
  };
  expect(await ensureTool({ name: 'thing', found: () => there, packages: {}, otherwise, hint }, () => undefined)).toBe(true);
});

test.runIf(process.getuid?.() === 0)('the lists of packages are tried in turn until the tool is there', async () => {
  const asked = join(folder, 'asked');
  // Only builtins of the shell: PATH is empty.
  writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\necho "$@" >> '${asked}'\ncase "$*" in *second*) : > '${folder}/thing' ;; esac\n`, { mode: 0o755 });
  const say = vi.fn<(line: string) => void>();
  const packages = { 'apt-get': [['first'], ['second'], ['third']] };
  expect(await ensureTool({ name: 'thing', found: () => onPath(['thing']) !== null, packages, hint }, say)).toBe(true);
  expect(say.mock.calls).toEqual([['Installing thing']]);
  const words = readFileSync(asked, 'utf8').trim().split('\n');
  expect(words.map((line) => line.split(' ').at(-1))).toEqual(['-q', 'first', 'second']);
});

test('PATH is searched in its order, with the endings of Windows', () => {
  writeFileSync(join(folder, 'tool'), '');
  writeFileSync(join(folder, 'other.exe'), '');
  expect(onPath(['missing', 'tool'], { PATH: `/nowhere:${folder}` }, 'linux')).toBe(join(folder, 'tool'));
  expect(onPath(['other'], { PATH: folder }, 'linux')).toBeNull();
  expect(onPath(['other'], { Path: `C:\\nowhere;${folder}` }, 'win32')).toBe(join(folder, 'other.exe'));
  expect(onPath(['tool'], {}, 'linux')).toBeNull();
});
