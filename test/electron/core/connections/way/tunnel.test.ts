/** Through SSH servers: nothing is proven to one whose key is not known, streams come and go over one connection, and what broke is said. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testConnection } from '../../../../../electron/core/connections/report.ts';
import { newProfile, type ProfileFields, type SecretName, type SshHop } from '../../../../../shared/connections/profile.ts';
import { freePort, startRedis, type TestRedis } from '../../../../support/redis.ts';
import { closeAll, faultOf, openTest, phaseOf, ready, text } from '../setting.ts';
import { openPlace, type Place, ping, type Reach, reachBy } from './reaching.ts';
import { certificates, hostKey, newKey, type Sshd, type SshdOptions, startConnect, startSocks, startSshd } from './stations.ts';

const canary = 'canary-ssh-secret';
const key = hostKey();
const otherKey = hostKey();
let redis: TestRedis;
let socketFolder: string;
let place: Place;
const servers: { close(): Promise<void> }[] = [];
const ways: Reach[] = [];

async function sshd(options: SshdOptions = {}): Promise<Sshd> {
  const server = await startSshd({ keys: [key], password: canary, ...options });
  servers.push(server);
  return server;
}

const hop = (port: number, given: Partial<SshHop> = {}): SshHop => ({ host: '127.0.0.1', port, username: 'ann', auth: 'password', keyFile: '', ...given });

/** known_hosts says that these servers have this key. */
const trusting = (...all: { port: number }[]): Promise<void> => place.knows(...all.map(({ port }) => `[127.0.0.1]:${port} ${key.public}`));

const secrets = { ssh0: canary, ssh1: canary };

async function reach(profile: Partial<ProfileFields>, given: Partial<Record<SecretName, string>> = secrets): Promise<Reach> {
  const way = reachBy(profile, { place, hostKeys: await place.hostKeys(), secrets: given });
  ways.push(way);
  return way;
}

async function session(profile: Partial<ProfileFields>, timing = {}) {
  return openTest({ port: redis.port, ...profile }, { hostKeys: await place.hostKeys(), secrets: (name) => (name.startsWith('ssh') ? canary : null), timing });
}

beforeAll(async () => {
  socketFolder = await mkdtemp(join(tmpdir(), 'keytide-sock-'));
  redis = await startRedis(['--unixsocket', join(socketFolder, 'redis.sock')]);
});
beforeEach(async () => {
  place = await openPlace();
});
afterEach(async () => {
  closeAll();
  for (const way of ways.splice(0)) way.end();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await place.remove();
});
afterAll(async () => {
  await redis.stop();
  await rm(socketFolder, { recursive: true, force: true });
});

test('fault 46: an unknown key: the user is asked, and nothing was proven to the server', async () => {
  const server = await sshd();
  const opened = await session({ ssh: [hop(server.port)] });
  const { fault } = await phaseOf(opened, 'stopped');
  expect(fault).toMatchObject({ code: 'hostkey', kind: 'unknown', host: '127.0.0.1', port: server.port });
  await expect.poll(() => server.connections()).toBe(0);
  expect(server.attempts).toEqual([]);
  if (fault.code !== 'hostkey') throw new Error('it is one');
  expect(Buffer.from(fault.sha256, 'base64')).toHaveLength(32);
});

test('approved, the same session goes on; the same key is not asked about again', async () => {
  const server = await sshd();
  const hostKeys = await place.hostKeys();
  const opened = openTest({ port: redis.port, ssh: [hop(server.port)] }, { hostKeys, secrets: () => null });
  const { fault } = await phaseOf(opened, 'stopped');
  if (fault.code !== 'hostkey') throw new Error('it is one');
  await hostKeys.approve(fault.host, fault.port, fault.sha256);
  opened.session.retry();
  // Known now, so that it is the password that is refused.
  await expect.poll(() => server.attempts).toContain('password ann');
  const again = await session({ ssh: [hop(server.port)] });
  expect(text(await (await ready(again)).send('PING', []))).toBe('PONG');
});

test('fault 46: a changed key, and a revoked one: a hard stop before any attempt to log in', async () => {
  const server = await sshd({ keys: [otherKey] });
  await trusting(server);
  const way = await reach({ ssh: [hop(server.port)] });
  expect(await faultOf(way.open(redis))).toMatchObject({ code: 'hostkey', kind: 'changed' });
  await place.knows(`@revoked * ${otherKey.public}`);
  expect(await faultOf(way.open(redis))).toMatchObject({ code: 'hostkey', kind: 'revoked' });
  expect(server.attempts).toEqual([]);
  await expect.poll(() => server.connections()).toBe(0);
});

