/**
 * The desktop edition in a real Electron: the built main, the real sandbox, the real protocol handler. `KEYTIDE_APP` names a packaged program
 * (made with electron-builder.e2e.yml) to be driven in place of the unpackaged one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { findRuntime, noWindow, thisMachine } from '../../scripts/runtime.mjs';
import { watchProblems } from './fixtures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packaged = process.env['KEYTIDE_APP'];
const program = packaged ?? findRuntime(root);
const lacking = program === null ? 'there is no Electron runtime in node_modules/electron/dist' : noWindow(thisMachine());

const test = base.extend<{ app: ElectronApplication; window: Page; problems: readonly string[] }>({
  app: async ({ browserName: _ }, lend) => {
    const data = await mkdtemp(join(tmpdir(), 'keytide-desktop-'));
    const app = await _electron.launch({
      executablePath: program ?? '',
      args: [`--user-data-dir=${data}`, '--lang=en-US', ...(packaged === undefined ? [root] : [])],
    });
    await lend(app);
    await app.close();
    await rm(data, { recursive: true, force: true });
  },
  window: async ({ app }, lend) => {
    const window = await app.firstWindow();
    await window.waitForLoadState();
    await lend(window);
  },
  problems: async ({ window }, lend) => lend(await watchProblems(window)),
});

test.skip(lacking !== null, `the desktop edition is not tested here: ${lacking ?? ''}`);

test('shows the start screen, without an error and without a policy violation', async ({ window, problems }) => {
  await window.reload();
  await expect(window.getByRole('button', { name: 'New connection' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Try with sample data' })).toBeVisible();
  await window.getByRole('button', { name: 'New connection' }).click();
  await expect(window.getByRole('dialog', { name: 'New connection' })).toBeVisible();
  expect(window.url()).toBe('app://main/');
  expect(problems).toEqual([]);
});

test('gives the page no Node, no network, no other page and no window', async ({ app, window }) => {
  const found = await window.evaluate(async () => ({
    globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    host: Object.keys((globalThis as unknown as { keytideHost: object }).keytideHost),
    fetched: await fetch('http://127.0.0.1:9/').then(
      () => true,
      () => false,
    ),
    outside: await fetch('/../host/main.js').then((response) => response.status),
    opened: globalThis.open('https://example.com') !== null,
  }));
  expect(found).toEqual({ globals: [], host: ['open'], fetched: false, outside: 404, opened: false });
  await window.evaluate(() => location.assign('https://example.com'));
  await expect(window.getByRole('button', { name: 'New connection' })).toBeVisible();
  expect(window.url()).toBe('app://main/');
  expect(app.windows()).toHaveLength(1);
});

test('is locked down as Electron itself sees it', async ({ app, window }) => {
  await window.waitForLoadState();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test("lends the system the page's menu, and Ctrl+R never reloads the page", async ({ app, window }) => {
  await expect(window.getByRole('button', { name: 'New connection' })).toBeVisible();
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label))).toContain('Connection');
  await window.evaluate(() => document.documentElement.setAttribute('data-kept', ''));
  for (const keys of ['ControlOrMeta+R', 'F5', 'ControlOrMeta+Shift+R']) await window.keyboard.press(keys);
  await expect(window.locator('html[data-kept]')).toHaveCount(1);
});

test('ends when its window is closed', async ({ app, window }) => {
  test.skip(process.platform === 'darwin', 'programs stay on macOS');
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  await window.close();
  expect(await ended).toBe(0);
});
