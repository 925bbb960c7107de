/** Settings: defaults filled in, changes told and kept. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../electron/core/log.ts';
import { openSettings, type SettingsStore, settingsHandlers } from '../../../electron/core/settings.ts';
import { defaultSettings } from '../../../shared/app.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const open = (): Promise<SettingsStore> => openSettings({ dataFolder: folder, log: createLog(() => undefined) });

test('a file that knows only some settings has the defaults for the rest', async () => {
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ schema: 1, rev: 1, data: { theme: 'dark' } }));
  expect((await open()).read()).toEqual({ ...defaultSettings, theme: 'dark' });
});

test('only what was set is written, and it is there again', async () => {
  const settings = await open();
  await settings.write({ language: 'zh-CN', theme: undefined });
  expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ data: { language: 'zh-CN' } });
  expect((await open()).read()).toEqual({ ...defaultSettings, language: 'zh-CN' });
});

test('a watcher hears the settings now and after every change', async () => {
  const handlers = settingsHandlers(await open());
  const end = new AbortController();
  const heard: string[] = [];
  const watching = (async () => {
    for await (const { density } of handlers['settings.watch']({}, { signal: end.signal })) {
      heard.push(density);
      if (heard.length === 1) await handlers['settings.write']({ density: 'cosy' }, { signal: end.signal });
      else end.abort();
    }
  })();
  await watching;
  expect(heard).toEqual(['compact', 'cosy']);
});

test('a value that is none of the allowed is a corrupt file', async () => {
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ schema: 1, rev: 1, data: { theme: 'pink' } }));
  const settings = await open();
  expect(settings.read()).toEqual(defaultSettings);
  expect(settings.notices).toMatchObject([{ kind: 'quarantined', file: 'settings.json' }]);
});
