/** Why a connection cannot be made: told apart, retried only where that may help, and never with the password in sight. */
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { freePort, startRedis, type TestRedis } from '../../../support/redis.ts';
import { bulk, type Fake, fakeRedis } from './fakes.ts';
import { closeAll, faultOf, openTest, phaseOf, ready, text } from './setting.ts';

const canary = 'canary-c0ffee-secret';
const fakes: Fake[] = [];
const fake = async (...args: Parameters<typeof fakeRedis>): Promise<Fake> => {
  const one = await fakeRedis(...args);
  fakes.push(one);
  return one;
};

/** How often each login was refused, from the server's own list. */
async function refusedLogins(redis: TestRedis): Promise<readonly number[]> {
  const entries = (await redis.direct.call('ACL', 'LOG')) as (string | number)[][];
  return entries.filter((entry) => entry[entry.indexOf('reason') + 1] === 'auth').map((entry) => Number(entry[entry.indexOf('count') + 1]));
}

afterEach(async () => {
  closeAll();
  await Promise.all(fakes.splice(0).map((one) => one.close()));
});

test('nobody listens: refused, and tried again with growing pauses until somebody does', async () => {
  const port = await freePort();
  const opened = openTest({ port }, { timing: { firstRetryMs: 20, lastRetryMs: 60 } });
  expect((await phaseOf(opened, 'waiting')).fault).toEqual({ code: 'connect', reason: 'refused', detail: 'ECONNREFUSED' });
  await expect.poll(() => opened.session.state().phase).toMatchObject({ kind: 'waiting', attempt: 4 });
  const { retryInMs } = await phaseOf(opened, 'waiting');
  expect(retryInMs).toBeLessThanOrEqual(60);
  expect(retryInMs).toBeGreaterThanOrEqual(50);
});

test('retry does not wait', async () => {
  const port = await freePort();
  const opened = openTest({ port }, { timing: { firstRetryMs: 1e6, lastRetryMs: 1e6 } });
  await phaseOf(opened, 'waiting');
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(port, '127.0.0.1');
  opened.session.retry();
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ reason: 'http' });
  server.close();
});

test('a name that does not exist', async () => {
  const opened = openTest({ host: 'no-such-host.invalid', port: 1 });
  expect((await phaseOf(opened, 'waiting')).fault).toMatchObject({ code: 'connect', reason: 'name' });
});

test.each([
  ['an HTTP server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'http'],
  ['an SSH server', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'ssh'],
  ['a TLS alert', '\x15\x03\x03\x00\x02\x02\x46', 'tls-wanted'],
])('%s is told by name and not tried again', async (_, bytes, reason) => {
  const server = await fake((_words, socket) => (socket.end(Buffer.from(bytes, 'latin1')), null));
  const opened = openTest({ port: server.port });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'connect', reason });
});

test('a server that accepts and says nothing is a timeout', async () => {
  const server = await fake(() => null);
  const opened = openTest({ port: server.port }, { timing: { connectMs: 150 } });
  expect((await phaseOf(opened, 'waiting')).fault).toMatchObject({ code: 'connect', reason: 'timeout' });
});

test('fault 18: a full server says so, and those who are in stay in', async () => {
  const redis = await startRedis(['--maxclients', '2']);
  const first = openTest({ port: redis.port });
  const session = await ready(first);
  const second = openTest({ port: redis.port });
  expect((await phaseOf(second, 'waiting')).fault).toEqual({ code: 'connect', reason: 'maxclients', detail: '' });
  const told: unknown[] = [];
  session.openLine('feed', {
    ready: () => told.push('ready'),
    lost: (fault) => told.push(fault),
    failed: (fault) => told.push(fault),
    message: () => undefined,
  });
  await expect.poll(() => told[0]).toEqual({ code: 'connect', reason: 'maxclients', detail: '' });
  expect(text(await session.send('PING', []))).toBe('PONG');
  await redis.stop();
});

