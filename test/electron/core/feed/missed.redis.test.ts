/** What a feed of a cluster says it missed, by the counters of the node that it hears: published on any node, by any command. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { type Feed, openFeed } from '../../../../electron/core/feed/feed.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { FeedFrame, SourceKind } from '../../../../shared/feed/feed.ts';
import { startCluster, type TestCluster } from '../../../support/cluster.ts';
import type { TestRedis } from '../../../support/redis.ts';

let cluster: TestCluster;
let session: Session;
let feed: Feed;
beforeAll(async () => {
  cluster = await startCluster(3, 1);
}, 90_000);
afterAll(async () => cluster?.stop());
beforeEach(async () => {
  session = openSession({
    profile: { ...newProfile, id: 'test', topology: 'cluster', port: cluster.nodes[0]?.port ?? 0, secrets: [] },
    secrets: () => null,
    db: 0,
    log: createLog(() => undefined),
  });
  feed = openFeed(session);
  await vi.waitFor(() => expect(session.state().phase.kind).toBe('ready'), { timeout: 20_000 });
});
afterEach(() => session.close());

async function look(): Promise<FeedFrame> {
  return (await feed.view('', 500, new AbortController().signal).next()).value as FeedFrame;
}

async function subscribe(...sources: readonly (readonly [SourceKind, string])[]): Promise<void> {
  for (const [kind, name] of sources) feed.add(kind, utf8(name));
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(sources.map(() => 'live')));
}

const alive = (): readonly TestRedis[] => cluster.nodes.filter(({ direct }) => direct.status === 'ready');
const lineOn = async (node: TestRedis): Promise<string | undefined> => {
  const clients = String(await node.direct.call('CLIENT', 'LIST')).split('\n');
  return clients.find((one) => one.includes('name=keytide:feed'));
};

/** The node that the line is on, once it has a base for counting: a PING of it was answered. */
async function heardNode(): Promise<TestRedis> {
  return vi.waitFor(async () => {
    for (const node of alive()) {
      if (!/ cmd=ping /.test((await lineOn(node)) ?? '')) continue;
      await session
        .nodes()
        .find((one) => one.address.endsWith(`:${node.port}`))
        ?.send('PING', []);
      return node;
    }
    throw new Error('no node has the line');
  });
}

/** Cuts the line and publishes before it can be there again. */
async function cut(node: TestRedis, commands: readonly (readonly [TestRedis, readonly string[]])[]): Promise<void> {
  const id = /\bid=(\d+)/.exec((await lineOn(node)) ?? '')?.[1] ?? '';
  const pipelines = new Map([[node, node.direct.pipeline().call('CLIENT', 'KILL', 'ID', id)]]);
  for (const [at, [name = '', ...args]] of commands) {
    const there = pipelines.get(at) ?? at.direct.pipeline();
    pipelines.set(at, there.call(name, ...args));
  }
  for (const results of await Promise.all([...pipelines.values()].map((one) => one.exec()))) {
    expect(results?.map(([error]) => error)).toEqual(results?.map(() => null));
  }
}

const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);
const published = (node: TestRedis, count: number): (readonly [TestRedis, readonly string[]])[] => [
  ...times(count, [node, ['PUBLISH', 'orders', 'x']] as const),
];
const gaps = async () => (await look()).rows.filter((row) => row.kind === 'gap');
const told = async (count: number): Promise<void> =>
  vi.waitFor(async () => expect((await gaps()).flatMap((row) => (row.kind === 'gap' && row.to !== null ? [row] : []))).toHaveLength(count), {
    timeout: 20_000,
  });

test('a cut line missed what was published on every node meanwhile, on replicas, by scripts and transactions too', async () => {
  await subscribe(['channel', 'orders'], ['pattern', 'ord*']);
  const node = await heardNode();
  for (const each of cluster.nodes) await each.direct.publish('orders', 'heard');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(12));
  const script = ['EVAL', "for at = 1, 4 do redis.call('PUBLISH', 'orders', 'x') end", '0'];
  const other = cluster.nodes.find((one) => one !== node) ?? node;
  const total = 6 * 10 + 2 * 4 + 2;
  await cut(node, [
    ...cluster.nodes.flatMap((each) => published(each, 10)),
    [node, script],
    [other, script],
    ...([['MULTI'], ['PUBLISH', 'orders', 'x'], ['PUBLISH', 'orders', 'x'], ['EXEC']] as const).map((command) => [other, command] as const),
    // Nobody hears a sharded channel on this line, so it is nothing that was missed.
    ...times(5, [await cluster.ownerOf(Number(await node.direct.cluster('KEYSLOT', 'sharded'))), ['SPUBLISH', 'sharded', 'x']] as const),
  ]);
  await told(1);
  await vi.waitFor(async () => expect((await gaps())[0]).toMatchObject({ why: 'disconnected', atMost: expect.any(Number) as number }));
  const { received, missed, gaps: count } = (await look()).counters;
  // What came over the bus a moment before the line was cut was heard, by both sources.
  expect((received - 12) / 2 + (missed ?? 0)).toBe(total);
  expect(missed).toBeGreaterThanOrEqual(14);
  expect(count).toBe(1);
}, 40_000);

