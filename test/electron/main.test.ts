/** The built main under a stand-in `electron`: its order of starting, a second start, the keychain, and how it ends. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Arrival } from '../../shared/connections/arrivals.ts';
import { newProfile } from '../../shared/connections/profile.ts';
import { buildDesktop, startDesktop } from './desktop/desktop.ts';
import { desktopTests, logOf } from './desktop/launched.ts';

const { launch, launchReady } = desktopTests();

describe('before ready', () => {
  test('sandbox, scheme, names and folders are set, and nothing else has happened', async () => {
    const desktop = await launch();
    const { schemes, paths, switches, calls, windows } = await desktop.evaluate(({ protocol, paths, switches, calls, windows }) => ({
      schemes: protocol.schemes,
      paths: [...paths],
      switches: [...switches],
      calls,
      windows: windows().length,
    }));
    expect(schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
    expect(new Map(paths)).toEqual(
      new Map([
        ['appData', desktop.appData],
        ['userData', join(desktop.appData, 'Keytide')],
        ['sessionData', join(desktop.appData, 'Keytide/page')],
      ]),
    );
    expect(switches).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
    expect(calls).toContainEqual(['enableSandbox']);
    expect(calls).toContainEqual(['setName', 'Keytide']);
    // The lock lies in the data folder, so it is asked for when that folder is known.
    expect(calls).toContainEqual(['requestSingleInstanceLock', join(desktop.appData, 'Keytide')]);
    expect(windows).toBe(0);
  });

  test('--user-data-dir moves everything', async () => {
    const desktop = await launch({ switches: { 'user-data-dir': '/tmp/keytide-elsewhere' } });
    expect(await desktop.evaluate(({ paths }) => [paths.get('userData'), paths.get('sessionData')])).toEqual([
      '/tmp/keytide-elsewhere',
      '/tmp/keytide-elsewhere/page',
    ]);
  });

  test('a second instance ends without a window', async () => {
    const desktop = await launch({ lock: false });
    expect(await desktop.exited).toBe(0);
  });

  test.each([
    { why: 'DEBUG=ioredis:*, which would print passwords', options: { env: { DEBUG: 'ioredis:*' } } },
    { why: 'DEBUG=*', options: { env: { DEBUG: '*' } } },
    { why: '--no-sandbox, which the launcher of an AppImage adds', options: { switches: { 'no-sandbox': '' } } },
  ])('a packaged build refuses to start with $why', async ({ options }) => {
    const desktop = await launch({ packaged: true, ...options });
    void desktop.evaluate(({ becomeReady }) => becomeReady()).catch(() => null);
    expect(await desktop.exited).toBe(2);
    expect(desktop.stderr()).toContain('keytide: not started.');
    expect(desktop.stderr()).toContain('Keytide cannot start: ');
  });
});

describe('a second launch', () => {
  test('brings the window to the front and offers its addresses, and nothing else of its command line', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    const first = page.watch('connections.arrivals', {}).next();
    const calls = await desktop.evaluate(({ app, windows, calls }) => {
      const [window] = windows();
      if (window !== undefined) window.minimized = true;
      calls.length = 0;
      const words = ['--gpu-launcher=sh', 'file:///etc/passwd', 'https://example.com', 'rediss://ann:canary@db.example:6380/2', '--read-only'];
      // Chromium reorders the line and adds to it; what was handed over beside it is as it was.
      app.emit('second-instance', {}, ['/opt/keytide', 'redis://reordered'], '/', { words });
      return calls.map(([name]) => name);
    });
    expect(calls).toEqual(['restore', 'show', 'focus']);
    const { value } = await first;
    expect(value).toMatchObject({
      kind: 'offer',
      offer: {
        name: '',
        draft: {
          profile: { host: 'db.example', port: 6380, db: 2, tls: true, username: 'ann', protection: 'read-only' },
          secrets: { password: { kind: 'held' } },
        },
        exposed: true,
      },
    });
    expect(JSON.stringify(value)).not.toContain('canary');
    expect(await desktop.evaluate(({ windows }) => windows().length)).toBe(1);
    expect(JSON.stringify(await logOf(desktop))).not.toContain('db.example');
  });

  test('an address on the first command line waits for the page', async () => {
    const desktop = await launchReady({ args: ['--flag', 'valkey://localhost/1'] });
    const page = await desktop.connect();
    const { value } = await page.watch('connections.arrivals', {}).next();
    expect(value).toMatchObject({ kind: 'offer', offer: { draft: { profile: { host: 'localhost', db: 1 } }, exposed: false } });
  });

  test('a saved connection is opened by its name', async () => {
    const desktop = await launchReady({ args: ['--profile', 'orders', '--read-only'] });
    const page = await desktop.connect();
    // It was saved by an earlier run in the user's eyes; the name is looked up when a page asks.
    const { id } = await page.call('profiles.save', { profile: { ...newProfile, name: 'Orders' }, secrets: {} });
    expect((await page.watch('connections.arrivals', {}).next()).value).toEqual({ kind: 'profile', profileId: id, readOnly: true });
  });

  test('macOS hands addresses over by an event, early or late', async () => {
    const desktop = await launch({ platform: 'darwin' });
    const open = (url: string) =>
      desktop.evaluate(({ app }, url) => {
        let prevented = false;
        app.emit('open-url', { preventDefault: () => (prevented = true) }, url);
        return prevented;
      }, url);
    expect(await open('redis://early')).toBe(true);
    expect(await open('data:text/html,x')).toBe(true);
    await desktop.ready();
    const arrivals = (await desktop.connect()).watch('connections.arrivals', {});
    const hostOf = ({ value }: { readonly value?: Arrival }): unknown => (value?.kind === 'offer' ? value.offer.draft?.profile.host : value);
    expect(hostOf(await arrivals.next())).toBe('early');
    const late = arrivals.next();
    await open('redis://late');
    expect(hostOf(await late)).toBe('late');
  });
});

describe('the keychain', () => {
  test.each([
    ['basic_text', true],
    ['unknown', true],
    ['gnome_libsecret', false],
  ])('backend %s, available %s: passwords are for this session only', async (backend, keychain) => {
    const desktop = await launchReady({ backend, keychain });
    const page = await desktop.connect();
    expect((await page.watch('secrets.state', {}).next()).value).toMatchObject({ backend: 'session', keychain: false });
  });

  test('seals what is saved: no password in any file', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    const canary = 'canary-7f3a9';
    await page.call('profiles.save', { profile: { ...newProfile, name: 'sealed' }, secrets: { password: { kind: 'set', password: canary } } });
    const texts = async (): Promise<string[]> => {
      const entries = await readdir(join(desktop.appData, 'Keytide'), { recursive: true, withFileTypes: true });
      return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
    };
    await vi.waitFor(async () => expect((await texts()).some((text) => text.includes('sealed'))).toBe(true));
    for (const text of await texts()) expect(text).not.toContain(canary);
  });
});

describe('the end', () => {
  test('closing the last window ends the program, after the core', async () => {
    const desktop = await launchReady({ platform: 'linux' });
    const page = await desktop.connect();
    await desktop.evaluate(({ windows }) => windows()[0]?.close()).catch(() => null);
    expect(await desktop.exited).toBe(0);
    await page.closed;
    const events = (await logOf(desktop)).map((line) => line['event']);
    expect([events[0], events.at(-1)]).toEqual(['started', 'stopped']);
  });

  test('macOS stays without a window, and opens one again', async () => {
    const desktop = await launchReady({ platform: 'darwin' });
    await desktop.evaluate(({ windows }) => windows()[0]?.close());
    expect(await desktop.evaluate(({ windows }) => windows().length)).toBe(0);
    expect(await desktop.evaluate(({ app, windows }) => (app.emit('activate'), windows().length))).toBe(1);
    await desktop.evaluate(({ app }) => app.quit()).catch(() => null);
    expect(await desktop.exited).toBe(0);
  });

  test('a page that will not let go keeps its core', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    await desktop.evaluate(({ app, windows }) => {
      const [window] = windows();
      const close = window?.close.bind(window);
      if (window !== undefined) window.close = () => undefined;
      app.quit();
      if (window !== undefined && close !== undefined) window.close = close;
    });
    expect(await page.call('app.info', {})).toMatchObject({ host: 'desktop' });
  });

  test('a page that is missing is said, and ends with 1', async () => {
    const broken = await buildDesktop();
    try {
      await rm(join(broken.folder, 'dist/page/index.html'));
      const desktop = await startDesktop(broken);
      void desktop.evaluate(({ becomeReady }) => becomeReady()).catch(() => null);
      expect(await desktop.exited).toBe(1);
      expect(desktop.stderr()).toContain('Keytide cannot start');
      await desktop.end();
    } finally {
      await broken.remove();
    }
  });
});
