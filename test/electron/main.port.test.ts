/** The built main and preload under a stand-in `electron`: a page is served through a real MessagePort, and lends its menu. */
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { AppEvent } from '../../shared/app.ts';
import { newProfile } from '../../shared/connections/profile.ts';
import { startRedis } from '../support/redis.ts';
import { desktopTests } from './desktop/launched.ts';

const { launchReady } = desktopTests();

async function taken<T>(items: AsyncIterator<T>): Promise<T> {
  const item = await items.next();
  if (item.done === true) throw new Error('the stream ended');
  return item.value;
}

describe('the port', () => {
  test('the preload exposes one function and gives the page nothing of Electron', async () => {
    const desktop = await launchReady();
    const exposed = await desktop.evaluate(({ windows }) =>
      [...(windows()[0]?.webContents.page.exposed ?? [])].map(([name, api]) => [name, Object.keys(api as object)]),
    );
    expect(exposed).toEqual([['keytideHost', ['open']]]);
  });

  test('carries a call', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    expect(await page.call('app.info', {})).toMatchObject({
      version: '9.9.9',
      host: 'desktop',
      platform: 'linux',
      dataFolder: join(desktop.appData, 'Keytide'),
      notices: [],
    });
  });

  test('carries a fault as data', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    await expect(page.call('session.retry', { session: 'none' })).rejects.toMatchObject({ fault: { code: 'missing', what: 'session' } });
  });

  test('carries a live feed from a real server, byte for byte', async () => {
    const redis = await startRedis();
    try {
      const desktop = await launchReady();
      const page = await desktop.connect();
      const profile = await page.call('profiles.save', { profile: { ...newProfile, port: redis.port }, secrets: {} });
      const states = page.watch('session.open', { profileId: profile.id, db: null });
      let state = await taken(states);
      while (state.phase.kind !== 'ready') state = await taken(states);
      const { session } = state;
      const channel = Uint8Array.of(0xff, 0x00, 0x3a);
      const payload = Uint8Array.of(0, 1, 2, 0xfe, 0xff);
      await page.call('feed.add', { session, kind: 'channel', name: channel });
      const frames = page.watch('feed.view', { session, filter: '', rows: 50 });
      let frame = await taken(frames);
      while (frame.sources[0]?.state !== 'live') frame = await taken(frames);
      await redis.direct.publish(Buffer.from(channel), Buffer.from(payload));
      while (frame.rows.length === 0) frame = await taken(frames);
      const row = frame.rows[0];
      expect(row).toMatchObject({ kind: 'message', channel, preview: payload, size: payload.length });
      expect(row?.kind === 'message' && row.preview.constructor.name).toBe('Uint8Array');
      await frames.return?.();
      await states.return?.();
    } finally {
      await redis.stop();
    }
  });

  test('asking again gives a new port and closes the former', async () => {
    const desktop = await launchReady();
    const former = await desktop.connect();
    const page = await desktop.connect();
    await former.closed;
    expect(await page.call('app.info', {})).toMatchObject({ host: 'desktop' });
  });

  test('what a page started ends with its port', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    const lent = { menu: [{ id: 'file' as const, label: 'Datei', items: [{ command: 'tab.new', label: 'Neuer Tab', accelerator: 'CmdOrCtrl+T' }] }] };
    const events = page.watch('app.events', lent);
    const first = events.next().catch(() => null);
    const labels = () => desktop.evaluate(({ menu }) => menu().map((section) => section.label));
    await vi.waitFor(async () => expect(await labels()).toContain('Datei'));
    page.close();
    await vi.waitFor(async () => expect(await labels()).not.toContain('Datei'));
    await first;
  });

  test('garbage closes that port and leaves the program alive', async () => {
    const desktop = await launchReady();
    const closed = await desktop.evaluate(async ({ windows }) => {
      const port = await windows()[0]?.webContents.page.openPort();
      return new Promise((resolve) => {
        port?.on('close', () => resolve(true));
        port?.postMessage({ t: 'call', id: 'one', name: 'app.info', input: {} });
      });
    });
    expect(closed).toBe(true);
    const page = await desktop.connect();
    expect(await page.call('app.info', {})).toMatchObject({ host: 'desktop' });
  });
});

