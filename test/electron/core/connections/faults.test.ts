/** Rows of the fault matrix that need a real server in real trouble; the others stand beside what they are about. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { openCore, type TestCore } from '../../../support/core.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { serverOf } from '../../../support/servers.ts';
import { type FaultProxy, proxyTo } from './fakes.ts';
import { closeAll, faultOf, looked, openTest, phaseOf, ready, text } from './setting.ts';

const servers: TestRedis[] = [];
const proxies: FaultProxy[] = [];
let core: TestCore | null = null;

async function redisWith(...args: string[]): Promise<TestRedis> {
  const redis = await startRedis(args);
  servers.push(redis);
  return redis;
}

afterEach(async () => {
  closeAll();
  await core?.close();
  core = null;
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  await Promise.all(servers.splice(0).map((server) => (server.thaw(), server.stop())));
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Nothing but the commands of the test: no vitals, no idle heartbeat. */
const quick = { quietMs: 100, silentMs: 200, tickMs: 50, vitalsMs: 1e6 };

test('fault 4: DEBUG SLEEP: degraded while it lasts, reads are answered after it, and the write ran once', async () => {
  const redis = await redisWith();
  const opened = openTest({ port: redis.port }, { timing: quick });
  const session = await ready(opened);
  const asleep = redis.direct.call('DEBUG', 'SLEEP', '1');
  const [read, write] = [session.send('EXISTS', ['n']), session.send('INCR', ['n'])];
  expect((await phaseOf(opened, 'degraded')).silentMs).toBeGreaterThanOrEqual(quick.silentMs);
  expect([await read, await write]).toEqual(['0', '1']);
  await asleep;
  await ready(opened);
  expect(text(await session.send('GET', ['n']))).toBe('1');
  // The same connection: nothing had to be opened anew.
  expect(opened.phases.filter(({ kind }) => kind === 'connecting')).toHaveLength(1);
});

test.each(['ALL', 'WRITE'])('fault 22: CLIENT PAUSE %s: the write waits for its end and runs once', async (mode) => {
  const redis = await redisWith();
  const opened = openTest({ port: redis.port }, { timing: quick });
  const session = await ready(opened);
  await redis.direct.call('CLIENT', 'PAUSE', '1000', mode);
  const write = session.send('INCR', ['n']);
  // Reads go on beside a pause of writes, on another connection: this one answers in order.
  await phaseOf(opened, 'degraded');
  expect(await write).toBe('1');
  await ready(opened);
  expect(text(await session.send('GET', ['n']))).toBe('1');
});

const halfOpen = [
  ['past every deadline', { ...quick, writeMs: 400, dropMs: 800 }, 1500, 5000],
  ['for a minute, with the time spans of every day', {}, 60_000, 10_000],
] as const;
test.for(halfOpen)(
  'fault 5: frozen %s: degraded, unknown, and verified again when it is back',
  { timeout: 120_000 },
  async ([, timing, frozenMs, degradedWithinMs], { skip }) => {
    skip(frozenMs > 10_000 && process.env['KEYTIDE_LONG'] !== '1', 'takes a minute: npm run test:faults');
    const redis = await redisWith();
    const opened = openTest({ port: redis.port }, { timing });
    const session = await ready(opened);
    const began = performance.now();
    redis.freeze();
    const write = faultOf(session.send('INCR', ['n']));
    await expect.poll(() => session.state().phase.kind, { timeout: degradedWithinMs }).toBe('degraded');
    expect(await write).toEqual({ code: 'unknown', command: 'INCR' });
    await sleep(Math.max(0, frozenMs - (performance.now() - began)));
    const before = opened.phases.length;
    redis.thaw();
    await expect.poll(() => session.state().phase.kind, { timeout: 15_000 }).toBe('ready');
    // Given up meanwhile, so what answers now was verified first.
    expect(opened.phases.slice(before - 1).map(({ kind }) => kind)).toContain('verifying');
    expect(session.state().different).toBe(false);
    // It was on the wire, so it may have run: once, and never again.
    expect(text(await session.send('GET', ['n']))).toBe('1');
  },
);

