/** A feed of a cluster: events of every primary, sharded channels on their node, and both after the cluster changed. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { setEvents } from '../../../../electron/core/feed/events.ts';
import { type Feed, openFeed } from '../../../../electron/core/feed/feed.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import { startCluster, type TestCluster } from '../../../support/cluster.ts';

let cluster: TestCluster;
let session: Session;
let feed: Feed;
beforeAll(async () => {
  cluster = await startCluster(3, 0, ['--notify-keyspace-events', 'KEA']);
  session = openSession({
    profile: { ...newProfile, id: 'test', topology: 'cluster', port: cluster.nodes[0]?.port ?? 0, secrets: [] },
    secrets: () => null,
    db: 0,
    log: createLog(() => undefined),
  });
  feed = openFeed(session);
  await vi.waitFor(() => expect(session.state().phase.kind).toBe('ready'), { timeout: 20_000 });
}, 90_000);
afterAll(async () => {
  session?.close();
  await cluster?.stop();
});

async function look(): Promise<FeedFrame> {
  return (await feed.view('', 500, new AbortController().signal).next()).value as FeedFrame;
}
const stateOf = async (id: number): Promise<string | undefined> => (await look()).sources.find((one) => one.id === id)?.state;
const receivedBy = async (id: number): Promise<number | undefined> => (await look()).sources.find((one) => one.id === id)?.received;

test('sixty keys on three primaries are sixty events', async () => {
  const id = feed.add('keyevent', utf8('set'));
  await vi.waitFor(async () => expect(await stateOf(id)).toBe('live'), { timeout: 10_000 });
  for (let n = 0; n < 60; n++) await session.send('SET', [`key:${n}`, 'x']);
  await vi.waitFor(async () => expect(await receivedBy(id)).toBe(60), { timeout: 10_000 });
  feed.drop(id);
}, 30_000);

test('where one server refuses to notify of changes, the others are as they were, and the fault says which refused', async () => {
  const flags = async (): Promise<unknown[]> =>
    Promise.all(cluster.nodes.map(async (node) => ((await node.direct.config('GET', 'notify-keyspace-events')) as string[])[1]));
  const address = session.nodes().at(-1)?.address ?? '';
  const changes = session.nodes().map((node) => ({ address: node.address, after: 'Kg' }));
  const refusing = cluster.nodes.find((node) => address.endsWith(`:${node.port}`));
  await refusing?.direct.call('ACL', 'SETUSER', 'default', '-config|set');
  try {
    await expect(setEvents(session, changes, '')).rejects.toMatchObject({
      fault: { code: 'redis', prefix: 'NOPERM', message: expect.stringContaining(address) as string },
    });
    expect(await flags()).toEqual(['AKE', 'AKE', 'AKE']);
  } finally {
    await refusing?.direct.call('ACL', 'SETUSER', 'default', '+config|set');
  }
  await setEvents(session, changes, '');
  expect(await flags()).toEqual(['gK', 'gK', 'gK']);
  await setEvents(
    session,
    changes.map(({ address: to }) => ({ address: to, after: 'AKE' })),
    '',
  );
}, 30_000);

test('a sharded channel is heard on its node, and on the next one when its slot moves', async () => {
  const slot = Number(await cluster.nodes[0]?.direct.cluster('KEYSLOT', 'shard'));
  const id = feed.add('shard', utf8('shard'));
  await vi.waitFor(async () => expect(await stateOf(id)).toBe('live'), { timeout: 10_000 });
  const owner = await cluster.ownerOf(slot);
  await owner.direct.call('SPUBLISH', 'shard', 'one');
  await vi.waitFor(async () => expect(await receivedBy(id)).toBe(1));
  const to = cluster.nodes.find((node) => node !== owner) ?? owner;
  await cluster.migrate(slot, to);
  await vi.waitFor(
    async () => {
      await to.direct.call('SPUBLISH', 'shard', 'two').catch(() => undefined);
      expect(await receivedBy(id)).toBeGreaterThan(1);
    },
    { timeout: 15_000, interval: 200 },
  );
  expect((await look()).rows).toMatchObject(expect.arrayContaining([expect.objectContaining({ kind: 'gap', why: 'moved', sources: [id] })]) as object);
}, 40_000);

test('MONITOR hears every node', async () => {
  const id = feed.add('monitor', utf8(''), { lines: 1000 });
  await vi.waitFor(async () => expect(await stateOf(id)).toBe('live'), { timeout: 10_000 });
  for (const node of cluster.nodes) await node.direct.call('ECHO', String(node.port));
  await vi.waitFor(async () => expect((await look()).channels.some((one) => Buffer.from(one.channel).toString() === 'ECHO' && one.received === 3)).toBe(true), {
    timeout: 10_000,
  });
}, 30_000);
