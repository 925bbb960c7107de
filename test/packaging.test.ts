/** What electron-builder.yml makes of the built folders, with a stand-in for the Electron runtime: what is in the package, and what is not. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPackage, extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { Arch, build, type Configuration, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const versionOf = (path: string): string => (createRequire(import.meta.url)(path) as { readonly version: string }).version;
const electronVersion = versionOf('electron/package.json');

/** Marks the fuses in the runtime's executable; version, count, then one byte each follow. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'keytide-pack-'));
  for (const name of ['package.json', 'electron-builder.yml', 'electron-builder.e2e.yml', 'build']) {
    await cp(join(root, name), join(project, name), { recursive: true });
  }
  // What is to go in, and beside it what must stay out.
  for (const path of [
    'dist/host/main.js',
    'dist/host/preload.cjs',
    'dist/page/index.html',
    'dist/page/assets/index-abc.js',
    'dist/page/assets/mono.woff2',
    'dist/host/main.js.map',
    'dist/host/serve.js',
    'dist/page/assets/index-abc.js.map',
    'electron/main.ts',
    'shared/contract.ts',
    'renderer/main.tsx',
    'test/packaging.test.ts',
    'scripts/build.mjs',
    '.env',
    'README.md',
    'tsconfig.json',
    'node_modules/ioredis/built/index.js',
    'node_modules/vite/dist/index.js',
  ]) {
    await write(path, path);
  }
  await write('node_modules/ioredis/package.json', '{"name":"ioredis","version":"6.0.0","main":"built/index.js"}');
  await standinRuntime();
});
afterAll(() => rm(project, { recursive: true, force: true }));

async function write(path: string, content: string | Buffer): Promise<void> {
  const at = join(project, path);
  await mkdir(dirname(at), { recursive: true });
  await writeFile(at, content);
}

/** As much of a runtime as packing looks at: an ELF header, the fuses as Electron ships them, the default app. */
async function standinRuntime(): Promise<void> {
  const elf = Buffer.alloc(64);
  elf.write('\x7fELF\x02\x01\x01', 'latin1');
  elf.writeUInt16LE(2, 16);
  elf.writeUInt16LE(0x3e, 18);
  const shipped = '10110001';
  await write('runtime/electron', Buffer.concat([elf, Buffer.from(sentinel), Buffer.from([1, shipped.length]), Buffer.from(shipped)]));
  await chmod(join(project, 'runtime/electron'), 0o755);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'chrome-sandbox']) await write(`runtime/${name}`, '');
  await write('runtime-app/package.json', '{"name":"electron"}');
  await mkdir(join(project, 'runtime/resources'));
  await createPackage(join(project, 'runtime-app'), join(project, 'runtime/resources/default_app.asar'));
}

async function pack(target: 'dir' | 'deb', config: string | null): Promise<void> {
  const overriding: Configuration = { electronDist: join(project, 'runtime'), electronVersion, ...(config === null ? {} : { extends: config }) };
  await build({ projectDir: project, targets: Platform.LINUX.createTarget(target, Arch.x64), publish: 'never', config: overriding });
}

/** '1' in the wire; the package keeps its name for it to itself. */
const enabled = 0x31;

/** The fuses that are on, by name. */
async function fusesOf(executable: string): Promise<readonly string[]> {
  const wire = await getCurrentFuseWire(executable);
  return Object.entries(FuseV1Options).flatMap(([name, fuse]) => (typeof fuse === 'number' && wire[fuse] === enabled ? [name] : []));
}

describe.skipIf(process.platform !== 'linux')('packed for Linux', () => {
  const unpacked = () => join(project, 'release/linux-unpacked');
  const archive = () => join(unpacked(), 'resources/app.asar');

  beforeAll(() => pack('dir', null), 60_000);

  test('the archive holds the bundles and nothing else', () => {
    expect(listPackage(archive(), { isPack: false })).toEqual([
      '/dist',
      '/dist/host',
      '/dist/host/main.js',
      '/dist/host/preload.cjs',
      '/dist/page',
      '/dist/page/assets',
      '/dist/page/assets/index-abc.js',
      '/dist/page/assets/mono.woff2',
      '/dist/page/index.html',
      '/package.json',
    ]);
  });

  test('its package.json starts main and names no script and no development dependency', () => {
    const description = JSON.parse(extractFile(archive(), 'package.json').toString()) as Record<string, unknown>;
    expect(description).toMatchObject({ name: 'keytide', main: 'dist/host/main.js', type: 'module', desktopName: 'keytide.desktop' });
    expect(description).not.toHaveProperty('devDependencies');
    expect(description).not.toHaveProperty('scripts');
  });

  test('every fuse is as hard as it goes', async () => {
    expect(await fusesOf(join(unpacked(), 'keytide'))).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar']);
  });

  test('the variant for end-to-end tests differs in the inspector alone', async () => {
    const release = await fusesOf(join(unpacked(), 'keytide'));
    await pack('dir', 'electron-builder.e2e.yml');
    const variant = await fusesOf(join(project, 'release/e2e/linux-unpacked/keytide'));
    expect(variant.filter((name) => !release.includes(name))).toEqual(['EnableNodeCliInspectArguments']);
    expect(variant).toHaveLength(release.length + 1);
  }, 60_000);

  test('the deb has a desktop entry that keeps the sandbox, every icon, and an AppArmor profile', async () => {
    // Stands in for fpm: keeps what it was asked to pack.
    const asked = join(project, 'asked');
    await mkdir(asked);
    const fpm = join(project, 'fpm');
    await writeFile(
      fpm,
      [
        '#!/bin/sh',
        `printf '%s\\n' "$@" > '${asked}/args'`,
        'while [ $# -gt 0 ]; do',
        `  case "$1" in --package|-p) : > "$2";; --after-install) cp "$2" '${asked}/after-install';; *.desktop) cp "\${1%%=*}" '${asked}/desktop';; esac`,
        '  shift',
        'done',
      ].join('\n'),
      { mode: 0o755 },
    );
    const before = process.env['CUSTOM_FPM_PATH'];
    process.env['CUSTOM_FPM_PATH'] = fpm;
    try {
      await pack('deb', null);
    } finally {
      if (before === undefined) delete process.env['CUSTOM_FPM_PATH'];
      else process.env['CUSTOM_FPM_PATH'] = before;
    }
    const args = (await readFile(join(asked, 'args'), 'utf8')).split('\n');
    const desktop = await readFile(join(asked, 'desktop'), 'utf8');
    expect(desktop).toContain('Exec=/opt/Keytide/keytide %U');
    expect(desktop).toContain('StartupWMClass=keytide\n');
    expect(desktop).toContain('Categories=Development;');
    expect(desktop).toContain('MimeType=x-scheme-handler/redis;x-scheme-handler/rediss;x-scheme-handler/valkey;x-scheme-handler/valkeys;');
    expect(desktop).not.toContain('--no-sandbox');
    expect(await readFile(join(asked, 'after-install'), 'utf8')).toContain('apparmor_parser');
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
      expect(args.some((arg) => arg.endsWith(`/hicolor/${size}x${size}/apps/keytide.png`))).toBe(true);
    }
    expect(args.some((arg) => arg.endsWith(`/Keytide-${versionOf('../package.json')}-linux-amd64.deb`))).toBe(true);
  }, 60_000);
});
