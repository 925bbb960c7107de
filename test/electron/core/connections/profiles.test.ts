/** Saved connections: what is on disk, what is not, and passwords that cannot be read any more. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProfiles, type Profiles } from '../../../../electron/core/connections/profiles.ts';
import { createLog } from '../../../../electron/core/log.ts';
import type { SecretBox } from '../../../../electron/core/ports.ts';
import { importFile } from '../../../../shared/connections/importers/list.ts';
import { newProfile, type Profile } from '../../../../shared/connections/profile.ts';
import { faultOf } from './setting.ts';

const canary = 'canary-c0ffee-secret';
let folder = '';
const lines: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-profiles-'));
  lines.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Turns bytes around: enough to tell sealed from plain. */
const box: SecretBox = {
  seal: (secret) => Promise.resolve(Uint8Array.from(Buffer.from(`sealed:${secret}`)).map((byte) => byte ^ 0xff)),
  open: (sealed) => {
    const text = Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString();
    return text.startsWith('sealed:') ? Promise.resolve(text.slice(7)) : Promise.reject(new Error('another keychain'));
  },
};
const unsafe: SecretBox = { seal: null, open: () => Promise.reject(new Error('nothing to open with')) };
const open = (secrets: SecretBox = box): Promise<Profiles> => openProfiles({ dataFolder: folder, secrets, log: createLog((line) => lines.push(line)) });
const listed = async (profiles: Profiles): Promise<readonly Profile[]> => {
  for await (const all of profiles.watch(new AbortController().signal)) return all;
  return [];
};
const passwordOf = async (profiles: Profiles, id: string) => (await profiles.secretsOf(profiles.get(id), {})).get('password') ?? null;
const draft = { ...newProfile, name: 'One', host: 'example.org' };
const set = { password: { kind: 'set', password: canary } } as const;

test('saved, listed, found again, changed, removed', async () => {
  const first = await open();
  const saved = await first.save(draft, {});
  expect(saved).toMatchObject({ name: 'One', secrets: [] });
  const again = await open();
  expect(await listed(again)).toEqual([saved]);
  await again.save({ ...saved, name: 'Two' }, {});
  expect(again.get(saved.id).name).toBe('Two');
  await again.remove(saved.id);
  expect(await listed(await open())).toEqual([]);
  expect(await faultOf(again.remove(saved.id))).toEqual({ code: 'missing', what: 'profile' });
});

test('a password is sealed on disk, opened for use, kept, and forgotten', async () => {
  const first = await open();
  const { id } = await first.save(draft, set);
  const again = await open();
  expect(again.get(id).secrets).toEqual(['password']);
  expect((await passwordOf(again, id))?.reveal()).toBe(canary);
  await again.save({ ...again.get(id), name: 'Two' }, {});
  expect((await passwordOf(again, id))?.reveal()).toBe(canary);
  for (const name of await readdir(folder)) expect(await readFile(join(folder, name), 'utf8')).not.toContain(canary);
  expect(inspect([again, await passwordOf(again, id)], { depth: 20, showHidden: true }) + JSON.stringify([await passwordOf(again, id), lines])).not.toContain(
    canary,
  );
  await again.save(again.get(id), { password: { kind: 'none' } });
  expect(await passwordOf(await open(), id)).toBeNull();
});