describe('the menu', () => {
  test('is there before a page lends one, and never reloads or closes by itself', async () => {
    const desktop = await launchReady();
    const roles = await desktop.evaluate(({ menu }) => menu().flatMap((section) => (section.submenu ?? []).map((item) => item.role)));
    expect(roles).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'zoomOut', 'resetZoom', 'quit']));
    for (const role of ['reload', 'forceReload', 'close']) expect(roles).not.toContain(role);
  });

  test("shows the page's words, and a click there reaches the page", async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    const events = page.watch('app.events', {
      menu: [{ id: 'view', label: '视图', items: [{ command: 'view.refresh', label: '刷新', accelerator: 'CmdOrCtrl+R' }] }],
    });
    const first = events.next();
    await vi.waitFor(async () => {
      const clicked = await desktop.evaluate(({ menu }) => {
        const item = menu()
          .find((section) => section.label === '视图')
          ?.submenu?.find((one) => one.accelerator === 'CmdOrCtrl+R');
        item?.click?.();
        return item?.label;
      });
      expect(clicked).toBe('刷新');
    });
    expect((await first).value satisfies AppEvent).toEqual({ kind: 'command', command: 'view.refresh' });
  });

  test('a notice of the system brings the window to the front when it is clicked, takes the place of the one before, and goes with the page', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    const shown = () => desktop.evaluate(({ notices }) => notices().map(({ options, shown: up, closed }) => [options.title, options.body, up, closed]));
    const first = page.watch('app.notice', { tag: 'a', title: 'Alert in \u202eShop', body: 'one' }).next();
    await vi.waitFor(async () => expect(await shown()).toEqual([['Alert in Shop', 'one', true, false]]));
    const second = page.watch('app.notice', { tag: 'a', title: 'Alert', body: 'two' });
    const told = second.next();
    expect((await first).done).toBe(true);
    await vi.waitFor(async () => expect((await shown())[0]).toEqual(['Alert in Shop', 'one', true, true]));
    const before = await desktop.evaluate(({ calls }) => calls.filter(([name]) => name === 'focus').length);
    await desktop.evaluate(({ notices }) => notices()[1]?.emit('click'));
    expect((await told).value).toBe('clicked');
    expect(await desktop.evaluate(({ calls }) => calls.filter(([name]) => name === 'focus').length)).toBe(before + 1);
    expect((await second.next()).done).toBe(true);
    const end = new AbortController();
    const third = page.watch('app.notice', { tag: 'b', title: 'Alert', body: 'three' }, { signal: end.signal }).next();
    await vi.waitFor(async () => expect(await shown()).toHaveLength(3));
    end.abort();
    await expect(third).rejects.toMatchObject({ fault: { code: 'cancelled' } });
    await vi.waitFor(async () => expect((await shown())[2]).toEqual(['Alert', 'three', true, true]));
  });

  test.each([
    { platform: 'linux' as const, told: (unseen: number) => ['setBadgeCount', unseen] },
    { platform: 'darwin' as const, told: (unseen: number) => ['setBadgeCount', unseen] },
    {
      platform: 'win32' as const,
      told: (unseen: number) =>
        unseen === 0 ? ['setOverlayIcon', null, ''] : ['setOverlayIcon', { bytes: 4096, width: 32, height: 32, scaleFactor: 2 }, `Alerts: ${unseen} new`],
    },
  ])('the badge on $platform is what is unseen as long as it is said, and goes with the page', async ({ platform, told }) => {
    const desktop = await launchReady({ platform });
    const page = await desktop.connect();
    const last = () => desktop.evaluate(({ calls }) => calls.filter(([name]) => name === 'setBadgeCount' || name === 'setOverlayIcon').at(-1));
    const watch = (unseen: number, words: string): AbortController => {
      const end = new AbortController();
      void page
        .watch('app.badge', { unseen, words }, { signal: end.signal })
        .next()
        .catch(() => undefined);
      return end;
    };
    const three = watch(3, 'Alerts: 3 new');
    await vi.waitFor(async () => expect(await last()).toEqual(told(3)));
    const more = watch(4, 'Alerts: 7 new');
    await vi.waitFor(async () => expect(await last()).toEqual(told(7)));
    more.abort();
    await vi.waitFor(async () => expect(await last()).toEqual(told(3)));
    three.abort();
    await vi.waitFor(async () => expect(await last()).toEqual(told(0)));
    watch(5, 'Alerts: 5 new');
    await vi.waitFor(async () => expect(await last()).toEqual(told(5)));
    await desktop.connect();
    await vi.waitFor(async () => expect(await last()).toEqual(told(0)));
  });

  test('where the system shows no notices, asking for one ends at once', async () => {
    const desktop = await launchReady({ notices: false });
    const page = await desktop.connect();
    expect((await page.watch('app.notice', { tag: 'a', title: 'Alert', body: '' }).next()).done).toBe(true);
    expect(await desktop.evaluate(({ notices }) => notices().length)).toBe(0);
  });

  test('opens documentation by name only', async () => {
    const desktop = await launchReady();
    const page = await desktop.connect();
    await page.call('app.openDoc', { page: 'commands' });
    await expect(page.call('app.openDoc', { page: 'https://example.com' as 'home' })).rejects.toMatchObject({ fault: { code: 'input' } });
    expect(await desktop.evaluate(({ calls }) => calls.filter(([name]) => name === 'openExternal'))).toEqual([['openExternal', 'https://valkey.io/commands/']]);
  });
});