test('fault 7: a reset in the middle of a 50 MB reply: a clean failure, nothing partial, and the memory is given back', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const redis = await redisWith();
  const proxy = await proxyTo(redis.port);
  proxies.push(proxy);
  const size = 50 * 1024 * 1024;
  await redis.direct.setrange('big', size - 1, 'x');
  await redis.direct.set('small', 'whole');
  const opened = openTest({ port: proxy.port }, { timing: { firstRetryMs: 20, lastRetryMs: 20 } });
  const session = await ready(opened);
  const cutShort = async (): Promise<void> => {
    proxy.cutAfter(null);
    await ready(opened);
    expect(text(await session.send('GET', ['small']))).toBe('whole');
    proxy.cutAfter(size * 0.8);
    expect(await faultOf(session.send('GET', ['big']))).toEqual({ code: 'offline' });
  };
  // One collection lets go of what a socket had read, and only the next one finds it gone.
  const rss = async (): Promise<number> => {
    for (let round = 0; round < 3; round++) {
      collect();
      await sleep(60);
    }
    return process.memoryUsage.rss();
  };
  // What the machinery keeps for such replies: none of them, or the room of one, as the allocator likes.
  let before = 0;
  for (let round = 0; round < 6; round++) {
    await cutShort();
    before = Math.max(before, await rss());
  }
  for (let round = 0; round < 4; round++) await cutShort();
  await expect.poll(async () => (await rss()) / before, { timeout: 10_000 }).toBeLessThan(1.2);
  proxy.cutAfter(null);
  await ready(opened);
  expect(((await session.send('GET', ['big'])) as Uint8Array).length).toBe(size);
}, 60_000);

test('fault 10: a server that is loading: its progress, then ready by itself, with few connections meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-load-'));
  try {
    // Each key takes 1 ms to load, in steps small enough for it to answer in between.
    const redis = await redisWith('--dir', folder, '--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024');
    await redis.direct.call('DEBUG', 'POPULATE', '3000');
    await redis.direct.save();
    await redis.kill();
    await redis.restart();
    const opened = openTest({ port: redis.port }, { timing: { loadingRetryMs: 300 } });
    expect((await phaseOf(opened, 'waiting')).fault).toMatchObject({
      code: 'connect',
      reason: 'loading',
      detail: expect.stringMatching(/^\d+\.\d+ %, \d+ s$/) as unknown,
    });
    const session = await ready(opened);
    expect(await session.send('DBSIZE', [])).toBe('3000');
    const connections = Number(/total_connections_received:(\d+)/.exec(await redis.direct.info('stats'))?.[1]);
    expect(connections).toBeLessThan(30);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);

test('fault 15: keys that the user may not touch are rows without permission, in the list of all', async () => {
  const redis = await redisWith();
  await redis.direct.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~app:*', '+@all');
  await redis.direct.mset('app:1', 'x', 'foreign', 'y');
  core = await openCore();
  const tab = await core.open({ port: redis.port, username: 'app' }, 'pw');
  const metas = await core.client.call('keys.meta', { session: tab.session, keys: [utf8('app:1'), utf8('foreign')] });
  expect(metas).toEqual([{ kind: 'known', type: 'string', ttl: null }, { kind: 'denied' }]);
  expect(tab.state().phase.kind).toBe('ready');
});

test('fault 17: SELECT in the console moves nobody: not the session, not its lines', async () => {
  const redis = await redisWith('--notify-keyspace-events', 'KEA');
  core = await openCore();
  const tab = await core.open({ port: redis.port, db: 2 });
  const run = (line: string) =>
    core?.client.call('console.run', { session: tab.session, words: line.split(' ').map((word) => utf8(word)), confirmed: null }) as Promise<unknown>;
  expect(await faultOf(run('SELECT 5'))).toMatchObject({ code: 'input', path: 'command' });
  await run('SET here 1');
  const inDb = async (db: number): Promise<number> => (await redis.direct.select(db), redis.direct.exists('here'));
  expect([await inDb(2), await inDb(5), await inDb(0)]).toEqual([1, 0, 0]);
  expect(tab.state().db).toBe(2);
});

