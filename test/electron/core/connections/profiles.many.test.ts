/** Ten thousand saved connections with a secret each: read, listed and changed in time that grows with their number, not with its square. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProfiles, type Profiles } from '../../../../electron/core/connections/profiles.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { newProfile, type Profile, type ProfileFields } from '../../../../shared/connections/profile.ts';
import { faultOf } from './setting.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keytide-many-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const one = (at: number): ProfileFields => ({
  ...newProfile,
  id: `id-${at}`,
  name: `Connection ${at}`,
  host: `node-${at}.example`,
  group: ['All', `g${at % 50}`],
});

async function open(folder: string): Promise<Profiles> {
  const box = { seal: (text: string) => Promise.resolve(new TextEncoder().encode(text)), open: () => Promise.resolve('pw') };
  return openProfiles({ dataFolder: folder, secrets: box, log: createLog(() => undefined) });
}

async function filled(count: number): Promise<{ readonly folder: string; readonly profiles: Profiles }> {
  const folder = await mkdtemp(join(root, 'data-'));
  const write = (file: string, data: unknown[]) => writeFile(join(folder, file), JSON.stringify({ schema: 1, rev: 1, data }));
  await write(
    'connections.json',
    Array.from({ length: count }, (_, at) => one(at)),
  );
  await write(
    'secrets.json',
    Array.from({ length: count }, (_, at) => ({ id: `id-${at}`, v: 1, createdAt: '', sealed: 'cHc=' })),
  );
  return { folder, profiles: await open(folder) };
}

async function listOf(profiles: Profiles): Promise<readonly Profile[]> {
  for await (const list of profiles.watch(new AbortController().signal)) return list;
  return [];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

test('bad input 40: are all there after a start, with their secrets, and one more is refused in words', async () => {
  const { folder, profiles } = await filled(10_000);
  expect(profiles.notices).toEqual([]);
  const list = await listOf(profiles);
  expect(list).toHaveLength(10_000);
  expect(list.every(({ secrets }) => secrets.length === 1)).toBe(true);
  await profiles.save({ ...one(7), name: 'changed' }, { password: { kind: 'none' } });
  expect(await faultOf(profiles.save({ ...newProfile, id: 'more' }, {}))).toMatchObject({ code: 'input' });
  expect(await faultOf(profiles.duplicate('id-1', 'more'))).toMatchObject({ code: 'input' });
  const again = await open(folder);
  expect(again.get('id-7')).toMatchObject({ name: 'changed', secrets: [] });
  expect(await listOf(again)).toHaveLength(10_000);
});

test('ten times as many cost at most some thirty times as much', async () => {
  const [few, many] = [(await filled(1000)).profiles, (await filled(10_000)).profiles];
  const works: readonly ((profiles: Profiles, round: number) => Promise<unknown>)[] = [
    (profiles) => listOf(profiles),
    (profiles, round) => profiles.save({ ...one(500), name: `n${round}` }, { password: { kind: 'set', password: `p${round}` } }),
    (profiles, round) => profiles.move(['id-3'], ['x'], `id-${900 - round}`),
  ];
  for (const work of works) {
    let [a, b] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    // The quickest of some, in turn: what else the machine does is not measured.
    for (let round = 0; round < 12; round++) {
      a = Math.min(a, await timed(() => work(few, round)));
      b = Math.min(b, await timed(() => work(many, round)));
    }
    expect(b / Math.max(a, 0.5)).toBeLessThan(30);
  }
}, 60_000);
