/** Keys of a cluster: every primary scanned at once and told apart, slot and node of a key, live on all of them, and what one that is away takes with it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { KeysFrame, KeysRow } from '../../../../shared/keys/frame.ts';
import { firstShape } from '../../../../shared/keys/shape.ts';
import { startCluster, type TestCluster, until } from '../../../support/cluster.ts';
import { faultOf } from '../../../support/fault.ts';
import { type KeyLook, lookAtKeys } from '../../../support/keyView.ts';
import type { TestRedis } from '../../../support/redis.ts';

const signal = new AbortController().signal;
let cluster: TestCluster;
let session: Session;

beforeAll(async () => {
  cluster = await startCluster(3, 0);
}, 60_000);
beforeEach(async () => {
  session = openSession({
    profile: { ...newProfile, topology: 'cluster', port: cluster.nodes[0]?.port ?? 0, secrets: [] },
    secrets: () => null,
    db: 0,
    log: createLog(() => undefined),
  });
  await until('the session', async () => session.state().phase.kind === 'ready');
});
afterEach(async () => {
  session.close();
  for (const { direct } of cluster.nodes) {
    await direct.flushall();
    await direct.config('SET', 'notify-keyspace-events', '');
  }
});
afterAll(() => cluster.stop());

async function fill(count: number, prefix = 'key:'): Promise<void> {
  for (let from = 0; from < count; from += 500)
    await session.sendMany(
      Array.from({ length: Math.min(500, count - from) }, (_, at) => ['SET', `${prefix}${from + at}`, 'x'.repeat(50)] as const),
      { quiet: true },
    );
}

const sizes = (): Promise<readonly number[]> => Promise.all(cluster.nodes.map(({ direct }) => direct.dbsize()));
const rowOf = (frame: KeysFrame, name: string): KeysRow | undefined => frame.rows.find((row) => row.kind === 'key' && displayText(row.name) === name);
const markOf = (frame: KeysFrame, name: string): string | undefined => {
  const row = rowOf(frame, name);
  return row?.kind === 'key' ? row.mark?.what : undefined;
};
const list = { ...firstShape, layout: 'list' as const };

test('the progress of each node is told, against its own DBSIZE, and all of them together are all keys', async () => {
  await fill(9000);
  const look = await lookAtKeys(session);
  const seen: KeysFrame[] = [];
  const done = await look.until((frame) => (seen.push(frame), frame.scan.state === 'complete' && !frame.filter.pending));
  const counted = await sizes();
  expect(done.scan).toMatchObject({ found: 9000, total: 9000 });
  expect(done.scan.nodes.map(({ address, found, total, state }) => [address, found, total, state])).toEqual(
    cluster.nodes.map(({ port }, at) => [`127.0.0.1:${port}`, counted[at], counted[at], 'complete']),
  );
  for (const { scan } of seen) expect(scan.nodes.reduce((sum, { found }) => sum + found, 0)).toBeGreaterThanOrEqual(scan.found);
  look.end();
});

test('a key’s slot and node are those that the cluster names', async () => {
  await fill(30);
  const look = await lookAtKeys(session);
  await look.settled();
  const keys = ['key:1', 'key:2', 'key:7', 'key:11'];
  const details = await look.handlers['keys.details']({ session: session.id, keys: keys.map(utf8) }, { signal });
  for (const [at, key] of keys.entries()) {
    const slot = Number(await cluster.nodes[0]?.direct.cluster('KEYSLOT', key));
    const owner = await cluster.ownerOf(slot);
    expect(details[at]).toMatchObject({ kind: 'known', type: 'string', length: 50, slot, node: `127.0.0.1:${owner.port}` });
  }
  look.end();
});

test('a folder over all nodes is measured by a sample', async () => {
  await fill(3000, 'big:');
  const look = await lookAtKeys(session);
  const frame = await look.settled();
  const [row] = frame.rows;
  if (row?.kind !== 'folder') throw new Error('no folder');
  expect(row).toMatchObject({ count: 3000, share: 1 });
  let last = null;
  for await (const size of look.handlers['keys.sizes']({ ...look.at, folder: row.id }, { signal })) last = size;
  const one = Number(await session.send('MEMORY', ['USAGE', 'big:1']));
  expect(last).toMatchObject({ keys: 3000, done: true });
  expect(Math.abs((last?.bytes ?? 0) - 3000 * one)).toBeLessThan(3000 * one * 0.2);
  look.end();
});

test.each(['notifications', 'tracking'] as const)(
  'live by %s: what happens on any node is seen, with the one setting on every primary',
  async (mode) => {
    await fill(40);
    const look = await lookAtKeys(session, { shape: list });
    await look.settled();
    const offer = await look.handlers['keys.liveOffer']({ session: session.id }, { signal });
    expect(offer.nodes).toHaveLength(3);
    await look.handlers['keys.live']({ session: session.id, mode, confirmed: '' }, { signal });
    await look.until(({ live, scan }) => live.mode === mode && live.state === 'live' && scan.state === 'complete');
    for (const { direct } of cluster.nodes)
      expect(await direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', mode === 'notifications' ? 'AK' : '']);
    // Some of each node: the first of the forty that it has.
    const keys = await Promise.all(cluster.nodes.map(async ({ direct }) => (await direct.keys('*'))[0] as string));
    for (const key of keys) await session.send('APPEND', [key, 'y']);
    await look.until((frame) => keys.every((key) => markOf(frame, key) === 'changed'));
    for (const key of keys) await session.send('DEL', [key]);
    await look.until((frame) => keys.every((key) => rowOf(frame, key) === undefined));
    await fill(12, 'made:');
    const made = await look.until((frame) => Array.from({ length: 12 }, (_, at) => markOf(frame, `made:${at}`)).every((mark) => mark === 'created'));
    expect(made.scan.found).toBe(40 - 3 + 12);
    if (mode === 'notifications') {
      await look.handlers['keys.live']({ session: session.id, mode: 'restore', confirmed: '' }, { signal });
      for (const { direct } of cluster.nodes) expect(await direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', '']);
    }
    look.end();
  },
  30_000,
);

test('a rename over to another node keeps value and time to live, and never takes a name that is taken', async () => {
  await session.send('SET', ['{a}k', 'mine', 'EX', '1000']);
  await session.send('SET', ['{b}taken', 'theirs']);
  const look = await lookAtKeys(session);
  const rename = (to: string): Promise<unknown> =>
    Promise.resolve().then(() =>
      look.handlers['keys.rename']({ session: session.id, key: utf8('{a}k'), to: utf8(to), replace: false, confirmed: null }, { signal }),
    );
  expect(await faultOf(rename('{b}taken'))).toEqual({ code: 'conflict', found: 'exists' });
  expect(displayText((await session.send('GET', ['{b}taken'])) as Uint8Array)).toBe('theirs');
  expect(await rename('{c}new')).toEqual({ atomic: false });
  expect(displayText((await session.send('GET', ['{c}new'])) as Uint8Array)).toBe('mine');
  expect(Number(await session.send('TTL', ['{c}new']))).toBeGreaterThan(900);
  expect(await session.send('EXISTS', ['{a}k'])).toBe('0');
  look.end();
});

test('a node that is away takes its own keys only: its progress says so, and all of it comes back', async () => {
  await fill(900);
  const [victim] = cluster.nodes as [TestRedis];
  const counted = await sizes();
  const address = `127.0.0.1:${victim.port}`;
  const look: KeyLook = await lookAtKeys(session, { shape: list });
  await look.settled();
  victim.freeze();
  try {
    await look.handlers['keys.scan']({ session: session.id, action: 'rescan' }, { signal });
    const part = await look.until(({ scan }) => scan.nodes.filter(({ state }) => state === 'complete').length === 2);
    expect(part.scan.state).not.toBe('complete');
    expect(part.scan.nodes.find((node) => node.address === address)?.state).not.toBe('complete');
  } finally {
    victim.thaw();
  }
  const whole = await look.until(({ scan }) => scan.state === 'complete' && scan.found === 900);
  expect(whole.scan.nodes.map(({ found }) => found)).toEqual(counted);
  expect(whole.scan).toMatchObject({ appeared: 0, gone: 0 });
  look.end();
}, 60_000);
