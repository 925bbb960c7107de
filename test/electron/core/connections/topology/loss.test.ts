/** A cluster of primaries and replicas whose nodes are killed: what is lost, for how long, and what never is. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { slotOf } from '../../../../../electron/core/connections/topology/slot.ts';
import { utf8 } from '../../../../../shared/bytes.ts';
import type { Fault } from '../../../../../shared/fault.ts';
import { FaultError } from '../../../../../shared/fault.ts';
import { startCluster, type TestCluster } from '../../../../support/cluster.ts';
import { lookAtKeys } from '../../../../support/keyView.ts';
import type { TestRedis } from '../../../../support/redis.ts';
import { closeAll, faultOf, openTest, ready, text } from '../setting.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster(3, 1);
}, 60_000);
afterEach(closeAll);
afterAll(() => cluster.stop());

const node = (at: number): TestRedis => cluster.nodes[at] as TestRedis;
const keyAt = (at: number): string => {
  for (let tries = 0; ; tries++) if (Math.floor((slotOf(utf8(`key:${tries}`)) * 3) / 16_384) === at) return `key:${tries}`;
};

test('kill -9 of a primary: only its slots are lost, the replica is found, nothing is counted twice', async () => {
  const opened = openTest({ topology: 'cluster', port: node(0).port, nodes: [{ host: '127.0.0.1', port: node(1).port }] });
  const session = await ready(opened);
  expect(session.state().nodes.map(({ role }) => role)).toEqual(['primary', 'primary', 'primary', 'replica', 'replica', 'replica']);
  const [mine, other] = [keyAt(0), keyAt(1)];
  await session.send('SET', [mine, '0']);
  await session.send('SET', [other, '0']);
  await node(0).direct.call('WAIT', 1, 1000);
  await node(0).kill();

  await expect.poll(() => session.state().uncovered, { interval: 5 }).toBeGreaterThan(0);
  // Half of the cluster is no reason to call the session dead.
  expect(session.state().phase.kind).toBe('ready');
  expect(session.state().nodes.find(({ address }) => address.endsWith(`:${node(0).port}`))?.state).toMatch(/lost|connecting/);
  expect(await session.send('INCR', [other])).toBe('1');
  // What has no key goes to a node that is there, and a scan tells what it could not see after all it could.
  expect(text(await session.send('PING', []))).toBe('PONG');
  const look = await lookAtKeys(session);
  const { scan } = await look.until(({ scan: { state } }) => state === 'waiting');
  expect(scan.fault).toEqual({ code: 'offline' });
  expect(scan.nodes.map(({ state }) => state).sort()).toEqual(['complete', 'complete', 'waiting']);
  look.end();

  const [meta, otherMeta] = await look.handlers['keys.meta']({ session: session.id, keys: [mine, other].map(utf8) }, { signal: new AbortController().signal });
  expect([meta?.kind, otherMeta?.kind]).toEqual(['lost', 'known']);

  const began = performance.now();
  const promoted = (async (): Promise<number> => {
    const replica = node(3).direct;
    while (!(await replica.info('replication')).includes('role:master')) await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - began;
  })();
  let acknowledged = 0;
  let doubtful = 0;
  const faults: Fault['code'][] = [];
  for (let tries = 0; tries < 600 && acknowledged < 5; tries++) {
    try {
      await session.send('INCR', [mine]);
      acknowledged++;
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown;
      faults.push(thrown.fault.code);
      if (thrown.fault.code === 'unknown') doubtful++;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  const followed = performance.now() - began;
  console.info(`replica promoted after ${Math.round(await promoted)} ms, followed after ${Math.round(followed)} ms, ${faults.length} faults`);
  expect(acknowledged).toBe(5);
  expect(new Set(faults)).toEqual(new Set(['offline']));
  const counted = Number(text(await session.send('GET', [mine])));
  expect(counted).toBeGreaterThanOrEqual(acknowledged);
  expect(counted).toBeLessThanOrEqual(acknowledged + doubtful);
  await expect.poll(() => session.state().uncovered).toBe(0);
  // Another primary of the same cluster is no other cluster.
  expect(session.state().different).toBe(false);
  expect(session.state().phase.kind).toBe('ready');
});

test('a frozen primary: reads of the others go on, and its replica is found without its line ever breaking', async () => {
  const opened = openTest({ topology: 'cluster', port: node(2).port }, { timing: { quietMs: 200, silentMs: 500, tickMs: 50, readMs: 1000, writeMs: 1000 } });
  const session = await ready(opened);
  const frozen = await cluster.ownerOf(slotOf(utf8(keyAt(1))));
  await session.send('SET', [keyAt(1), '5']);
  await frozen.direct.call('WAIT', 1, 1000);
  frozen.freeze();
  try {
    expect(await faultOf(session.send('INCR', [keyAt(1)]))).toEqual({ code: 'unknown', command: 'INCR' });
    expect(await session.send('EXISTS', [keyAt(2)])).toMatch(/[01]/);
    await expect.poll(() => session.send('GET', [keyAt(1)]).then(text, () => 'lost'), { timeout: 15_000 }).toBe('5');
    expect(session.state()).toMatchObject({ phase: { kind: 'ready' }, uncovered: 0, different: false });
  } finally {
    frozen.thaw();
  }
}, 30_000);

test('a slot that nobody serves any more: the rest is usable, and the server says why', async () => {
  const opened = openTest({ topology: 'cluster', port: node(1).port });
  const session = await ready(opened);
  const slot = slotOf(utf8(keyAt(1)));
  await session.send('SET', [keyAt(2), 'x']);
  for (const one of cluster.nodes) if (one.direct.status === 'ready') await one.direct.cluster('DELSLOTS', slot).catch(() => undefined);
  expect(await faultOf(session.send('GET', [keyAt(1)]))).toMatchObject({ code: 'redis', prefix: 'CLUSTERDOWN' });
  expect(text(await session.send('GET', [keyAt(2)]))).toBe('x');
  session.retry();
  await expect.poll(() => session.state().uncovered).toBe(1);
  expect(session.state().phase.kind).toBe('ready');
});
