/** Servers on this machine: which ports and sockets are asked, what is recognised, and that nothing waits for what is silent. */
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findServers } from '../../../../electron/core/connections/find.ts';
import { listeningPorts, listeningSockets, portsIn, socketsIn } from '../../../../electron/core/connections/listening.ts';
import type { FoundServer } from '../../../../shared/connections/arrivals.ts';
import { freePort, startRedis, type TestRedis } from '../../../support/redis.ts';
import { type Certificates, certificates } from './way/stations.ts';

let certs: Certificates;
const redises: TestRedis[] = [];
const others: Server[] = [];
const signal = new AbortController().signal;
const noSockets = { sockets: [] };
const local = (port: number) => ({ host: '127.0.0.1', port });

async function redis(...args: string[]): Promise<TestRedis> {
  const one = await startRedis(args, args[0] === '--requirepass' ? { password: args[1] ?? '' } : {});
  redises.push(one);
  return one;
}

/** A server that is none of ours: says this to whoever connects, or answers that to whatever it is asked. */
async function other(greeting: string, answer: string | null): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting, 'latin1');
    if (answer !== null) socket.once('data', () => socket.end(answer, 'latin1'));
  });
  others.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

async function found(...ports: number[]): Promise<readonly FoundServer[]> {
  return (await findServers(signal, { ...noSockets, ports: ports.map(local) })).servers;
}

beforeAll(() => {
  certs = certificates();
});
afterAll(async () => {
  certs.remove();
  for (const server of others) server.close();
  await Promise.all(redises.map((one) => one.stop()));
});

test('tells what answers: product, version, and whether it wants a password', async () => {
  const open = await redis();
  const locked = await redis('--requirepass', 'pw');
  expect(await found(open.port, locked.port)).toEqual([
    {
      host: '127.0.0.1',
      port: open.port,
      socket: '',
      tls: false,
      product: 'redis',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      mode: 'standalone',
      answer: 'open',
    },
    { host: '127.0.0.1', port: locked.port, socket: '', tls: false, product: '', version: '', mode: 'standalone', answer: 'password' },
  ]);
  // Nobody tried to log in, and nobody was refused anything.
  expect(await locked.direct.call('ACL', 'LOG')).toEqual([]);
  expect(await open.direct.info('commandstats')).not.toMatch(/cmdstat_(auth|hello)/);
});

test('a node of a cluster is one', async () => {
  const node = await redis('--cluster-enabled', 'yes');
  expect(await found(node.port)).toMatchObject([{ mode: 'cluster', answer: 'open' }]);
});

test('TLS, with and without a certificate that it wants from us', async () => {
  const issued = certs.issue('found');
  const files = ['--tls-cert-file', issued.certFile, '--tls-key-file', issued.keyFile, '--tls-ca-cert-file', `${certs.folder}/ca.crt`];
  const port = await freePort();
  await redis('--tls-port', String(port), ...files, '--tls-auth-clients', 'no');
  const strict = await freePort();
  await redis('--tls-port', String(strict), ...files);
  expect(await found(port, strict)).toMatchObject([{ port, tls: true, product: 'redis', answer: 'open' }]);
});

test('a unix socket', async () => {
  const folder = certs.folder;
  const path = join(folder, 'redis.sock');
  await redis('--unixsocket', path);
  expect(await listeningSockets(process.platform, [folder])).toContain(path);
  const { servers } = await findServers(signal, { ports: [], sockets: [path, join(folder, 'gone.sock')] });
  expect(servers).toMatchObject([{ socket: path, answer: 'open', product: 'redis' }]);
});

test.each([
  ['a web server', '', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['SSH', 'SSH-2.0-OpenSSH_9\r\n', null],
  ['memcached', '', 'ERROR\r\n'],
  ['a mail server', '220 mail ESMTP\r\n', null],
  ['one that hangs up', '', ''],
  ['one that is silent', '', null],
])('%s is none', async (_, greeting, answer) => {
  expect(await found(await other(greeting, answer))).toEqual([]);
});

test.each([
  ['-DENIED Redis is running in protected mode\r\n', 'protected'],
  ['-LOADING Redis is loading the dataset in memory\r\n', 'loading'],
  ['-ERR max number of clients reached\r\n', 'full'],
  ["-NOPERM this user has no permissions to run the 'ping' command\r\n", 'password'],
])('%j is told as %s', async (answer, told) => {
  expect(await found(await other('', answer))).toMatchObject([{ answer: told }]);
});

test('hostile answers are data: bounded, and nothing of them is believed', async () => {
  const many = '+PONG\r\n$60\r\nredis_version:../../x\r\nredis_mode:<b>\r\n__proto__:1\r\n#########\r\n';
  const [server] = await found(await other('', many));
  expect(server).toMatchObject({ mode: 'standalone', product: 'redis', version: '../../x' });
  const flood = await other('', '+PONG\r\n$999999\r\n'.padEnd(3_000_000, 'x'));
  expect(await found(flood)).toMatchObject([{ answer: 'open', version: '' }]);
});

test('what is silent costs its own time only, and all together no more than the whole', async () => {
  const open = await redis();
  const silent = await Promise.all(Array.from({ length: 80 }, () => other('', null)));
  const began = performance.now();
  const all = await findServers(signal, { ...noSockets, ports: [...silent.map(local), local(open.port)] }, { eachMs: 400, wholeMs: 500 });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(all.complete).toBe(false);
  expect(all.asked).toBeLessThan(81);
  const cancelled = new AbortController();
  cancelled.abort();
  expect(await findServers(cancelled.signal, { ...noSockets, ports: [local(open.port)] })).toEqual({ servers: [], asked: 0, complete: false });
});

test('on Linux the ports in use are known, the usual ones first', async () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0',
    '   1: 00000000:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 100 0 0 10 0',
    '   2: 0100007F:18EC 0100007F:8888 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 100 0 0 10 0',
    '   3: 0101A8C0:18ED 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4 1 0 100 0 0 10 0',
    '   4: nonsense',
  ].join('\n');
  const six = [
    '   0: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1',
    '   1: 0000000000000000FFFF00000200007F:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1',
    '   2: 00000000000000000000000000000000:18EB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1',
  ].join('\n');
  expect(portsIn(table)).toEqual([local(8080), local(6379)]);
  const read = (path: string): Promise<string> => Promise.resolve(path.endsWith('6') ? six : table);
  expect(await listeningPorts('linux', read)).toEqual([local(6379), local(8080), { host: '::1', port: 8081 }, { host: '127.0.0.2', port: 8082 }]);
  // Elsewhere, and where that cannot be read, the usual ports are tried.
  expect(await listeningPorts('darwin')).toContainEqual(local(6379));
  expect(await listeningPorts('linux', () => Promise.resolve(''))).toContainEqual(local(26379));
});

test.runIf(process.platform === 'linux')('a server that was started is among the ports in use', async () => {
  const open = await redis();
  expect(await listeningPorts('linux')).toContainEqual(local(open.port));
});

test('sockets that listen, by their names', () => {
  const table = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '0000000000000000: 00000002 00000000 00010000 0001 01 12345 /srv/app/redis 1.sock',
    '0000000000000000: 00000003 00000000 00000000 0001 03 12346 /srv/app/redis.sock',
    '0000000000000000: 00000002 00000000 00010000 0001 01 12347 /run/dbus/socket',
    '0000000000000000: 00000002 00000000 00010000 0001 01 12348 @/tmp/valkey',
  ].join('\n');
  expect(socketsIn(table)).toEqual(['/srv/app/redis 1.sock']);
});
