/** One host per folder: held by the living, taken from the dead, and never in the way of a start. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askRunning, lockName, readHolder, takeLock } from '../../../electron/web/lock.ts';
import { startWeb } from '../../support/wires.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function taken(owner = 'me'): Promise<{ listening(port: number): void; release(): void }> {
  const result = await takeLock(folder, owner);
  if (result.kind !== 'taken') throw new Error(result.kind);
  return result.lock;
}

it('is held by one at a time, and given back', async () => {
  const lock = await taken();
  expect(await takeLock(folder, 'other')).toMatchObject({ kind: 'held', holder: { pid: process.pid, port: 0 } });
  lock.listening(4711);
  expect(await takeLock(folder, 'other')).toMatchObject({ kind: 'held', holder: { port: 4711 } });
  lock.release();
  expect(await readdir(folder)).toEqual([]);
  (await taken('other')).release();
});

it('can be read by its owner only', async () => {
  const lock = await taken();
  expect((await stat(join(folder, lockName))).mode & 0o777).toBe(0o600);
  lock.listening(1);
  expect((await stat(join(folder, lockName))).mode & 0o777).toBe(0o600);
});

it('makes the folder, closed to others', async () => {
  const inner = join(folder, 'a', 'b');
  expect((await takeLock(inner, 'me')).kind).toBe('taken');
  expect((await stat(inner)).mode & 0o777).toBe(0o700);
});

it.each([
  ['garbage', '{"pid":'],
  ['nothing', ''],
  ['another shape', '[]'],
  ['a wrong pid', '{"pid":0,"started":"","port":0,"owner":""}'],
])('takes the place of a file with %s', async (_, text) => {
  await writeFile(join(folder, lockName), text);
  expect((await takeLock(folder, 'me')).kind).toBe('taken');
});

it('takes the place of a process that is gone, and of another that has its number now', async () => {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  await writeFile(join(folder, lockName), JSON.stringify({ pid: child.pid, started: '', port: 0, owner: 'x' }));
  (await taken()).release();
  await writeFile(join(folder, lockName), JSON.stringify({ pid: process.pid, started: '12', port: 0, owner: 'x' }));
  (await taken()).release();
  // Where the system does not tell when a process began, a port that nobody listens on says the same.
  await writeFile(join(folder, lockName), JSON.stringify({ pid: process.pid, started: '', port: 1, owner: 'x' }));
  expect((await takeLock(folder, 'me')).kind).toBe('taken');
});

it('does not remove a file that is another one’s by now', async () => {
  const lock = await taken('first');
  await rm(join(folder, lockName));
  await taken('second');
  lock.release();
  expect(readHolder(folder)?.owner).toBe('second');
});

it('says why where the folder cannot be used', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'x');
  expect(await takeLock(file, 'me')).toEqual({ kind: 'unwritable', why: 'ENOTDIR' });
  expect(await takeLock(join(file, 'below'), 'me')).toEqual({ kind: 'unwritable', why: 'ENOTDIR' });
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o500);
    expect(await takeLock(folder, 'me')).toEqual({ kind: 'unwritable', why: 'EACCES' });
    await chmod(folder, 0o700);
  }
});

it('lets its owner ask the running host for a fresh address', async () => {
  const words: (readonly string[])[] = [];
  const web = await startWeb({ launch: (asked) => words.push(asked) });
  try {
    expect(await askRunning(folder)).toBeNull();
    const lock = await taken(web.tokens.owner);
    expect(await askRunning(folder)).toBeNull();
    lock.listening(web.port);
    const first = await askRunning(folder);
    const second = await askRunning(folder, ['redis://u:p@h', '--read-only']);
    expect(first).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/), pages: 0 });
    expect(second?.url).not.toBe(first?.url);
    // What a second start was asked to open goes with it.
    expect(words).toEqual([['redis://u:p@h', '--read-only']]);
    await writeFile(join(folder, lockName), (await readFile(join(folder, lockName), 'utf8')).replace(web.tokens.owner, 'wrong'));
    expect(await askRunning(folder)).toBeNull();
  } finally {
    await web.stop();
  }
});
