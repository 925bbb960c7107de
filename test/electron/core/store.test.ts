/** The store: starts whatever is on disk, loses nothing that was good, never half writes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, open as openFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../electron/core/log.ts';
import { openStore, type Store } from '../../../electron/core/store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-store-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true, force: true });
});

const schema = v.object({ n: v.number() });
type Data = v.InferOutput<typeof schema>;
const open = (version = 1): Promise<Store<Data>> =>
  openStore<Data>({ folder, file: 'a.json', version, schema, defaults: { n: 0 }, log: createLog(() => undefined) });
const onDisk = async (name = 'a.json'): Promise<{ schema: number; rev: number; data: unknown }> =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as never;
const put = (text: string, name = 'a.json'): Promise<void> => writeFile(join(folder, name), text);
const good = (n: number, rev = 1): string => JSON.stringify({ schema: 1, rev, data: { n } });
/** The user that owns nothing. */
const nobody = 65_534;
const set = (n: number) => (): Data => ({ n });

test('what was written is there at the next start, for the owner only', async () => {
  const store = await open();
  await store.update(set(1));
  expect((await open()).read()).toEqual({ n: 1 });
  if (process.platform !== 'win32') expect((await stat(join(folder, 'a.json'))).mode & 0o777).toBe(0o600);
});

test('many updates at once are applied one after the other', async () => {
  const store = await open();
  await Promise.all(Array.from({ length: 50 }, () => store.update(({ n }) => ({ n: n + 1 }))));
  expect((await onDisk()).data).toEqual({ n: 50 });
  expect(await readdir(folder)).toEqual(['a.json']);
});

test.each([
  ['no bytes', ''],
  ['half a file', good(1).slice(0, 20)],
  ['garbage', '\x00\xff{]'],
  ['another shape', JSON.stringify({ schema: 1, rev: 1, data: { n: 'one' } })],
  ['no envelope', '{"n":1}'],
  ['prototype keys', '{"__proto__":{"schema":1,"rev":1,"data":{"n":1}}}'],
])('a file of %s is kept aside, the backup is used, and that is said', async (_, text) => {
  await put(text);
  await put(good(7), 'a.json.bak');
  const store = await open();
  expect(store.read()).toEqual({ n: 7 });
  const [notice] = store.notices;
  expect(notice).toMatchObject({ kind: 'quarantined', file: 'a.json', restoredFromBackup: true });
  expect(await readFile(join(folder, (notice as { keptAs: string }).keptAs), 'utf8')).toBe(text);
  expect((await onDisk()).data).toEqual({ n: 7 });
});

test('fault 49: a corrupt file and a corrupt backup: defaults, and the backup is not replaced by them', async () => {
  await put('{');
  await put('also bad', 'a.json.bak');
  const store = await open();
  expect(store.read()).toEqual({ n: 0 });
  expect(store.notices).toMatchObject([{ kind: 'quarantined', restoredFromBackup: false }]);
  expect(await readFile(join(folder, 'a.json.bak'), 'utf8')).toBe('also bad');
});

test('the backup is what was good at the last start, not what was written since', async () => {
  await put(good(1));
  const store = await open();
  await store.update(set(2));
  expect((await onDisk('a.json.bak')).data).toEqual({ n: 1 });
  await open();
  expect((await onDisk('a.json.bak')).data).toEqual({ n: 2 });
});

test('a file that vanished comes back from the backup', async () => {
  await put(good(3), 'a.json.bak');
  const store = await open();
  expect(store.read()).toEqual({ n: 3 });
  expect(store.notices).toEqual([]);
});

test('fault 49: a newer schema is used and never written', async () => {
  const newer = JSON.stringify({ schema: 2, rev: 9, data: { n: 5, more: true } });
  await put(newer);
  await put(good(1), 'a.json.bak');
  const store = await open();
  expect(store.read()).toEqual({ n: 5 });
  expect(store.notices).toEqual([{ kind: 'newer', file: 'a.json' }]);
  await store.update(set(6));
  expect(store.read()).toEqual({ n: 6 });
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe(newer);
  expect((await onDisk('a.json.bak')).data).toEqual({ n: 1 });
});

test('a newer schema that cannot be understood leaves the defaults, and the file', async () => {
  await put(JSON.stringify({ schema: 2, rev: 9, data: 'other' }));
  expect((await open()).read()).toEqual({ n: 0 });
  expect((await onDisk()).data).toBe('other');
});

test('what another instance wrote meanwhile is not overwritten', async () => {
  const [one, two] = [await open(), await open()];
  await one.update(({ n }) => ({ n: n + 1 }));
  await two.update(({ n }) => ({ n: n + 10 }));
  expect((await onDisk()).data).toEqual({ n: 11 });
  expect(two.read()).toEqual({ n: 11 });
});

test('a file that turned bad while running is kept aside before the next write', async () => {
  const store = await open();
  await store.update(set(1));
  await put('{{{');
  await store.update(({ n }) => ({ n: n + 1 }));
  expect((await onDisk()).data).toEqual({ n: 2 });
  expect((await readdir(folder)).some((name) => name.startsWith('a.json.corrupt-'))).toBe(true);
});

test('stale temp files are swept, those of a living process are not', async () => {
  await put('', `a.json.999999999.${'a'.repeat(12)}.tmp`);
  await put('', `a.json.${process.ppid}.${'b'.repeat(12)}.tmp`);
  await put('', `other.json.999999999.${'c'.repeat(12)}.tmp`);
  await open();
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp')).sort()).toEqual([
    `a.json.${process.ppid}.${'b'.repeat(12)}.tmp`,
    `other.json.999999999.${'c'.repeat(12)}.tmp`,
  ]);
});

