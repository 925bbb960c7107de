/** Through SOCKS5 and HTTP proxies, and over unix sockets: the bytes arrive, and who refused what is told. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { testConnection } from '../../../../../electron/core/connections/report.ts';
import { timing } from '../../../../../electron/core/connections/timing.ts';
import { newProfile, type ProfileFields } from '../../../../../shared/connections/profile.ts';
import { freePort, startRedis, type TestRedis } from '../../../../support/redis.ts';
import { fakeRedis } from '../fakes.ts';
import { closeAll, faultOf, openTest, ready, text } from '../setting.ts';
import { openPlace, type Place, ping, type Reach, reachBy } from './reaching.ts';
import { startConnect, startSocks, type TestProxy } from './stations.ts';

const canary = 'canary-proxy-secret';
let redis: TestRedis;
let place: Place;
const proxies: TestProxy[] = [];
const ways: Reach[] = [];

type Kind = 'socks5' | 'http';
const start = { socks5: startSocks, http: startConnect };

async function started(kind: Kind, options: Parameters<typeof startSocks>[0] = {}): Promise<TestProxy> {
  const proxy = await start[kind](options);
  proxies.push(proxy);
  return proxy;
}

const by = (kind: Kind, port: number, username = ''): Pick<ProfileFields, 'proxy'> => ({ proxy: { kind, host: '127.0.0.1', port, username } });

function reach(...args: Parameters<typeof reachBy>): Reach {
  const way = reachBy(...args);
  ways.push(way);
  return way;
}

beforeAll(async () => {
  place = await openPlace();
  redis = await startRedis(['--unixsocket', join(place.folder, 'redis.sock')]);
});
afterEach(async () => {
  closeAll();
  for (const way of ways.splice(0)) way.end();
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});
afterAll(async () => {
  await redis.stop();
  await place.remove();
});

test.each<Kind>(['socks5', 'http'])('%s: a session through it, with and without a login, and by name', async (kind) => {
  const open = await started(kind);
  const session = await ready(openTest({ port: redis.port, ...by(kind, open.port) }));
  const long = 'x'.repeat(1_000_000);
  await session.send('SET', ['long', long]);
  expect(text(await session.send('GET', ['long']))).toBe(long);
  expect(open.asked).toEqual([`127.0.0.1:${redis.port}`]);

  const guarded = await started(kind, { login: `ann:${canary}` });
  const way = reach(by(kind, guarded.port, 'ann'), { secrets: { proxy: canary } });
  expect(await ping(await way.open({ host: 'localhost', port: redis.port }))).toBe('+PONG\r\n');
  // The name is looked up where the proxy is; here only the proxy's own was.
  expect(guarded.asked).toEqual([`localhost:${redis.port}`]);
  expect(way.steps).toEqual(['name', 'proxy', 'tcp']);
});

test.each<Kind>(['socks5', 'http'])("%s: a wrong login is the proxy's refusal, final, and without the password", async (kind) => {
  const guarded = await started(kind, { login: 'ann:right' });
  const way = reach(by(kind, guarded.port, 'ann'), { secrets: { proxy: canary } });
  const fault = await faultOf(way.open(redis));
  expect(fault).toMatchObject({ code: 'connect', reason: 'proxy-auth', detail: expect.stringContaining(`127.0.0.1:${guarded.port}`) });
  expect(JSON.stringify(fault)).not.toContain(canary);
  expect(await faultOf(reach(by(kind, guarded.port)).open(redis))).toMatchObject({ reason: 'proxy-auth' });
  expect(way.steps).toEqual(['name']);
  await expect.poll(() => guarded.connections()).toBe(0);
});

test.each([
  ['socks5', 2, 'proxy', ['name']],
  ['socks5', 1, 'proxy', ['name']],
  ['socks5', 4, 'unreachable', ['name', 'proxy']],
  ['socks5', 5, 'refused', ['name', 'proxy']],
  ['http', 403, 'proxy', ['name']],
  ['http', 502, 'unreachable', ['name', 'proxy']],
  ['http', 504, 'timeout', ['name', 'proxy']],
] as const)('%s says %i: %s', async (kind, says, reason, steps) => {
  const proxy = await started(kind, { says });
  const way = reach(by(kind, proxy.port));
  expect(await faultOf(way.open(redis))).toMatchObject({ code: 'connect', reason, detail: expect.stringContaining(String(says)) });
  expect(way.steps).toEqual(steps);
});

test('a proxy that is none, is not there, or is of the other kind', async () => {
  const server = await fakeRedis(() => '-ERR no\r\n', '-ERR hello\r\n');
  for (const kind of ['socks5', 'http'] as const) expect(await faultOf(reach(by(kind, server.port)).open(redis))).toMatchObject({ reason: 'proxy' });
  await server.close();
  const nobody = await freePort();
  expect(await faultOf(reach(by('http', nobody)).open(redis))).toEqual({ code: 'connect', reason: 'refused', detail: `127.0.0.1:${nobody}: ECONNREFUSED` });
});

test("what the server says at once arrives, though it comes in one piece with the proxy's answer", async () => {
  const server = await fakeRedis(() => undefined, '-ERR max number of clients reached\r\n');
  const proxy = await started('http');
  const stream = await reach(by('http', proxy.port)).open(server);
  const first = await new Promise((resolve) => stream.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  expect(first).toBe('-ERR max number of clients reached\r\n');
  await server.close();
});

test('IPv6 addresses and long names are asked for as they are', async () => {
  const socks = await started('socks5', { says: 4 });
  await faultOf(reach(by('socks5', socks.port)).open({ host: '2001:db8::1:ff', port: 6379 }));
  await faultOf(reach(by('socks5', socks.port)).open({ host: '[::ffff:10.0.0.1]', port: 6379 }));
  expect(socks.asked).toEqual(['2001:0db8:0000:0000:0000:0000:0001:00ff:6379', '0000:0000:0000:0000:0000:ffff:0a00:0001:6379']);
  expect(await faultOf(reach(by('socks5', socks.port)).open({ host: 'x'.repeat(256), port: 1 }))).toMatchObject({ code: 'input' });
  expect(await faultOf(reach(by('socks5', socks.port, 'x'.repeat(256))).open(redis))).toMatchObject({ reason: 'unreachable' });
  const guarded = await started('socks5', { login: 'a:b' });
  expect(await faultOf(reach(by('socks5', guarded.port, 'x'.repeat(256))).open(redis))).toMatchObject({ code: 'input' });
});

test('a host cannot become a header', async () => {
  const proxy = await started('http');
  expect(await faultOf(reach(by('http', proxy.port)).open({ host: 'a HTTP/1.1\r\nX: y', port: 1 }))).toMatchObject({ code: 'input', path: 'host' });
  expect(await faultOf(reach(by('http', proxy.port, 'a:b')).open(redis))).toMatchObject({ code: 'input', path: 'proxy.username' });
  expect(proxy.asked).toEqual([]);
});

test('a silent proxy is a timeout, and a cancelled attempt leaves nothing open', async () => {
  const silent = await started('socks5', { silent: true });
  const way = reach(by('socks5', silent.port));
  expect(await faultOf(way.open(redis, { timeoutMs: 50 }))).toMatchObject({ reason: 'timeout' });
  const cancel = new AbortController();
  const fault = faultOf(way.open(redis, { signal: cancel.signal }));
  await expect.poll(() => silent.connections()).toBe(1);
  cancel.abort();
  expect(await fault).toEqual({ code: 'cancelled' });
  await expect.poll(() => silent.connections()).toBe(0);
});

test('a test of a connection names the step, in order, and ends in time even where nothing answers', async () => {
  const silent = await started('http', { silent: true });
  const began = performance.now();
  const profile = { ...newProfile, port: redis.port, ...by('http', silent.port), secrets: [] };
  const { steps } = await testConnection(profile, { secrets: () => null, signal: new AbortController().signal });
  expect(performance.now() - began).toBeLessThan(8000);
  expect(steps.map(({ step, fault }) => [step, fault?.code === 'connect' ? fault.reason : fault])).toEqual([
    ['name', null],
    ['proxy', 'timeout'],
  ]);
  const open = await started('http');
  const good = await testConnection(
    { ...newProfile, port: redis.port, ...by('http', open.port), secrets: [] },
    { secrets: () => null, signal: new AbortController().signal, timing },
  );
  expect(good.steps.map(({ step }) => step)).toEqual(['name', 'proxy', 'tcp', 'answer', 'login', 'select', 'facts', 'permissions']);
});

test('a unix socket: a session over it, one that is not there, and no proxy on the way', async () => {
  const socket = join(place.folder, 'redis.sock');
  const session = await ready(openTest({ port: 1, socket }));
  expect(text(await session.send('PING', []))).toBe('PONG');
  expect(await faultOf(reach({ socket: `${socket}.none` }).open(redis))).toEqual({ code: 'connect', reason: 'socket', detail: 'ENOENT' });
  expect(await faultOf(reach({ socket, ...by('http', 1) }).open(redis))).toMatchObject({ code: 'input', path: 'proxy' });
  const { steps } = await testConnection({ ...newProfile, socket, secrets: [] }, { secrets: () => null, signal: new AbortController().signal });
  expect(steps.map(({ step }) => step)).toEqual(['tcp', 'answer', 'login', 'select', 'facts', 'permissions']);
});
