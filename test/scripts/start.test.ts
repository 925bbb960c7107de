/** `npm start` from the outside: which edition opens, what it is handed, whose exit code is kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Checkout, checkout } from './checkout.ts';

let tree: Checkout;
beforeEach(() => {
  tree = checkout();
});
afterEach(() => tree.remove());

interface Started {
  readonly child: ChildProcess;
  readonly firstLine: Promise<string>;
  readonly over: Promise<{ readonly code: number | null; readonly told: string }>;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...rest } = process.env;
  const child = spawn(process.execPath, [join(tree.folder, 'scripts/start.mjs'), ...args], {
    cwd: tree.folder,
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const firstLine = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const over = new Promise<{ code: number | null; told: string }>((resolve) => child.once('close', (code) => resolve({ code, told })));
  return { child, firstLine, over };
}

test('--browser opens the browser edition, with the arguments it is meant for', async () => {
  const { firstLine, over } = start(['--browser', '--port', '7000', '--exit', '5']);
  expect(JSON.parse(await firstLine)).toEqual(['serve', '--port', '7000', '--exit', '5']);
  expect(await over).toEqual({ code: 5, told: '' });
});

test.runIf(process.platform === 'linux')('without a display: one line, then the browser edition', async () => {
  const { firstLine, over } = start(['--exit', '0']);
  expect(JSON.parse(await firstLine)).toEqual(['serve', '--exit', '0']);
  expect(await over).toEqual({ code: 0, told: 'Opening the browser edition: there is no display.\n' });
});

test.skipIf(process.platform === 'win32')('Ctrl+C passed on by several is one, and the end is waited for', async () => {
  const { child, firstLine, over } = start(['--browser']);
  await firstLine;
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect((await over).code).toBe(41);
});

test.skipIf(process.platform === 'win32')('SIGTERM reaches the host', async () => {
  const { child, firstLine, over } = start(['--browser']);
  await firstLine;
  child.kill('SIGTERM');
  expect((await over).code).toBe(7);
});

test('a host killed by a signal ends as a shell would say it', async () => {
  tree.write('dist/host/serve.js', "process.kill(process.pid, 'SIGKILL');");
  const { code } = await start(['--browser']).over;
  expect(code).not.toBe(0);
});

test('an incomplete checkout is one line', async () => {
  rmSync(join(tree.folder, 'package-lock.json'));
  expect(await start(['--browser']).over).toEqual({ code: 1, told: 'package-lock.json is missing: this is not a complete checkout.\n' });
});

test('a build that fails is not started', async () => {
  rmSync(join(tree.folder, 'dist'), { recursive: true });
  tree.write('scripts/build.mjs', "console.error('no such thing'); process.exit(3);");
  expect(await start(['--browser']).over).toEqual({ code: 1, told: 'Building\nno such thing\nThe build failed: see above.\n' });
});