test('removing a connection removes its password', async () => {
  const profiles = await open();
  const { id } = await profiles.save(draft, set);
  await profiles.remove(id);
  expect(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'))).toMatchObject({ data: { records: [] } });
});

test('fault 50: with nothing to seal with, a password lasts until the end and never touches the disk', async () => {
  const first = await open(unsafe);
  const { id } = await first.save(draft, set);
  expect(first.get(id).secrets).toEqual(['password']);
  expect((await passwordOf(first, id))?.reveal()).toBe(canary);
  for (const name of await readdir(folder)) expect(await readFile(join(folder, name), 'utf8')).not.toContain(canary);
  const again = await open(unsafe);
  expect(again.get(id).secrets).toEqual([]);
  expect(await passwordOf(again, id)).toBeNull();
});

test('fault 50: a password sealed by another keychain: that one has to be typed again, the rest goes on', async () => {
  const { id } = await (await open()).save(draft, set);
  const strange: SecretBox = { ...box, open: () => Promise.reject(new Error('another keychain')) };
  const profiles = await open(strange);
  expect(await listed(profiles)).toHaveLength(1);
  expect(await faultOf(passwordOf(profiles, id))).toMatchObject({ code: 'auth' });
  await profiles.save(profiles.get(id), set);
  expect((await passwordOf(await open(), id))?.reveal()).toBe(canary);
});

test('a corrupt list is kept aside and said; a corrupt secrets file costs the passwords only', async () => {
  await (await open()).save(draft, set);
  await writeFile(join(folder, 'secrets.json'), '{');
  const profiles = await open();
  expect(profiles.notices).toMatchObject([{ kind: 'quarantined', file: 'secrets.json' }]);
  expect(await listed(profiles)).toMatchObject([{ name: 'One' }]);
});

test('a profile written before a field existed has its default', async () => {
  await writeFile(join(folder, 'connections.json'), JSON.stringify({ schema: 1, rev: 1, data: [{ id: 'x', name: 'Old', host: 'h', port: 1 }] }));
  expect(await listed(await open())).toEqual([{ ...newProfile, id: 'x', name: 'Old', host: 'h', port: 1, secrets: [] }]);
});

test('a transient connection can be opened, and is neither listed nor saved', async () => {
  const profiles = await open();
  const id = profiles.addTransient(draft, canary);
  expect(profiles.get(id)).toMatchObject({ name: 'One', id, secrets: ['password'] });
  expect((await passwordOf(profiles, id))?.reveal()).toBe(canary);
  expect(await listed(profiles)).toEqual([]);
  expect(await readFile(join(folder, 'connections.json'), 'utf8')).not.toContain('One');
  profiles.removeTransient(id);
  expect(() => profiles.get(id)).toThrow('missing');
});

test('a watcher hears of every change', async () => {
  const profiles = await open();
  const counts: number[] = [];
  const end = new AbortController();
  const watching = (async () => {
    for await (const all of profiles.watch(end.signal)) counts.push(all.length);
  })();
  await expect.poll(() => counts).toEqual([0]);
  await profiles.save(draft, {});
  await expect.poll(() => counts).toEqual([0, 1]);
  end.abort();
  await watching;
});

test('on a disk that refuses nothing is said to be saved, and saving the same again makes one of it', async () => {
  const profiles = await open();
  const path = join(folder, 'connections.json');
  await rm(path);
  await mkdir(path);
  const wanted = { ...draft, id: 'made-by-the-page' };
  expect(await faultOf(profiles.save(wanted, {}))).toMatchObject({ code: 'disk', file: 'connections.json' });
  await rm(path, { recursive: true });
  await profiles.save({ ...wanted, name: 'Two' }, {});
  expect(await listed(await open())).toMatchObject([{ id: 'made-by-the-page', name: 'Two' }]);
});

test('moved alone, in numbers, and as a group with the groups in it; everything else keeps its order', async () => {
  const profiles = await open();
  const paths = [[], ['A'], ['A', 'In'], ['B'], []];
  for (const [at, group] of paths.entries()) await profiles.save({ ...draft, id: `p${at}`, group }, {});
  const order = async (): Promise<string[]> => (await listed(profiles)).map(({ id, group }) => [id, ...group].join('/'));
  await profiles.move(['p4', 'p0'], ['B'], 'p3');
  expect(await order()).toEqual(['p1/A', 'p2/A/In', 'p0/B', 'p4/B', 'p3/B']);
  await profiles.moveGroup(['A'], ['B', 'A'], null);
  expect(await order()).toEqual(['p0/B', 'p4/B', 'p3/B', 'p1/B/A', 'p2/B/A/In']);
  await profiles.moveGroup(['B', 'A'], ['Renamed'], 'p0');
  expect(await order()).toEqual(['p1/Renamed', 'p2/Renamed/In', 'p0/B', 'p4/B', 'p3/B']);
  expect(await faultOf(profiles.moveGroup(['B'], ['B', 'C'], null))).toMatchObject({ code: 'input', path: 'group' });
  expect(await faultOf(profiles.moveGroup(['Renamed'], '12345678'.split(''), null))).toMatchObject({ code: 'input', path: 'group' });
  await profiles.move(['p0'], [], 'p0');
  expect(await order()).toEqual(['p1/Renamed', 'p2/Renamed/In', 'p4/B', 'p3/B', 'p0']);
  await profiles.favourite('p0', true);
  expect(profiles.get('p0')).toMatchObject({ favourite: true, name: 'One' });
  const decoders = [{ pattern: 'session:*', path: 'gzip > php' }];
  await profiles.setDecoders('p0', { decoders, schemas: [] });
  expect(profiles.get('p0')).toMatchObject({ favourite: true, decoders, schemas: [] });
  expect(await faultOf(profiles.setDecoders('nobody', { decoders, schemas: [] }))).toMatchObject({ code: 'missing' });
});

test('what a feed is watched with is saved beside the rest, copied with it, and travels in an export', async () => {
  const profiles = await open();
  await profiles.save({ ...draft, id: 'p0' }, {});
  const watching = { queries: [{ name: 'late', query: 'ms>100' }], alerts: [{ id: 'a', kind: 'silence' as const, query: 'channel:orders', value: 30 }] };
  await profiles.setWatching('p0', watching);
  expect(await faultOf(profiles.setWatching('nobody', watching))).toMatchObject({ code: 'missing' });
  expect((await open()).get('p0')).toMatchObject({ name: 'One', ...watching });
  expect(await profiles.duplicate('p0', 'Copy')).toMatchObject(watching);
  const plain = importFile(new TextEncoder().encode(await profiles.export(['p0'], '')), 'connections.json');
  expect(plain).toMatchObject({ rows: [{ verdict: 'ok', profile: watching }] });
  const sealed = await profiles.export(['p0'], 'a good passphrase');
  expect(await profiles.unseal(sealed, 'a good passphrase')).toMatchObject([{ profile: watching }]);
});

test('opened ones are remembered, newest first, until they are removed', async () => {
  const profiles = await open();
  for (const id of ['a', 'b']) await profiles.save({ ...draft, id }, {});
  const lent = profiles.addTransient(draft, canary);
  for (const id of ['a', 'b', lent, 'a']) await profiles.opened(id);
  await profiles.remove('b');
  for await (const recent of (await open()).recents.watch(new AbortController().signal)) {
    expect(recent).toEqual([{ id: 'a', at: expect.any(Number) }]);
    break;
  }
});
