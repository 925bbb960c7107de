/** A file that is written piece by piece: whole in its place, or not there at all. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileSink } from '../../../electron/core/fileSink.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { faultOf } from '../../support/fault.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-sink-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what was there stays until all of the new one is written', async () => {
  const path = join(folder, 'keys.ndjson');
  await writeFile(path, 'before');
  const sink = await openFileSink(path);
  expect(sink.name).toBe('keys.ndjson');
  await sink.write(utf8('one\n'));
  expect(await readFile(path, 'utf8')).toBe('before');
  await sink.write(utf8('two\n'));
  await sink.end(true);
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
  expect(await readdir(folder)).toEqual(['keys.ndjson']);
});

test('given up: nothing of it is left', async () => {
  const sink = await openFileSink(join(folder, 'given-up'));
  await sink.write(new Uint8Array(100_000));
  await sink.end(false);
  expect(await readdir(folder)).toEqual(['keys.ndjson']);
});

test('a place where nothing can be written is told as such', async () => {
  expect(await faultOf(openFileSink(join(folder, 'no', 'such', 'folder')))).toMatchObject({ code: 'disk', file: 'folder', message: 'ENOENT' });
});