test('of several keys of a host, the one that is known is asked for', async () => {
  const rsa = hostKey('rsa');
  const server = await sshd({ keys: [key, rsa] });
  await place.knows(`[127.0.0.1]:${server.port} ${rsa.public}`);
  expect(await ping(await (await reach({ ssh: [hop(server.port)] })).open(redis))).toBe('+PONG\r\n');
});

test('sessions and their lines share one SSH connection; large values pass both ways', async () => {
  const server = await sshd();
  await trusting(server);
  const opened = await session({ ssh: [hop(server.port)] });
  const up = await ready(opened);
  const told: string[] = [];
  up.openLine('feed', { ready: () => told.push('ready'), lost: () => told.push('lost'), message: () => undefined });
  await expect.poll(() => told).toEqual(['ready']);
  expect(server.connections()).toBe(1);
  expect(server.forwarded.length).toBeGreaterThanOrEqual(2);
  const long = 'x'.repeat(5_000_000);
  await up.send('SET', ['long', long]);
  expect(text(await up.send('GET', ['long']))).toHaveLength(long.length);
  expect(JSON.stringify([opened.lines, opened.phases, up.state()])).not.toContain(canary);
  up.close();
  await expect.poll(() => server.connections()).toBe(0);
});

test('steps are taken in order, each once for each socket', async () => {
  const server = await sshd();
  await trusting(server);
  const way = await reach({ ssh: [hop(server.port)] });
  const both = await Promise.all([way.open(redis), way.open(redis)]);
  expect([...way.steps].sort()).toEqual(['name', 'name', 'ssh', 'ssh', 'tcp', 'tcp']);
  for (const stream of both) expect(await ping(stream)).toBe('+PONG\r\n');
  expect(server.connections()).toBe(1);
  const { steps } = await testConnection(
    { ...newProfile, port: redis.port, ssh: [hop(server.port)], secrets: [] },
    { secrets: () => canary, hostKeys: await place.hostKeys(), signal: new AbortController().signal },
  );
  // The password goes to a server that wants none: what is told is the login, after all of the way.
  expect(steps.map(({ step }) => step).slice(0, 4)).toEqual(['name', 'ssh', 'tcp', 'answer']);
  expect(steps.every(({ ms }) => ms !== null && ms >= 0)).toBe(true);
  await expect.poll(() => server.connections()).toBe(1);
});

test('fault 46: a wrong password is final, tried once, and told without it', async () => {
  const server = await sshd({ password: 'right' });
  await trusting(server);
  const opened = await session({ ssh: [hop(server.port)] }, { firstRetryMs: 5, lastRetryMs: 5 });
  const { fault } = await phaseOf(opened, 'stopped');
  expect(fault).toMatchObject({ code: 'connect', reason: 'ssh-auth', detail: `127.0.0.1:${server.port}` });
  await expect.poll(() => server.connections()).toBe(0);
  expect(server.attempts.filter((attempt) => attempt.startsWith('password'))).toEqual(['password ann']);
  expect(JSON.stringify([fault, opened.lines])).not.toContain(canary);
});

test('a password that the server asks for by a question', async () => {
  const server = await sshd({ interactive: true });
  await trusting(server);
  expect(await ping(await (await reach({ ssh: [hop(server.port)] })).open(redis))).toBe('+PONG\r\n');
});

test('a key file: plain, with a passphrase, with a wrong one, and none', async () => {
  const plain = newKey();
  const sealed = newKey({ passphrase: canary, cipher: 'aes256-ctr', rounds: 4 });
  const plainFile = await place.file('plain', plain.private);
  const sealedFile = await place.file('sealed', sealed.private);
  const open = await sshd({ userKey: plain.private });
  await trusting(open);
  const by = (port: number, keyFile: string) => ({ ssh: [hop(port, { auth: 'key', keyFile })] });
  expect(await ping(await (await reach(by(open.port, plainFile), {})).open(redis))).toBe('+PONG\r\n');
  const guarded = await sshd({ userKey: `${plain.private}` });
  await trusting(open, guarded);
  expect(await faultOf((await reach(by(guarded.port, sealedFile), {})).open(redis))).toMatchObject({
    code: 'input',
    message: expect.stringContaining('needs its passphrase'),
  });
  const wrong = await faultOf((await reach(by(guarded.port, sealedFile), { ssh0: 'wrong' })).open(redis));
  expect(wrong).toMatchObject({ code: 'input', message: expect.stringContaining('does not open the key') });
  // The right passphrase, but not a key of this user.
  expect(await faultOf((await reach(by(guarded.port, sealedFile))).open(redis))).toMatchObject({ reason: 'ssh-auth' });
  expect(await faultOf((await reach(by(guarded.port, join(place.folder, 'none')), {})).open(redis))).toMatchObject({
    message: expect.stringContaining('ENOENT'),
  });
  expect(await faultOf((await reach(by(guarded.port, await place.file('pub', plain.public)), {})).open(redis))).toMatchObject({
    message: expect.stringContaining('public key'),
  });
  await expect.poll(() => guarded.connections()).toBe(0);
});