test('a reason given before hanging up is heard, even where the line is reset', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('-ERR max number of clients reached\r\n', () => socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opened = openTest({ port: (server.address() as { port: number }).port });
  expect((await phaseOf(opened, 'waiting')).fault).toMatchObject({ code: 'connect', reason: 'maxclients' });
  server.close();
});

test('fault 10: a loading server is waited for, with its progress', async () => {
  let loading = true;
  const server = await fake((words) => {
    if (!loading) return undefined;
    if (words[0] === 'PING') return '-LOADING Redis is loading the dataset in memory\r\n';
    return words.join(' ') === 'INFO persistence' ? bulk('loading:1\r\nloading_loaded_perc:1.50\r\nloading_eta_seconds:63\r\n') : undefined;
  });
  const opened = openTest({ port: server.port }, { timing: { loadingRetryMs: 20 } });
  expect((await phaseOf(opened, 'waiting')).fault).toEqual({ code: 'connect', reason: 'loading', detail: '1.50 %, 63 s' });
  loading = false;
  await ready(opened);
});

test('fault 11: a wrong password is tried once', async () => {
  const redis = await startRedis(['--requirepass', 'right'], { password: 'right' });
  const opened = openTest({ port: redis.port }, { password: canary, timing: { firstRetryMs: 5, lastRetryMs: 5 } });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'auth', message: expect.stringContaining('WRONGPASS') });
  const without = openTest({ port: redis.port }, { timing: { firstRetryMs: 5, lastRetryMs: 5 } });
  expect((await phaseOf(without, 'stopped')).fault).toMatchObject({ code: 'auth' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await refusedLogins(redis)).toEqual([1]);
  await redis.stop();
});

test('fault 12: a password changed at run time: the session lives on, then asks', async () => {
  const redis = await startRedis(['--requirepass', 'old'], { password: 'old' });
  const opened = openTest({ port: redis.port }, { password: 'old' });
  const session = await ready(opened);
  await redis.direct.config('SET', 'requirepass', 'new');
  expect(text(await session.send('PING', []))).toBe('PONG');
  await redis.direct.client('KILL', 'ID', Number(await session.send('CLIENT', ['ID'])));
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'auth' });
  await redis.stop();
});

test('fault 13: a deleted user ends the session and its lines with one attempt', async () => {
  const redis = await startRedis();
  await redis.direct.call('ACL', 'SETUSER', 'ann', 'on', `>${canary}`, '~*', '&*', '+@all');
  const opened = openTest({ port: redis.port, username: 'ann' }, { password: canary, timing: { firstRetryMs: 50, lastRetryMs: 50 } });
  const session = await ready(opened);
  const told: string[] = [];
  session.openLine('feed', { ready: () => told.push('ready'), lost: () => told.push('lost'), failed: () => told.push('failed'), message: () => undefined });
  await expect.poll(() => told).toEqual(['ready']);
  await redis.direct.call('ACL', 'DELUSER', 'ann');
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'auth' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toEqual(['ready', 'lost']);
  expect(await refusedLogins(redis)).toEqual([1]);
  await redis.stop();
});

test('fault 14: a user who may only GET can still connect; what is not known is left open', async () => {
  const redis = await startRedis();
  await redis.direct.call('ACL', 'SETUSER', 'bob', 'on', '>pw', '~*', '+get');
  await redis.direct.set('a', 'value');
  const opened = openTest({ port: redis.port, username: 'bob' }, { password: 'pw', timing: { quietMs: 20, tickMs: 10, silentMs: 500, vitalsMs: 30 } });
  const session = await ready(opened);
  expect(session.state().facts).toMatchObject({ user: 'bob', protocol: 3, runId: '', version: '', databases: null });
  expect(text(await session.send('GET', ['a']))).toBe('value');
  expect(await faultOf(session.send('SET', ['a', 'b']))).toMatchObject({ code: 'redis', prefix: 'NOPERM' });
  // Heartbeat and vitals are refused as well, and neither ends nor degrades it.
  await expect.poll(() => session.state().vitals).not.toBeNull();
  expect(opened.phases.filter(({ kind }) => kind !== 'connecting' && kind !== 'verifying')).toEqual([{ kind: 'ready' }]);
  await redis.stop();
});