describe('fault 20: refused by the state of the server', () => {
  const save = async (redis: TestRedis): Promise<unknown> => {
    core = await openCore();
    const tab = await core.open({ port: redis.port });
    const expected = { kind: 'bytes', bytes: utf8('old') } as const;
    const fault = await faultOf(core.client.call('value.save', { session: tab.session, key: utf8('kept'), bytes: utf8('new'), expected, confirmed: null }));
    expect(tab.state().phase.kind).toBe('ready');
    return fault;
  };

  test('fault 20: NOREPLICAS', async () => {
    const redis = await redisWith();
    await redis.direct.set('kept', 'old');
    await redis.direct.config('SET', 'min-replicas-to-write', '1');
    expect(await save(redis)).toMatchObject({ code: 'redis', prefix: 'NOREPLICAS' });
    expect(await redis.direct.get('kept')).toBe('old');
  });

  test('fault 20: MISCONF', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keytide-misconf-'));
    const redis = await redisWith('--dir', folder);
    await redis.direct.set('kept', 'old');
    await redis.direct.config('SET', 'save', '3600 1');
    await rm(folder, { recursive: true });
    await redis.direct.bgsave();
    await expect.poll(() => redis.direct.info('persistence')).toContain('rdb_last_bgsave_status:err');
    expect(await save(redis)).toMatchObject({ code: 'redis', prefix: 'MISCONF' });
    expect(await redis.direct.get('kept')).toBe('old');
  });

  test('fault 20: READONLY, and MASTERDOWN where stale data is not to be served', async () => {
    const primary = await redisWith('--repl-diskless-sync-delay', '0');
    const replica = await redisWith('--replicaof', `127.0.0.1 ${primary.port}`);
    await primary.direct.set('kept', 'old');
    await expect.poll(() => replica.direct.get('kept').catch(() => null)).toBe('old');
    expect(await save(replica)).toMatchObject({ code: 'redis', prefix: 'READONLY' });
    await core?.close();
    await replica.direct.config('SET', 'replica-serve-stale-data', 'no');
    await primary.kill();
    await expect.poll(() => replica.direct.info('replication')).toContain('master_link_status:down');
    expect(await save(replica)).toMatchObject({ code: 'redis', prefix: 'MASTERDOWN' });
  });
});

test('fault 22: a server that tells of a pause: it is told, with what is held back and for how long', async ({ skip }) => {
  const valkey = serverOf('valkey8');
  skip(!valkey.found, valkey.why);
  const server = await valkey.start();
  servers.push(server);
  const opened = openTest({ port: server.port }, { timing: { ...quick, vitalsMs: 50 } });
  const session = await ready(opened);
  looked(session);
  await server.direct.call('CLIENT', 'PAUSE', '60000', 'WRITE');
  await expect.poll(() => session.state().vitals?.holdup).toMatchObject({ kind: 'paused', what: 'write' });
  const { holdup } = session.state().vitals ?? {};
  expect(holdup?.kind === 'paused' && holdup.leftMs).toBeGreaterThan(30_000);
  await server.direct.call('CLIENT', 'UNPAUSE');
  await expect.poll(() => session.state().vitals?.holdup).toBeUndefined();
});

test('fault 21: a script that never ends is said, is no reason to reconnect, and is ended by SCRIPT KILL', async () => {
  const redis = await redisWith('--busy-reply-threshold', '100');
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  looked(session);
  const script = redis.direct.call('EVAL', 'while true do end', '0').catch((error: unknown) => String(error));
  await expect.poll(() => session.send('GET', ['a']).then(text, (thrown: { fault: unknown }) => thrown.fault)).toMatchObject({ code: 'redis', prefix: 'BUSY' });
  expect(session.state().phase.kind).toBe('ready');
  // At once, and not when it is the turn of the next look.
  await expect.poll(() => session.state().vitals?.holdup).toEqual({ kind: 'script', ends: 'SCRIPT KILL' });
  // Who comes now to end it gets in.
  const second = openTest({ port: redis.port });
  const other = await ready(second);
  expect(await faultOf(other.send('SCRIPT', ['KILL']))).toMatchObject({ code: 'confirm', blast: { command: 'SCRIPT KILL' } });
  expect(text(await other.send('SCRIPT', ['KILL'], { confirmed: '' }))).toBe('OK');
  expect(await script).toContain('killed');
  expect(text(await session.send('SET', ['a', '1']))).toBe('OK');
  await expect.poll(() => session.state().vitals?.holdup, { timeout: 5000 }).toBeUndefined();
  expect(session.state()).toMatchObject({ phase: { kind: 'ready' }, different: false });
  await redis.direct.client('KILL', 'ID', Number(await other.send('CLIENT', ['ID'])));
  await expect.poll(() => second.phases.filter(({ kind }) => kind === 'ready').length).toBe(2);
  // What could not be asked then is known now, and it is no other server for it.
  expect(other.state()).toMatchObject({ different: false, facts: { product: 'redis', runId: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown } });
});
