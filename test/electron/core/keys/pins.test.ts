/** Pinned keys: of one connection and database, byte for byte, there again after a restart. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPins, type Pins } from '../../../../electron/core/keys/pins.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-pins-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (): Promise<Pins> => openPins({ dataFolder: folder, log: createLog(() => undefined) });

async function now(pins: Pins, profile: string, db: number): Promise<readonly Bytes[]> {
  for await (const keys of pins.watch(profile, db, new AbortController().signal)) return keys;
  throw new Error('nothing was told');
}

test('the newest first, each once, and gone again', async () => {
  const pins = await open();
  await pins.set('p', 0, utf8('a'), true);
  await pins.set('p', 0, Uint8Array.of(0xff, 0), true);
  await pins.set('p', 0, utf8('a'), true);
  expect(await now(pins, 'p', 0)).toEqual([utf8('a'), Uint8Array.of(0xff, 0)]);
  await pins.set('p', 0, utf8('a'), false);
  expect(await now(await open(), 'p', 0)).toEqual([Uint8Array.of(0xff, 0)]);
});

test('another connection and another database have their own', async () => {
  const pins = await open();
  await pins.set('p', 0, utf8('a'), true);
  expect(await now(pins, 'p', 1)).toEqual([]);
  expect(await now(pins, 'q', 0)).toEqual([]);
});

test('who watches hears of its own, and not of what others pin', async () => {
  const pins = await open();
  const told: (readonly Bytes[])[] = [];
  const ended = new AbortController();
  const watched = (async () => {
    for await (const keys of pins.watch('p', 0, ended.signal)) told.push(keys);
  })();
  await pins.set('q', 0, utf8('x'), true);
  await pins.set('p', 0, utf8('a'), true);
  await expect.poll(() => told).toEqual([[], [utf8('a')]]);
  ended.abort();
  await watched;
});

test('the list is bounded, and a name that is no favourite is refused', async () => {
  const pins = await open();
  for (let at = 0; at < 205; at++) await pins.set('p', 0, utf8(`k${at}`), true);
  const kept = await now(pins, 'p', 0);
  expect(kept).toHaveLength(200);
  expect(kept[0]).toEqual(utf8('k204'));
  await expect(pins.set('p', 0, new Uint8Array(65_537), true)).rejects.toMatchObject({ fault: { code: 'input' } });
});