test('fault 16: without the right to SELECT, only db 0 can be connected to', async () => {
  const redis = await startRedis();
  await redis.direct.call('ACL', 'SETUSER', 'eve', 'on', '>pw', '~*', '+@all', '-select');
  await ready(openTest({ port: redis.port, username: 'eve' }, { password: 'pw' }));
  const opened = openTest({ port: redis.port, username: 'eve' }, { password: 'pw', db: 5 });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'select', detail: expect.stringContaining('NOPERM') });
  expect(await redis.direct.dbsize()).toBe(0);
  await redis.stop();
});

test('a server that puts the connection elsewhere is not believed', async () => {
  const server = await fake((words) => (words.join(' ') === 'CLIENT INFO' ? bulk('id=1 db=7 user=default') : undefined));
  const opened = openTest({ port: server.port });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'select' });
});

test('the password shows nowhere: not in states, logs, activity, inspections, nor where a server repeats it', async () => {
  const redis = await startRedis(['--requirepass', canary], { password: canary });
  const fine = openTest({ port: redis.port }, { password: canary });
  const session = await ready(fine);
  await session.send('CONFIG', ['SET', 'masterauth', canary], { confirmed: '' });
  await session.send('ACL', ['SETUSER', 'x', 'on', `>${canary}`], { confirmed: '' });
  await session.send('MIGRATE', ['127.0.0.1', 1, 'k', 0, 10, 'AUTH', canary], { confirmed: '' });
  // Redis 5 repeats the arguments of a command it does not know.
  const echo = await fake((words) =>
    words[0]?.toUpperCase() === 'HELLO' ? `-ERR unknown thing, with args beginning with: ${words.slice(1).join(' ')}\r\n` : undefined,
  );
  const echoed = openTest({ port: echo.port }, { password: canary });
  await phaseOf(echoed, 'waiting');
  const wrong = openTest({ port: redis.port }, { password: `${canary}-wrong` });
  await phaseOf(wrong, 'stopped');
  for (const { session: one, lines, phases } of [fine, echoed, wrong]) {
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, phases, one.state()])).not.toContain(canary);
    expect(inspect(one, { depth: 20, showHidden: true })).not.toContain(canary);
    for await (const entries of one.activity(one.ended)) {
      expect(entries.flatMap(({ words }) => words.map(text)).join(' ')).not.toContain(canary);
      break;
    }
  }
  for await (const entries of session.activity(session.ended)) {
    expect(entries).toHaveLength(3);
    break;
  }
  await redis.stop();
});

// Their packages cannot be fetched where these tests run: what they say of themselves, as far as connecting goes.
test.each([
  ['redis', '5.0.14', 'redis_version:5.0.14\r\n'],
  ['keydb', '6.3.4', 'redis_version:6.3.4\r\nexecutable:/usr/bin/keydb-server\r\n'],
  ['dragonfly', '1.23.0', 'redis_version:7.4.0\r\ndragonfly_version:df-v1.23.0\r\n'],
])('%s %s without HELLO and CLIENT INFO is connected to over RESP2, and known by what it says of itself', async (product, version, info) => {
  const old = await fake(([name = '', sub = '']) => {
    if (name.toUpperCase() === 'HELLO') return '-ERR unknown command `HELLO`, with args beginning with: \r\n';
    if (name.toUpperCase() === 'CLIENT' && sub.toUpperCase() === 'INFO') return '-ERR Unknown subcommand or wrong number of arguments\r\n';
    if (name.toUpperCase() === 'INFO') return bulk(sub === 'server' ? `run_id:${'a'.repeat(40)}\r\nredis_mode:standalone\r\n${info}` : 'role:master\r\n');
    return undefined;
  });
  const session = await ready(openTest({ port: old.port }));
  expect(session.state().facts).toMatchObject({ product, version, protocol: 2, mode: 'standalone', role: 'master', user: 'default' });
});
