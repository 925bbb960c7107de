/** Fetching Electron: given up when nothing arrives, with everything it started; and where no window can be opened. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { desktop, fetchRuntime, findRuntime, noWindow } from '../../scripts/runtime.mjs';
import { type Checkout, checkout } from './checkout.ts';

let tree: Checkout;
let said: string[];
const say = (line: string): void => void said.push(line);
const machine = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 };

beforeEach(() => {
  tree = checkout();
  said = [];
  tree.write('node_modules/electron/package.json', JSON.stringify({ version: '45.4.1', type: 'commonjs' }));
});
afterEach(() => tree.remove());

function installer(text: string): void {
  tree.write('node_modules/electron/install.js', text);
}

function runtime(version = '45.4.1'): void {
  tree.write('node_modules/electron/dist/electron', '#!/bin/sh\n');
  chmodSync(join(tree.folder, 'node_modules/electron/dist/electron'), 0o755);
  tree.write('node_modules/electron/dist/version', version);
  tree.write('node_modules/electron/path.txt', 'electron');
}

describe('a window', () => {
  test.each([
    [{ platform: 'linux', env: {}, uid: 1000 }, 'there is no display'],
    [{ platform: 'linux', env: { DISPLAY: '' }, uid: 1000 }, 'there is no display'],
    [{ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 }, 'Electron does not run as root'],
    [{ platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 }, null],
    [{ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 }, null],
    [{ platform: 'darwin', env: {}, uid: 501 }, null],
    [{ platform: 'win32', env: {}, uid: undefined }, null],
  ])('%j: %s', (here, reason) => expect(noWindow(here)).toBe(reason));
});

describe('the runtime', () => {
  test('is found where it is complete', () => {
    expect(findRuntime(tree.folder)).toBeNull();
    runtime();
    expect(findRuntime(tree.folder)).toBe(join(tree.folder, 'node_modules/electron/dist/electron'));
  });

  test('of another version is not the runtime', () => {
    runtime('v41.7.1');
    expect(findRuntime(tree.folder)).toBeNull();
  });

  test('is not fetched where it is there, or where no window could show it', async () => {
    installer("require('node:fs').writeFileSync(__dirname + '/called', '');");
    expect(await desktop({ root: tree.folder, machine: { ...machine, env: {} }, say })).toEqual({ reason: 'there is no display' });
    runtime();
    expect(await desktop({ root: tree.folder, machine, say })).toEqual({ runtime: join(tree.folder, 'node_modules/electron/dist/electron') });
    expect(existsSync(join(tree.folder, 'node_modules/electron/called'))).toBe(false);
    expect(said).toEqual([]);
  });
});

describe('fetching', () => {
  test('an installer that hangs is given up, with what it started', async () => {
    installer(`const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
require('node:fs').writeFileSync(__dirname + '/pids', JSON.stringify([process.pid, child.pid]));
setInterval(() => 0, 1000);
`);
    const found = await desktop({ root: tree.folder, machine, say, quietMs: 1000 });
    expect(found).toEqual({ reason: 'the Electron runtime could not be fetched (nothing arrived within 1 s)' });
    const pids = JSON.parse(readFileSync(join(tree.folder, 'node_modules/electron/pids'), 'utf8')) as number[];
    // The orphan's end is noticed by whoever inherits it: soon, not at once.
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), { timeout: 10_000 });
  });

  test('a download that stops half way is given up', async () => {
    installer(`const { join } = require('node:path');
require('node:fs').writeFileSync(join(process.env.TMPDIR ?? process.env.TEMP, 'half.zip'), 'x'.repeat(1000));
setInterval(() => 0, 1000);
`);
    expect(await fetchRuntime({ root: tree.folder, say, quietMs: 600 })).toBe('nothing more arrived for 0.6 s');
  });

  test('a download that goes on is waited for, longer than the limit for silence', async () => {
    installer(`const fs = require('node:fs');
const { join } = require('node:path');
const file = join(process.env.TMPDIR ?? process.env.TEMP, 'slow.zip');
let times = 0;
const timer = setInterval(() => {
  fs.appendFileSync(file, 'x'.repeat(1000));
  if (++times < 15) return;
  clearInterval(timer);
  fs.mkdirSync(__dirname + '/dist', { recursive: true });
  fs.writeFileSync(__dirname + '/dist/electron', '');
  fs.writeFileSync(__dirname + '/dist/version', '45.4.1');
  fs.writeFileSync(__dirname + '/path.txt', 'electron');
}, 100);
`);
    expect(await desktop({ root: tree.folder, machine, say, quietMs: 1000 })).toEqual({ runtime: join(tree.folder, 'node_modules/electron/dist/electron') });
    expect(said).toEqual(['Fetching the Electron runtime (about 120 MB, once)']);
  });

  test('an installer that fails is quoted in one line', async () => {
    installer("console.error('TypeError: fetch failed\\n    at somewhere'); process.exit(1);");
    expect(await fetchRuntime({ root: tree.folder, say })).toBe('fetch failed');
  });

  test('an installer that says it is done and is not', async () => {
    installer('process.exit(0);');
    expect(await fetchRuntime({ root: tree.folder, say })).toBe('the installer ended with 0');
  });

  test('no electron package', async () => {
    expect(await fetchRuntime({ root: tree.folder, say })).toBe('the electron package is not installed');
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and was not yet collected still answers.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