test('a sharded channel missed what its shard published, its replica included, and nothing else', async () => {
  await subscribe(['shard', 'sharded']);
  const node = await heardNode();
  const at = cluster.nodes.indexOf(node);
  const replica = cluster.nodes[at + cluster.primaries] ?? node;
  await node.direct.call('SPUBLISH', 'sharded', 'heard');
  await replica.direct.call('SPUBLISH', 'sharded', 'heard');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(2));
  await cut(node, [
    ...times(7, [node, ['SPUBLISH', 'sharded', 'x']] as const),
    ...times(4, [replica, ['SPUBLISH', 'sharded', 'x']] as const),
    ...cluster.nodes.flatMap((each) => published(each, 10)),
  ]);
  await told(1);
  await vi.waitFor(async () => expect((await gaps())[0]).toMatchObject({ atMost: expect.any(Number) as number }));
  const { received, missed } = (await look()).counters;
  expect(received - 2 + (missed ?? 0)).toBe(11);
  expect(missed).toBeGreaterThanOrEqual(7);
}, 40_000);

test('keyspace events are missed without a number, a channel beside them with its own', async () => {
  const flags = async (to: string): Promise<void> =>
    void (await Promise.all(cluster.nodes.map((each) => each.direct.config('SET', 'notify-keyspace-events', to))));
  await flags('KEA');
  try {
    await subscribe(['channel', 'orders'], ['keyevent', 'set']);
    const lines = async (): Promise<(readonly [TestRedis, string])[]> =>
      (
        await Promise.all(
          alive().map(async (each) =>
            String(await each.direct.call('CLIENT', 'LIST'))
              .split('\n')
              .flatMap((line) => (line.includes('name=keytide:feed') ? [[each, line] as const] : [])),
          ),
        )
      ).flat();
    // One to each primary for its events, and one for the channel.
    await vi.waitFor(async () => expect((await lines()).filter(([, line]) => line.includes(' cmd=ping '))).toHaveLength(4));
    for (const node of session.nodes()) await node.send('PING', []);
    for (const [each, line] of await lines()) await each.direct.call('CLIENT', 'KILL', 'ID', /\bid=(\d+)/.exec(line)?.[1] ?? '');
    await told(4);
    const missedBy = async (source: number): Promise<(number | null)[]> =>
      (await gaps()).flatMap((row) => (row.kind === 'gap' && row.sources.includes(source) ? [row.atMost] : []));
    await vi.waitFor(async () => expect(await missedBy(1)).toEqual([0]));
    expect(await missedBy(2)).toEqual([null, null, null]);
  } finally {
    await flags('');
  }
}, 40_000);

test('a line that was cut with the session’s own connection goes back to its node, though the session has another front by then', async () => {
  await subscribe(['channel', 'orders']);
  const node = await heardNode();
  const results = node.direct.pipeline().call('CLIENT', 'KILL', 'TYPE', 'normal').call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  for (let at = 0; at < 8; at++) results.publish('orders', 'x');
  await results.exec();
  await told(1);
  await vi.waitFor(async () => expect((await gaps())[0]).toMatchObject({ why: 'disconnected', atMost: 8 }));
  expect(await lineOn(node)).toBeDefined();
  expect(session.state().facts?.runId).not.toBe(/run_id:(\w+)/.exec(String(await node.direct.info('server')))?.[1]);
}, 40_000);

test('another node that dies meanwhile takes nothing from the number; the death of the node that is heard makes it unknown', async () => {
  await subscribe(['channel', 'orders']);
  const node = await heardNode();
  const [victim = node, other = node] = cluster.nodes.slice(0, cluster.primaries).filter((each) => each !== node);
  await victim.kill();
  await cut(node, [...published(node, 5), ...published(other, 5)]);
  await told(1);
  await vi.waitFor(async () => expect((await gaps())[0]).toMatchObject({ why: 'disconnected', atMost: expect.any(Number) as number }));
  const { received, missed } = (await look()).counters;
  expect(received + (missed ?? 0)).toBe(10);
  await vi.waitFor(async () => expect((await look()).sources[0]?.state).toBe('live'));
  await node.kill();
  await told(2);
  // The line on another node counts anew: until then the gap is being explained.
  await heardNode();
  expect((await gaps())[1]).toMatchObject({ kind: 'gap', why: 'disconnected', atMost: null });
  expect((await look()).counters.missed).toBeNull();
}, 60_000);
