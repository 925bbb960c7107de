/** Letters and pins for the next start: sealed where the host can; where it cannot, templates only, or all where the user says so. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KeepsakeStore, maxPinnedTotal, openKeepsakes } from '../../../../electron/core/feed/keepsakes.ts';
import { createLog } from '../../../../electron/core/log.ts';
import type { SecretBox } from '../../../../electron/core/ports.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { type Kept, type KeptPin, type Letter, maxPinned, maxSent } from '../../../../shared/feed/keepsakes.ts';

let folder: string;
/** What the settings say. */
let allowed: boolean;
let saved: ReadonlySet<string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-keepsakes-'));
  allowed = false;
  saved = new Set(['p1', 'p2']);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xa5);
const keychain: SecretBox = {
  seal: async (text) => turned(new TextEncoder().encode(text)),
  open: async (sealed) => new TextDecoder().decode(turned(sealed)),
};
const none: SecretBox = { seal: null, open: () => Promise.reject(new Error('never')) };
const other: SecretBox = { ...keychain, open: () => Promise.reject(new Error('another keychain')) };
const open = (secrets: SecretBox): Promise<KeepsakeStore> =>
  openKeepsakes({ dataFolder: folder, secrets, log: createLog(() => undefined), saved: (id) => saved.has(id), allowed: () => allowed });
const call = { signal: new AbortController().signal };
const keep = async (store: KeepsakeStore, profile: string, change: Parameters<KeepsakeStore['handlers']['feed.keep']>[0]['change']): Promise<void> =>
  store.handlers['feed.keep']({ profile, change }, call);
const read = async (store: KeepsakeStore, profile: string): Promise<Kept> => store.handlers['feed.kept']({ profile }, call);
const disk = (): Promise<string> => readFile(join(folder, 'keepsakes.json'), 'utf8');

const letter = (payload: string): Letter => ({ kind: 'channel', channel: 'orders', payload, encoding: 'text' });
const pin = (id: string, patch: Partial<KeptPin> = {}): KeptPin => ({
  id,
  seq: 7,
  at: 1,
  channel: Uint8Array.of(0xff, 0),
  size: 3,
  form: 'payload',
  payload: utf8('pinned canary'),
  note: '',
  ...patch,
});
const briefly = ({ templates, sent, pins }: Kept) => ({
  templates: templates.map(({ name, letter: { payload } }) => `${name} ${payload}`),
  sent: sent.map(({ payload }) => payload),
  pins: pins.map(({ id, payload, note }) => `${id} ${displayText(payload)} ${note}`.trim()),
});

test('sealed, all of it is there again after a start, and nothing of it can be read on disk', async () => {
  const first = await open(keychain);
  await keep(first, 'p1', { kind: 'template', name: 'order', letter: letter('template canary') });
  await keep(first, 'p1', { kind: 'sent', letter: letter('sent canary') });
  await keep(first, 'p1', { kind: 'sent', letter: letter('second') });
  await keep(first, 'p1', { kind: 'sent', letter: letter('sent canary') });
  await keep(first, 'p1', { kind: 'pin', pin: pin('late', { at: 2 }) });
  await keep(first, 'p1', { kind: 'pin', pin: pin('early') });
  await keep(first, 'p1', { kind: 'pin', pin: pin('late', { at: 2, note: 'look here' }) });
  await keep(first, 'p2', { kind: 'sent', letter: letter('of another') });
  expect(await disk()).not.toMatch(/canary|orders|look/);
  const again = await read(await open(keychain), 'p1');
  expect(again).toMatchObject({ saved: true, payloads: 'sealed' });
  expect(briefly(again)).toEqual({
    templates: ['order template canary'],
    sent: ['sent canary', 'second'],
    pins: ['early pinned canary', 'late pinned canary look here'],
  });
  expect(again.pins[0]?.channel).toEqual(Uint8Array.of(0xff, 0));
});

test('taken away it is gone; what was sent is forgotten at once; a removed connection leaves nothing', async () => {
  const store = await open(keychain);
  for (const name of ['a', 'b']) await keep(store, 'p1', { kind: 'template', name, letter: letter(name) });
  await keep(store, 'p1', { kind: 'sent', letter: letter('x') });
  await keep(store, 'p1', { kind: 'pin', pin: pin('a') });
  await keep(store, 'p1', { kind: 'template', name: 'a', letter: null });
  await keep(store, 'p1', { kind: 'unpin', id: 'a' });
  await keep(store, 'p1', { kind: 'forget' });
  expect(briefly(await read(await open(keychain), 'p1'))).toEqual({ templates: ['b b'], sent: [], pins: [] });
  await store.forget('p1');
  expect(briefly(await read(await open(keychain), 'p1')).templates).toEqual([]);
});

test('where nothing seals, payloads last until the end and templates are kept; the user may say otherwise, and take it back', async () => {
  const store = await open(none);
  await keep(store, 'p1', { kind: 'sent', letter: letter('canary') });
  await keep(store, 'p1', { kind: 'pin', pin: pin('a') });
  await keep(store, 'p1', { kind: 'template', name: 'order', letter: letter('typed') });
  expect(await read(store, 'p1')).toMatchObject({ payloads: 'nowhere', sent: [{ payload: 'canary' }], pins: [{ id: 'a' }] });
  expect(briefly(await read(await open(none), 'p1'))).toEqual({ templates: ['order typed'], sent: [], pins: [] });
  allowed = true;
  await store.rewrite();
  expect(await read(await open(none), 'p1')).toMatchObject({ payloads: 'plain', sent: [{ payload: 'canary' }], pins: [{ id: 'a' }] });
  allowed = false;
  await store.rewrite();
  expect(await disk()).not.toMatch(/canary/);
  expect(briefly(await read(await open(none), 'p1')).templates).toEqual(['order typed']);
  expect((await read(store, 'p1')).sent).toHaveLength(1);
});

test('of a connection that is not saved nothing is on disk, and it stays while Keytide runs', async () => {
  const store = await open(keychain);
  await keep(store, 'lent', { kind: 'template', name: 'a', letter: letter('x') });
  await keep(store, 'lent', { kind: 'sent', letter: letter('x') });
  expect(await read(store, 'lent')).toMatchObject({ saved: false, templates: [{ name: 'a' }], sent: [{ payload: 'x' }] });
  expect(await disk()).not.toMatch(/lent/);
});

test('bounded: thirty sent, and the newest pins that fit; a record of another keychain is passed over', async () => {
  const store = await open(keychain);
  for (let n = 0; n < maxSent + 5; n++) await keep(store, 'p1', { kind: 'sent', letter: letter(`n${n}`) });
  const large = new Uint8Array(maxPinned);
  const fit = maxPinnedTotal / maxPinned;
  saved = new Set();
  for (let at = 0; at < fit + 2; at++) await keep(store, 'p1', { kind: 'pin', pin: pin(`p${at}`, { at, payload: large }) });
  saved = new Set(['p1']);
  await keep(store, 'p1', { kind: 'template', name: 'a', letter: letter('x') });
  const again = await read(await open(keychain), 'p1');
  expect(again.sent.map(({ payload }) => payload)).toEqual(Array.from({ length: maxSent }, (_, at) => `n${maxSent + 4 - at}`));
  expect([again.pins.length, again.pins[0]?.id]).toEqual([fit, 'p2']);
  expect(briefly(await read(await open(other), 'p1'))).toEqual({ templates: [], sent: [], pins: [] });
});
