/** The built main under a stand-in `electron`: a window and a session that are locked down as promised. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../electron/core/pageHeaders.ts';
import type { Desktop } from './desktop/desktop.ts';
import { desktopTests, logOf } from './desktop/launched.ts';

const { built, launchReady } = desktopTests();

describe('the window', () => {
  test('has exactly these web preferences', async () => {
    const desktop = await launchReady({ packaged: true });
    const options = await desktop.evaluate(({ windows }) => windows()[0]?.options);
    expect(options?.webPreferences).toEqual({
      preload: join(built().folder, 'dist/host/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
    expect(options).toMatchObject({ name: 'main', windowStatePersistence: true, show: false });
  });

  test('has developer tools in an unpackaged run only', async () => {
    const desktop = await launchReady({ packaged: false });
    expect(await desktop.evaluate(({ windows }) => windows()[0]?.options.webPreferences.devTools)).toBe(true);
  });

  test('loads the page from app://main/ and is shown when it can be seen', async () => {
    const desktop = await launchReady();
    const names = await desktop.evaluate(({ calls }) => calls.map(([name, arg]) => (typeof arg === 'string' ? `${name} ${arg}` : name)));
    expect(names).toContain('loadURL app://main/');
    expect(names.indexOf('show')).toBeGreaterThan(names.indexOf('loadURL app://main/'));
  });

  test('comes back from a screen that is gone', async () => {
    const desktop = await launchReady();
    const inTheMiddle = { x: 510, y: 220, width: 900, height: 600 };
    expect(await desktop.evaluate(({ windows }) => windows()[0]?.bounds)).toEqual(inTheMiddle);
    const after = await desktop.evaluate(({ windows, screen }) => {
      windows()[0]?.setBounds({ x: -5000, y: 0, width: 900, height: 600 });
      screen.emit('display-removed');
      return windows()[0]?.bounds;
    });
    expect(after).toEqual(inTheMiddle);
  });

  test('takes the background of the theme, live', async () => {
    const desktop = await launchReady({ dark: true });
    const [first, then] = await desktop.evaluate(({ windows, nativeTheme }) => {
      const [window] = windows();
      nativeTheme.shouldUseDarkColors = false;
      nativeTheme.emit('updated');
      return [window?.options.backgroundColor, window?.background];
    });
    expect(first).toMatch(/^#[0-9a-f]{6}$/);
    expect(then).toMatch(/^#[0-9a-f]{6}$/);
    expect(then).not.toBe(first);
  });

  test('shows a title without control and bidi characters', async () => {
    const desktop = await launchReady();
    const title = await desktop.evaluate(({ windows }) => {
      const window = windows()[0];
      window?.emit('page-title-updated', { preventDefault: () => undefined }, 'orders\u0000\u202egnp.exe\u2066 — db0\u001b]0;x\u0007');
      return window?.title;
    });
    expect(title).toBe('orders gnp.exe — db0 ]0;x');
  });

  test('revives a crashed page three times and no more', async () => {
    const desktop = await launchReady();
    const reloads = await desktop.evaluate(({ windows, calls }) => {
      for (let n = 0; n < 5; n++) windows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      return calls.filter(([name]) => name === 'reload').length;
    });
    expect(reloads).toBe(3);
    expect(JSON.stringify(await logOf(desktop))).toContain('page gone: crashed');
  });
});

describe('app://', () => {
  const get = (desktop: Desktop, url: string, method = 'GET') =>
    desktop.evaluate(
      async ({ protocol }, { url, method }) => {
        const response = await protocol.handlers.get('app')?.(new Request(url, { method }));
        return response === undefined ? null : { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      },
      { url, method },
    );

  test('serves the built page with the headers that were promised', async () => {
    const desktop = await launchReady();
    const index = await get(desktop, 'app://main/');
    expect(index).toMatchObject({ status: 200, text: '<!doctype html><title>Keytide</title>' });
    expect(index?.headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '37',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(await get(desktop, 'app://main/assets/app.js')).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(await get(desktop, 'app://main/index.html', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  test.each([
    'app://main/../host/main.js',
    'app://main/..%2fhost%2fmain.js',
    'app://main/%2e%2e/host/main.js',
    'app://main//etc/passwd',
    'app://main/etc/passwd',
    'app://main/assets/',
    'app://main/assets/app.js.map',
    'app://main/assets%2fapp.js',
    'app://main/__proto__',
    'app://other/index.html',
    'app://main:1/index.html',
  ])('has nothing at %s', async (url) => {
    const desktop = await launchReady();
    const response = await get(desktop, url);
    expect(response).toMatchObject({ status: 404, text: '' });
    expect(response?.headers['content-security-policy']).toBe(contentSecurityPolicy);
  });

  test('answers reading requests only', async () => {
    const desktop = await launchReady();
    expect(await get(desktop, 'app://main/', 'POST')).toMatchObject({ status: 405, text: '' });
  });
});

describe('what no page may do', () => {
  test('navigate, redirect, attach a webview, open a window: in every contents there is', async () => {
    const desktop = await launchReady();
    const refused = await desktop.evaluate(({ windows, app, WebContents }) => {
      const own = windows()[0]?.webContents;
      if (own === undefined) throw new Error('no window');
      const foreign = new WebContents();
      app.emit('web-contents-created', {}, foreign);
      return [own, foreign].map((contents) => ({
        events: ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'].map((event) => contents.tryTo(event)),
        window: contents.windowOpenHandler?.({ url: 'https://example.com' }),
      }));
    });
    for (const one of refused) expect(one).toEqual({ events: [true, true, true, true], window: { action: 'deny' } });
    expect(await desktop.evaluate(({ calls }) => calls.filter(([name]) => name === 'setWebRTCIPHandlingPolicy'))).toContainEqual([
      'setWebRTCIPHandlingPolicy',
      'disable_non_proxied_udp',
    ]);
  });

  test('get a permission or a device, but for writing plain text to the clipboard', async () => {
    const desktop = await launchReady();
    const granted = await desktop.evaluate(({ defaultSession }) => {
      const all = ['clipboard-read', 'clipboard-sanitized-write', 'media', 'geolocation', 'notifications', 'usb', 'openExternal', 'fullscreen', 'unknown'];
      const requested: string[] = [];
      for (const one of all) defaultSession.permissionRequest?.(null, one, (yes) => void (yes && requested.push(one)));
      return { requested, checked: all.filter((one) => defaultSession.permissionCheck?.(null, one)), device: defaultSession.device?.() };
    });
    expect(granted).toEqual({ requested: ['clipboard-sanitized-write'], checked: ['clipboard-sanitized-write'], device: false });
  });

  test('reach any network', async () => {
    const desktop = await launchReady();
    const allowed = await desktop.evaluate(({ defaultSession }) => {
      const urls = [
        'app://main/assets/app.js',
        'devtools://devtools/bundled/inspector.html',
        'app://other/',
        'http://127.0.0.1:6379/',
        'https://example.com/',
        'ws://127.0.0.1/',
        'file:///etc/passwd',
        'ftp://example.com/',
        'chrome://gpu/',
        'data:text/html,x',
        'app:main',
        '',
      ];
      return urls.filter((url) => {
        let cancelled: boolean | undefined;
        defaultSession.beforeRequest?.({ url }, (response) => (cancelled = response.cancel));
        return cancelled === false;
      });
    });
    expect(allowed).toEqual(['app://main/assets/app.js', 'devtools://devtools/bundled/inspector.html']);
  });

  test('get a port, unless it is the page itself in the top frame of our window', async () => {
    const desktop = await launchReady();
    const handed = await desktop.evaluate(async ({ windows, ipcMain }) => {
      const contents = windows()[0]?.webContents;
      const own = contents?.page.frame;
      if (contents === undefined || own === undefined) throw new Error('no window');
      let posted = 0;
      const frame = { ...own, postMessage: () => void posted++ };
      const attempts = [
        { sender: contents, senderFrame: null },
        { sender: contents, senderFrame: { ...frame, origin: 'https://example.com' } },
        { sender: contents, senderFrame: { ...frame, origin: 'app://main.example.com' } },
        { sender: contents, senderFrame: { ...frame, origin: 'null' } },
        { sender: contents, senderFrame: { ...frame, parent: own } },
        { sender: contents, senderFrame: { ...frame, isDestroyed: () => true } },
        { sender: { id: contents.id }, senderFrame: frame },
      ];
      for (const attempt of attempts) ipcMain.emit('keytide:open', attempt);
      const refused = posted;
      ipcMain.emit('keytide:open', { sender: contents, senderFrame: frame });
      return { refused, accepted: posted };
    });
    expect(handed).toEqual({ refused: 0, accepted: 1 });
    expect((await logOf(desktop)).filter((line) => line['event'] === 'refused' && line['what'] === 'frame')).toHaveLength(7);
  });
});
