/** A real cluster for tests: primaries with a replica each, joined and served within the call, ended by pid. */
import type { Redis } from 'ioredis';
import { asArgs, freePort, startRedis, type TestRedis, type TlsFiles, tlsOptions } from './redis.ts';

export interface TestCluster {
  /** Primaries first, in the order of their slots; then their replicas in the same order. */
  readonly nodes: readonly TestRedis[];
  readonly primaries: number;
  /** Where the nodes speak TLS, in the same order; empty where they do not. */
  readonly tlsPorts: readonly number[];
  /** The node that serves a slot now, by asking one that is alive. */
  ownerOf(slot: number): Promise<TestRedis>;
  /** Moves a slot with its keys from its node to another. */
  migrate(slot: number, to: TestRedis): Promise<void>;
  /** Opens a slot for migration and leaves it so. */
  beginMigration(slot: number, to: TestRedis): Promise<void>;
  stop(): Promise<void>;
}

const slotCount = 16_384;

export async function startCluster(primaries = 3, replicas = 1, args: readonly string[] = [], tls: TlsFiles | null = null): Promise<TestCluster> {
  const nodes: TestRedis[] = [];
  const tlsPorts: number[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    for (let at = 0; at < primaries * (1 + replicas); at++) {
      const secure = tls === null ? null : await tlsOptions(tls);
      if (secure !== null) tlsPorts.push(secure.port);
      nodes.push(await startNode([...args, ...asArgs(secure === null ? [] : [...secure.lines, 'tls-cluster yes'])]));
    }
    await join(nodes, primaries);
  } catch (error) {
    await stop();
    throw error;
  }
  const alive = nodes.map(({ direct }) => direct);
  const idOf = async (node: TestRedis): Promise<string> => String(await node.direct.cluster('MYID'));
  const ownerOf = async (slot: number): Promise<TestRedis> => {
    const port = (await slots(await anyAlive(alive))).find(([from, to]) => from <= slot && slot <= to)?.[2][1];
    return nodes.find((node) => node.port === port) ?? fault(`no node serves slot ${slot}`);
  };
  const beginMigration = async (slot: number, to: TestRedis): Promise<void> => {
    const from = await ownerOf(slot);
    await to.direct.cluster('SETSLOT', slot, 'IMPORTING', await idOf(from));
    await from.direct.cluster('SETSLOT', slot, 'MIGRATING', await idOf(to));
  };
  return {
    nodes,
    primaries,
    tlsPorts,
    ownerOf,
    beginMigration,
    async migrate(slot, to) {
      const from = await ownerOf(slot);
      await beginMigration(slot, to);
      for (const key of (await from.direct.callBuffer('CLUSTER', 'GETKEYSINSLOT', slot, 1000)) as Buffer[])
        await from.direct.call('MIGRATE', '127.0.0.1', to.port, key, 0, 5000);
      const id = await idOf(to);
      for (const node of [to, from]) await node.direct.cluster('SETSLOT', slot, 'NODE', id);
    },
    stop,
  };
}

/** The bus listens on another port, which has to be free too. */
async function startNode(args: readonly string[]): Promise<TestRedis> {
  const bus = await freePort();
  const config = ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '1500', '--cluster-replica-validity-factor', '0'];
  return startRedis([...config, '--repl-diskless-sync-delay', '0', '--cluster-require-full-coverage', 'no', ...args]);
}

async function join(nodes: readonly TestRedis[], primaries: number): Promise<void> {
  const [first] = nodes as [TestRedis];
  const busOf = async (node: TestRedis): Promise<string> => ((await node.direct.config('GET', 'cluster-port')) as string[])[1] ?? '';
  for (const [at, node] of nodes.entries()) {
    if (at < primaries)
      await node.direct.cluster('ADDSLOTSRANGE', Math.floor((at * slotCount) / primaries), Math.floor(((at + 1) * slotCount) / primaries) - 1);
    await node.direct.cluster('SET-CONFIG-EPOCH', at + 1);
    if (at > 0) await first.direct.call('CLUSTER', 'MEET', '127.0.0.1', node.port, await busOf(node));
  }
  const knows = async (node: TestRedis): Promise<boolean> =>
    /cluster_state:ok[\s\S]*cluster_known_nodes:(\d+)/.exec(String(await node.direct.cluster('INFO')))?.[1] === String(nodes.length);
  await until('the nodes to know each other', async () => (await Promise.all(nodes.map(knows))).every(Boolean));
  for (const [at, node] of nodes.entries()) {
    if (at < primaries) continue;
    const primary = nodes[at % primaries] as TestRedis;
    await node.direct.cluster('REPLICATE', String(await primary.direct.cluster('MYID')));
  }
  await until('the replicas to follow', async () => {
    const infos = await Promise.all(nodes.slice(primaries).map(({ direct }) => direct.info('replication')));
    return infos.every((info) => info.includes('master_link_status:up'));
  });
  const replicasOf = (map: Slots): number => map.reduce((sum, [, , , ...others]) => sum + others.length, 0);
  await until('everybody to know the replicas', async () =>
    (await Promise.all(nodes.map(({ direct }) => slots(direct)))).every((map) => map.length === primaries && replicasOf(map) === nodes.length - primaries),
  );
}

type Slots = readonly (readonly [number, number, readonly [string, number], ...unknown[]])[];

async function slots(direct: Redis): Promise<Slots> {
  return (await direct.cluster('SLOTS')) as unknown as Slots;
}

async function anyAlive(all: readonly Redis[]): Promise<Redis> {
  for (const direct of all) if (direct.status === 'ready' && (await direct.ping().catch(() => '')) === 'PONG') return direct;
  return fault('no node is alive');
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  fault(`waited too long for ${what}`);
}

function fault(message: string): never {
  throw new Error(message);
}