test('a running agent signs, and the key never leaves it', async () => {
  const user = newKey();
  const socket = join(place.folder, 'agent.sock');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const before = process.env['SSH_AUTH_SOCK'];
  process.env['SSH_AUTH_SOCK'] = socket;
  try {
    await expect.poll(() => existsSync(socket)).toBe(true);
    execFileSync('ssh-add', ['-q', await place.file('id', user.private)], { stdio: 'ignore' });
    const server = await sshd({ userKey: user.private });
    await trusting(server);
    expect(await ping(await (await reach({ ssh: [hop(server.port, { auth: 'agent' })] })).open(redis))).toBe('+PONG\r\n');
  } finally {
    agent.kill();
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
  }
});

test('without an agent there is nothing to log in with', async () => {
  const server = await sshd();
  await trusting(server);
  const before = process.env['SSH_AUTH_SOCK'];
  delete process.env['SSH_AUTH_SOCK'];
  try {
    expect(await faultOf((await reach({ ssh: [hop(server.port, { auth: 'agent' })] })).open(redis))).toMatchObject({
      code: 'input',
      message: expect.stringContaining('SSH_AUTH_SOCK'),
    });
    process.env['SSH_AUTH_SOCK'] = join(place.folder, 'gone.sock');
    expect(await faultOf((await reach({ ssh: [hop(server.port, { auth: 'agent' })] })).open(redis))).toMatchObject({
      reason: 'ssh-auth',
      detail: expect.stringContaining('agent'),
    });
  } finally {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
  }
});

test('fault 46: forwarding that is not allowed is final; a server that is down behind the tunnel is not', async () => {
  const strict = await sshd({ forwards: 'prohibited' });
  const open = await sshd();
  await trusting(strict, open);
  expect((await phaseOf(await session({ ssh: [hop(strict.port)] }), 'stopped')).fault).toMatchObject({ reason: 'ssh-forward' });
  const nobody = await freePort();
  const way = await reach({ ssh: [hop(open.port)] });
  expect(await faultOf(way.open({ port: nobody }))).toEqual({ code: 'connect', reason: 'refused', detail: `127.0.0.1:${open.port}` });
  expect(await ping(await way.open(redis))).toBe('+PONG\r\n');
});

test('fault 46: a tunnel that breaks under a command: its outcome is unknown, it is not sent again, and the session comes back', async () => {
  const server = await sshd();
  await trusting(server);
  const opened = await session({ ssh: [hop(server.port)] }, { firstRetryMs: 20, lastRetryMs: 20 });
  const up = await ready(opened);
  await up.send('DEL', ['n']);
  redis.freeze();
  const sent = faultOf(up.send('INCR', ['n']));
  const read = faultOf(up.send('GET', ['n']));
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.kill();
  expect(await sent).toEqual({ code: 'unknown', command: 'INCR' });
  expect(await read).toEqual({ code: 'offline' });
  const waiting = opened.phases.find((phase) => phase.kind === 'waiting');
  expect(waiting?.kind === 'waiting' && waiting.fault).toMatchObject({ code: 'connect', reason: 'tunnel' });
  redis.thaw();
  await ready(opened);
  expect(Number(text(await up.send('GET', ['n'])))).toBeLessThanOrEqual(1);
});

test('a cancelled attempt leaves the others and the tunnel alone; a silent forward is a timeout', async () => {
  const server = await sshd({ forwards: 'silent' });
  await trusting(server);
  const way = await reach({ ssh: [hop(server.port)] });
  const cancel = new AbortController();
  const cancelled = faultOf(way.open(redis, { signal: cancel.signal }));
  await expect.poll(() => server.forwarded.length).toBe(1);
  cancel.abort();
  expect(await cancelled).toEqual({ code: 'cancelled' });
  expect(server.connections()).toBe(1);
  expect(await faultOf(way.open(redis, { timeoutMs: 50 }))).toMatchObject({ reason: 'timeout' });
  // Nothing else was open on it, so that it may have been dead: the next one is new.
  await expect.poll(() => server.connections()).toBe(0);
});

