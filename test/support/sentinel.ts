/** A primary, its replica and the sentinels that watch them: real processes, ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { until } from './cluster.ts';
import { asArgs, freePort, startRedis, type TestRedis, type TlsFiles, tlsOptions } from './redis.ts';

export interface TestSentinel {
  readonly port: number;
  /** Null where it does not speak TLS. */
  readonly tlsPort: number | null;
  readonly direct: Redis;
  stop(): Promise<void>;
}

export interface TestSentinels {
  readonly primary: TestRedis;
  /** What the sentinels say: the primary's port for TLS where they speak that. */
  readonly announced: number;
  readonly replica: TestRedis;
  readonly sentinels: readonly TestSentinel[];
  stop(): Promise<void>;
}

export const masterName = 'shop';

/** `password` is what the sentinels themselves want. */
export async function startSentinels(password = '', tls: TlsFiles | null = null): Promise<TestSentinels> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(stops.map((one) => one())));
  try {
    const [first, second] = tls === null ? [null, null] : [await tlsOptions(tls), await tlsOptions(tls)];
    const primary = await startRedis(['--repl-diskless-sync-delay', '0', ...asArgs(first?.lines ?? [])]);
    stops.push(primary.stop);
    const announced = first?.port ?? primary.port;
    const replica = await startRedis(['--replicaof', `127.0.0.1 ${announced}`, ...asArgs(second?.lines ?? [])]);
    stops.push(replica.stop);
    await until('the replica to follow', async () => (await replica.direct.info('replication')).includes('master_link_status:up'));
    const sentinels: TestSentinel[] = [];
    for (let at = 0; at < 3; at++) {
      const sentinel = await startSentinel(announced, password, tls);
      stops.push(sentinel.stop);
      sentinels.push(sentinel);
    }
    const ready = async ({ direct }: TestSentinel): Promise<boolean> =>
      String(await direct.info('sentinel')).includes(`name=${masterName},status=ok,address=127.0.0.1:${announced},slaves=1,sentinels=3`);
    await until('the sentinels to agree', async () => (await Promise.all(sentinels.map(ready))).every(Boolean));
    return { primary, replica, announced, sentinels, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSentinel(primary: number, password: string, tls: TlsFiles | null): Promise<TestSentinel> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const secure = tls === null ? null : await tlsOptions(tls);
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${masterName} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${masterName} 800`,
    `sentinel failover-timeout ${masterName} 5000`,
    ...(secure?.lines ?? []),
    ...(password === '' ? [] : [`requirepass ${password}`, `sentinel sentinel-pass ${password}`]),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const child = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const direct = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, enableReadyCheck: false, ...(password === '' ? {} : { password }) });
  direct.on('error', () => undefined);
  const stop = async (): Promise<void> => {
    direct.disconnect();
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until('a sentinel to answer', async () => {
      if (child.exitCode !== null) throw new Error(`the sentinel ended with ${child.exitCode}`);
      return direct.status === 'ready';
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, tlsPort: secure?.port ?? null, direct, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
