/** The log's files: bounded, private, and no danger to the program that writes them. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../electron/core/log.ts';
import { openLogFile } from '../../../electron/core/logFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('keeps the newest lines in a bounded number of bounded files, whole and in order', async () => {
  const logs = join(folder, 'logs');
  const file = openLogFile(logs, { maxBytes: 100, files: 3 });
  for (let n = 0; n < 100; n++) file.write(`${JSON.stringify({ n })}\n`);
  file.close();
  const names = (await readdir(logs)).sort();
  expect(names).toEqual(['keytide.1.jsonl', 'keytide.2.jsonl', 'keytide.jsonl']);
  const texts = await Promise.all(['keytide.2.jsonl', 'keytide.1.jsonl', 'keytide.jsonl'].map((name) => readFile(join(logs, name), 'utf8')));
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(100);
  const numbers = texts
    .join('')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { n: number }).n);
  expect(numbers.at(-1)).toBe(99);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 100 - numbers.length + index));
});

test('goes on where the last run stopped', async () => {
  for (const text of ['one\n', 'two\n']) {
    const file = openLogFile(folder);
    file.write(text);
    file.close();
  }
  expect(await readFile(join(folder, 'keytide.jsonl'), 'utf8')).toBe('one\ntwo\n');
});

test.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
  const logs = join(folder, 'logs');
  const file = openLogFile(logs);
  file.write('x\n');
  file.close();
  expect((await stat(logs)).mode & 0o777).toBe(0o700);
  expect((await stat(join(logs, 'keytide.jsonl'))).mode & 0o777).toBe(0o600);
});

test('a folder that cannot be had is told once, throws never, and is tried again', async () => {
  const logs = join(folder, 'logs');
  await writeFile(logs, 'in the way');
  const told: string[] = [];
  const file = openLogFile(logs, { failed: (why) => told.push(why) });
  const log = createLog(file.write);
  log.write({ event: 'stopped' });
  log.write({ event: 'stopped' });
  expect(told).toHaveLength(1);
  await rm(logs);
  log.write({ event: 'stopped' });
  file.close();
  file.write('after the end\n');
  expect((await readFile(join(logs, 'keytide.jsonl'), 'utf8')).split('\n')).toHaveLength(2);
});