test('two hops, each with its own key and password; the second is reached through the first', async () => {
  const outer = await sshd();
  const inner = await sshd({ keys: [otherKey], password: 'inner' });
  await place.knows(`[127.0.0.1]:${outer.port} ${key.public}`, `[127.0.0.1]:${inner.port} ${otherKey.public}`);
  const way = await reach({ ssh: [hop(outer.port), hop(inner.port)] }, { ssh0: canary, ssh1: 'inner' });
  expect(await ping(await way.open(redis))).toBe('+PONG\r\n');
  expect(outer.forwarded).toEqual([`127.0.0.1:${inner.port}`]);
  expect(inner.forwarded).toEqual([`127.0.0.1:${redis.port}`]);
  const broken = await way.open(redis);
  const fault = new Promise((resolve) => broken.once('error', resolve));
  outer.kill();
  expect(await fault).toMatchObject({ fault: { code: 'connect', reason: 'tunnel' } });
  // And it is opened anew.
  expect(await ping(await way.open(redis))).toBe('+PONG\r\n');
  await place.knows(`[127.0.0.1]:${outer.port} ${key.public}`);
  const asked = await faultOf((await reach({ ssh: [hop(outer.port), hop(inner.port)] })).open(redis));
  expect(asked).toMatchObject({ code: 'hostkey', kind: 'unknown', port: inner.port });
});

test('an alias of ~/.ssh/config, with its jump', async () => {
  const userKey = newKey();
  const keyFile = await place.file('id', userKey.private);
  const [gate, far] = [await sshd({ userKey: userKey.private }), await sshd()];
  await trusting(gate, far);
  await place.configures(
    `Host far\n HostName 127.0.0.1\n Port ${far.port}\n User bob\n ProxyJump eve@gate\nHost gate\n HostName 127.0.0.1\n Port ${gate.port}\n IdentityFile ${keyFile}\n`,
  );
  expect(await ping(await (await reach({ ssh: [hop(22, { host: 'far', username: '' })] })).open(redis))).toBe('+PONG\r\n');
  expect(gate.attempts).toContain('publickey eve');
  expect(far.attempts).toContain('password bob');
  expect(gate.forwarded).toEqual([`127.0.0.1:${far.port}`]);
});

test('through a proxy to the SSH server, TLS through the tunnel, and a unix socket behind it', async () => {
  const server = await sshd();
  await trusting(server);
  for (const [kind, begin] of [
    ['socks5', startSocks],
    ['http', startConnect],
  ] as const) {
    const proxy = await begin();
    servers.push(proxy);
    const way = await reach({ ssh: [hop(server.port)], proxy: { kind, host: '127.0.0.1', port: proxy.port, username: '' } });
    expect(await ping(await way.open(redis))).toBe('+PONG\r\n');
    expect(way.steps).toEqual(['name', 'proxy', 'ssh', 'tcp']);
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`]);
  }
  const socket = join(socketFolder, 'redis.sock');
  expect(await ping(await (await reach({ ssh: [hop(server.port)], socket })).open(redis))).toBe('+PONG\r\n');
  expect(server.forwarded.at(-1)).toBe(socket);
});

test('TLS over SSH: verified by the name of the server, and a tunnel that breaks says so through it', async () => {
  const certs = certificates();
  const issued = certs.issue('server', { altNames: 'DNS:localhost' });
  const port = await freePort();
  const secure = await startRedis([
    '--tls-port',
    String(port),
    '--tls-cert-file',
    issued.certFile,
    '--tls-key-file',
    issued.keyFile,
    '--tls-ca-cert-file',
    issued.certFile,
    '--tls-auth-clients',
    'no',
  ]);
  const server = await sshd();
  await trusting(server);
  try {
    const tlsOptions = { ...newProfile.tlsOptions, ca: certs.ca };
    const way = await reach({ ssh: [hop(server.port)], tls: true, tlsOptions });
    const stream = await way.open({ host: 'localhost', port });
    expect(await ping(stream)).toBe('+PONG\r\n');
    expect(way.steps).toEqual(['name', 'ssh', 'tcp', 'tls']);
    expect(await faultOf(way.open({ host: '127.0.0.1', port }))).toMatchObject({ reason: 'tls-host' });
    const fault = new Promise((resolve) => stream.once('error', resolve));
    server.kill();
    expect(await fault).toMatchObject({ fault: { reason: 'tunnel' } });
  } finally {
    await secure.stop();
    certs.remove();
  }
});

test('what is no SSH server, and one that is not there', async () => {
  const way = await reach({ ssh: [hop(redis.port)] });
  expect(await faultOf(way.open(redis, { timeoutMs: 1000 }))).toMatchObject({ code: 'connect', detail: expect.stringContaining(`127.0.0.1:${redis.port}`) });
  const nobody = await freePort();
  expect(await faultOf((await reach({ ssh: [hop(nobody)] })).open(redis))).toEqual({
    code: 'connect',
    reason: 'refused',
    detail: `127.0.0.1:${nobody}: ECONNREFUSED`,
  });
});