test('a folder that is a file: memory only, and that is said', async () => {
  await put('', 'not-a-folder');
  const store = await openStore<Data>({
    folder: join(folder, 'not-a-folder'),
    file: 'a.json',
    version: 1,
    schema,
    defaults: { n: 0 },
    log: createLog(() => undefined),
  });
  expect(store.notices).toMatchObject([{ kind: 'unwritable' }]);
  await store.update(set(1));
  expect(store.read()).toEqual({ n: 1 });
});

test.skipIf(process.platform === 'win32')('fault 49: a folder that cannot be written: what is there is used, and that is said', async () => {
  await put(good(4));
  await chmod(folder, 0o500);
  // Nothing is forbidden to root: it becomes somebody else for the moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    await chown(folder, nobody, nobody);
    await chmod(join(folder, 'a.json'), 0o644);
    process.seteuid?.(nobody);
  }
  try {
    const store = await open();
    expect(store.read()).toEqual({ n: 4 });
    expect(store.notices).toMatchObject([{ kind: 'unwritable', folder, why: 'EACCES' }]);
    await store.update(set(5));
    expect(store.read()).toEqual({ n: 5 });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  expect((await onDisk()).data).toEqual({ n: 4 });
});

test('fault 49: a full disk: a start keeps what was good, a change stays in memory, and there is room again later', async ({ skip }) => {
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
  skip(!mounted, 'a disk of 1 MB cannot be mounted here');
  try {
    const onFull = (): Promise<Store<Data>> =>
      openStore<Data>({ folder: disk, file: 'a.json', version: 1, schema, defaults: { n: 0 }, log: createLog(() => undefined) });
    const running = await onFull();
    await running.update(set(1));
    await fill(join(disk, 'filler'));

    await expect(running.update(set(2))).rejects.toMatchObject({ fault: { code: 'disk', file: 'a.json', message: 'ENOSPC' } });
    expect(running.read()).toEqual({ n: 2 });
    expect((await readdir(disk)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    const started = await onFull();
    expect(started.read()).toEqual({ n: 1 });
    expect(started.notices).toMatchObject([{ kind: 'unwritable', folder: disk, why: 'ENOSPC' }]);
    await started.update(set(3));
    expect(started.read()).toEqual({ n: 3 });

    await rm(join(disk, 'filler'));
    await running.update(set(4));
    expect((await onFull()).read()).toEqual({ n: 4 });
  } finally {
    spawnSync('umount', [disk], { stdio: 'ignore' });
  }
});

/** To the last byte. */
async function fill(path: string): Promise<void> {
  const file = await openFile(path, 'w');
  const full = (thrown: NodeJS.ErrnoException): number => (thrown.code === 'ENOSPC' ? 0 : (Promise.reject(thrown) as never));
  try {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
      const chunk = Buffer.alloc(size);
      while ((await file.write(chunk).then(({ bytesWritten }) => bytesWritten, full)) === size);
    }
  } finally {
    await file.close();
  }
}

test('a write that fails says so and leaves the good file', async () => {
  const store = await open();
  await store.update(set(1));
  await rm(join(folder, 'a.json'));
  await mkdir(join(folder, 'a.json'));
  await expect(store.update(set(2))).rejects.toMatchObject({ fault: { code: 'disk', file: 'a.json' } });
  expect(store.read()).toEqual({ n: 2 });
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('fault 49: kill -9 while writing, again and again: always a whole file', { timeout: 120_000 }, async () => {
  const writer = join(folder, 'writer.ts');
  const source = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../..', path));
  await writeFile(
    writer,
    `import * as v from ${source('node_modules/valibot/dist/index.mjs')};
     import { openStore } from ${source('electron/core/store.ts')};
     const schema = v.object({ n: v.number(), pad: v.string() });
     const store = await openStore({ folder: ${JSON.stringify(folder)}, file: 'k.json', version: 1, schema, defaults: { n: 0, pad: '' }, log: { write() {}, bug: () => '' } });
     console.log('started', store.notices.length);
     for (let n = store.read().n + 1; ; n++) await store.update(() => ({ n, pad: 'x'.repeat(200_000) }));`,
  );
  const bundle = join(folder, 'writer.mjs');
  const { build } = await import('vite');
  await build({
    logLevel: 'silent',
    configFile: false,
    build: { ssr: writer, outDir: folder, emptyOutDir: false, rolldownOptions: { output: { entryFileNames: 'writer.mjs' } } },
    ssr: { noExternal: true },
  });
  let last = -1;
  const rounds = process.env['KEYTIDE_LONG'] === '1' ? 40 : 12;
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [bundle], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('started 0\n');
    await new Promise((resolve) => setTimeout(resolve, 10 + (round % 12) * 4));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { data } = await onDisk('k.json');
    const { n, pad } = v.parse(v.object({ n: v.number(), pad: v.string() }), data);
    expect(n).toBeGreaterThanOrEqual(last);
    if (n > 0) expect(pad).toHaveLength(200_000);
    last = n;
  }
  expect(last).toBeGreaterThan(0);
});

test('what would be too large to be read again is refused, and what is on disk stays', async () => {
  const store = await openStore<string>({ folder, file: 'a.json', version: 1, schema: v.string(), defaults: '', log: createLog(() => undefined) });
  await store.update(() => 'good');
  await expect(store.update(() => 'x'.repeat(65 * 1024 * 1024))).rejects.toMatchObject({ fault: { code: 'disk', message: 'EFBIG' } });
  expect((await onDisk()).data).toBe('good');
  await store.update(() => 'small again');
  expect((await onDisk()).data).toBe('small again');
});
