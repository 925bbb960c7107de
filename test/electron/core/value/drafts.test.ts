/** Drafts for the next start: sealed where the host can, not on disk where it cannot, capped, and each with its owner. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../../electron/core/log.ts';
import type { SecretBox } from '../../../../electron/core/ports.ts';
import { type Drafts, openDrafts } from '../../../../electron/core/value/drafts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-drafts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xa5);
const keychain: SecretBox = {
  seal: async (text) => turned(new TextEncoder().encode(text)),
  open: async (sealed) => new TextDecoder().decode(turned(sealed)),
};
const none: SecretBox = { seal: null, open: () => Promise.reject(new Error('never')) };
const other: SecretBox = { ...keychain, open: () => Promise.reject(new Error('another keychain')) };
const open = (secrets: SecretBox, now?: () => number): Promise<Drafts> => openDrafts({ dataFolder: folder, secrets, log: createLog(() => undefined) }, now);
const call = { signal: new AbortController().signal };
const keep = async (drafts: Drafts, owner: string, id: string, text: string | null) =>
  drafts.handlers['drafts.keep']({ owner, id, draft: text === null ? null : { name: `0\nkey ${id}`, text } }, call);
const read = async (drafts: Drafts, owner: string) => [...(await drafts.handlers['drafts.read']({ owner }, call))];

test('there again after a start, for their owner only, until they are taken away; nothing of them can be read on disk', async () => {
  const first = await open(keychain);
  expect(await keep(first, 'p1 text', 'a', '{"text":"canary"}')).toEqual({ kept: true });
  await keep(first, 'p1 text', 'a', '{"text":"canary 2"}');
  await keep(first, 'p2 text', 'a', '{}');
  const disk = await readFile(join(folder, 'drafts.json'), 'utf8');
  expect(disk).not.toMatch(/canary|key a/);
  const second = await open(keychain);
  expect(await read(second, 'p1 text')).toEqual([{ id: 'a', name: '0\nkey a', text: '{"text":"canary 2"}' }]);
  expect(await keep(second, 'p1 text', 'a', null)).toEqual({ kept: false });
  expect(await read(await open(keychain), 'p1 text')).toEqual([]);
});

test('without a keychain nothing is written, and with another one nothing is read', async () => {
  const drafts = await open(none);
  expect(await keep(drafts, 'p1 text', 'a', '{}')).toEqual({ kept: false });
  expect(await readFile(join(folder, 'drafts.json'), 'utf8')).not.toContain('sealed');
  await keep(await open(keychain), 'p1 text', 'a', '{}');
  expect(await read(await open(other), 'p1 text')).toEqual([]);
  expect(await read(await open(none), 'p1 text')).toEqual([]);
});

test('the oldest go where there are too many, and old ones after a month', async () => {
  let clock = 1_000_000;
  const drafts = await open(keychain, () => clock++);
  for (let at = 0; at < 205; at++) await keep(drafts, 'p text', `d${at}`, '{}');
  const ids = (await read(drafts, 'p text')).map(({ id }) => id);
  expect(ids).toHaveLength(200);
  expect(ids[0]).toBe('d5');
  clock += 31 * 24 * 60 * 60 * 1000;
  expect(await read(drafts, 'p text')).toEqual([]);
});
