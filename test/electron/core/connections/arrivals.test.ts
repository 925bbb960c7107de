/** What is handed over: read in the host, told to one page, and without its passwords. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArrivals } from '../../../../electron/core/connections/arrivals.ts';
import { openProfiles, type Profiles } from '../../../../electron/core/connections/profiles.ts';
import { createLog } from '../../../../electron/core/log.ts';
import type { Arrival } from '../../../../shared/connections/arrivals.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';

let folder = '';
let profiles: Profiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-arrivals-'));
  profiles = await openProfiles({
    dataFolder: folder,
    secrets: { seal: null, open: () => Promise.reject(new Error('none')) },
    log: createLog(() => undefined),
  });
  for (const name of ['Orders', 'orders', 'Shop', 'twice', 'twice']) await profiles.save({ ...newProfile, name }, {});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const launch = (addresses: readonly string[] = [], profile: string | null = null, readOnly = false) => ({ addresses, profile, readOnly });

async function taken(arrivals: ReturnType<typeof createArrivals>, count: number): Promise<readonly Arrival[]> {
  const all: Arrival[] = [];
  const end = new AbortController();
  for await (const arrival of arrivals.follow(end.signal)) if (all.push(arrival) === count) break;
  return all;
}

test('bad input 23: an address fills a new connection; its passwords stay in the host, which saves them', async () => {
  const arrivals = createArrivals(profiles, {});
  arrivals.add(launch(['rediss://ann:canary%201@h.example:7000/3?keyPrefix=x'], null, true), true);
  const [arrival] = await taken(arrivals, 1);
  expect(arrival).toEqual({
    kind: 'offer',
    offer: {
      name: '',
      draft: {
        profile: { ...newProfile, host: 'h.example', port: 7000, db: 3, tls: true, username: 'ann', protection: 'read-only' },
        secrets: { password: { kind: 'held', ref: expect.any(String) } },
      },
      problem: null,
      ignored: ['keyPrefix'],
      exposed: true,
    },
  });
  expect(JSON.stringify(arrival)).not.toContain('canary');
  const draft = arrival?.kind === 'offer' ? arrival.offer.draft : null;
  if (draft === null) throw new Error('no draft');
  const saved = await profiles.save(draft.profile, draft.secrets);
  expect((await profiles.secretsOf(saved, {})).get('password')?.reveal()).toBe('canary 1');
  await profiles.remove(saved.id);
});

test('what cannot be read is told by its field, and never repeated', async () => {
  const arrivals = createArrivals(profiles, { VALKEY_URL: ' redis://u:canary@h:99999 ', REDIS_URL: '  ' });
  arrivals.add(launch(['redis://u:canary@h:0']), false);
  const [arrival] = await taken(arrivals, 1);
  expect(arrival).toEqual({ kind: 'offer', offer: { name: '', draft: null, problem: { field: 'port', problem: 'port' }, ignored: [], exposed: false } });
  expect(arrivals.environment()).toEqual([{ name: 'VALKEY_URL', draft: null, problem: { field: 'port', problem: 'port' }, ignored: [], exposed: false }]);
  expect(JSON.stringify([arrival, arrivals.environment()])).not.toContain('canary');
});

test('the environment is offered without its password, as often as it is asked', async () => {
  const arrivals = createArrivals(profiles, { REDIS_URL: 'redis://:canary@h:1/2', PATH: '/bin' });
  const [offer] = arrivals.environment();
  expect(offer).toMatchObject({ name: 'REDIS_URL', draft: { profile: { host: 'h', port: 1, db: 2, protection: 'free' } }, exposed: false });
  expect(arrivals.environment()).toEqual([offer]);
  expect(JSON.stringify(offer)).not.toContain('canary');
  const all = await profiles.secretsOf(offer?.draft?.profile ?? newProfile, offer?.draft?.secrets ?? {});
  expect(all.get('password')?.reveal()).toBe('canary');
});

test('a name finds one saved connection: as it is written, else in any case', async () => {
  const arrivals = createArrivals(profiles, {});
  const idOf = (name: string): string => profiles.list().find((one) => one.name === name)?.id ?? '';
  for (const name of ['Orders', 'orders', 'sHOP ', 'ORDERS', 'twice', 'nobody']) arrivals.add(launch([], name, name === 'Orders'), true);
  expect(await taken(arrivals, 6)).toEqual([
    { kind: 'profile', profileId: idOf('Orders'), readOnly: true },
    { kind: 'profile', profileId: idOf('orders'), readOnly: false },
    { kind: 'profile', profileId: idOf('Shop'), readOnly: false },
    { kind: 'unnamed', name: 'ORDERS', found: 2 },
    { kind: 'unnamed', name: 'twice', found: 2 },
    { kind: 'unnamed', name: 'nobody', found: 0 },
  ]);
});

test('each comes once, to the page that came last; one that goes leaves the rest to the one before', async () => {
  const arrivals = createArrivals(profiles, {});
  const ends = [new AbortController(), new AbortController()];
  const got: string[][] = [[], []];
  const follow = async (at: 0 | 1): Promise<void> => {
    for await (const arrival of arrivals.follow((ends[at] as AbortController).signal)) if (arrival.kind === 'unnamed') got[at]?.push(arrival.name);
  };
  const first = follow(0);
  const second = follow(1);
  arrivals.add(launch([], 'a'), false);
  await new Promise((resolve) => setImmediate(resolve));
  ends[1]?.abort();
  await second;
  arrivals.add(launch([], 'b'), false);
  await new Promise((resolve) => setImmediate(resolve));
  ends[0]?.abort();
  await first;
  expect(got).toEqual([['b'], ['a']]);
});
