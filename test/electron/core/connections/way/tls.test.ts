/** TLS to a real server: what is wrong with a certificate is said, nothing is sent to it, and only what the user pinned is let through. */
import { createPrivateKey } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newProfile } from '../../../../../shared/connections/profile.ts';
import { freePort, startRedis, type TestRedis } from '../../../../support/redis.ts';
import { closeAll, faultOf, openTest, phaseOf, ready } from '../setting.ts';
import { ping, type Reach, reachBy } from './reaching.ts';
import { type Certificates, certificates, type Issued } from './stations.ts';

const canary = 'canary-tls-passphrase';
let certs: Certificates;
let client: Issued;
const servers: TestRedis[] = [];
const ways: Reach[] = [];

async function tlsRedis(issued: Issued, ...more: string[]): Promise<{ port: number; plain: number; redis: TestRedis }> {
  const port = await freePort();
  const ca = `${certs.folder}/ca.crt`;
  const files = ['--tls-cert-file', issued.certFile, '--tls-key-file', issued.keyFile, '--tls-ca-cert-file', ca];
  const redis = await startRedis(['--tls-port', String(port), ...files, '--tls-auth-clients', 'no', ...more]);
  servers.push(redis);
  return { port, plain: redis.port, redis };
}

function reach(...args: Parameters<typeof reachBy>): Reach {
  const way = reachBy(...args);
  ways.push(way);
  return way;
}

const options = (given: Partial<typeof newProfile.tlsOptions>) => ({ tls: true, tlsOptions: { ...newProfile.tlsOptions, ...given } });

beforeAll(() => {
  certs = certificates();
  client = certs.issue('client', { use: 'clientAuth' });
});
afterEach(async () => {
  closeAll();
  for (const way of ways.splice(0)) way.end();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => certs.remove());

test('a certificate of the given authority is verified, by name, by address, and by another name', async () => {
  const good = await tlsRedis(certs.issue('good'));
  const way = reach(options({ ca: certs.ca }));
  expect(await ping(await way.open({ host: 'localhost', port: good.port }))).toBe('+PONG\r\n');
  expect(way.steps).toEqual(['name', 'tcp', 'tls']);
  expect(await ping(await way.open({ port: good.port }))).toBe('+PONG\r\n');
  const inner = await tlsRedis(certs.issue('inner', { altNames: 'DNS:redis.inner' }));
  expect(await ping(await reach(options({ ca: certs.ca, servername: 'redis.inner' })).open({ port: inner.port }))).toBe('+PONG\r\n');
});

test('no authority, another host, expired: told apart, each with the certificate that was shown', async () => {
  const issued = certs.issue('wrong', { altNames: 'DNS:redis.elsewhere' });
  const wrong = await tlsRedis(issued);
  const shown = { sha256: issued.sha256, subject: 'O=Keytide test, CN=wrong', issuer: 'CN=Test CA', validTo: expect.stringContaining('GMT') };
  expect(await faultOf(reach(options({})).open({ port: wrong.port }))).toEqual({
    code: 'connect',
    reason: 'tls-certificate',
    detail: 'SELF_SIGNED_CERT_IN_CHAIN',
    certificate: shown,
  });
  expect(await faultOf(reach(options({ ca: certs.ca })).open({ host: 'localhost', port: wrong.port }))).toEqual({
    code: 'connect',
    reason: 'tls-host',
    detail: expect.stringContaining('redis.elsewhere'),
    certificate: shown,
  });
  const old = certs.issue('old', { expired: true });
  const expired = await tlsRedis(old);
  expect(await faultOf(reach(options({ ca: certs.ca })).open({ port: expired.port }))).toMatchObject({
    reason: 'tls-expired',
    certificate: { sha256: old.sha256 },
  });
});

test('nothing is sent to a server whose certificate is not good', async () => {
  const issued = certs.issue('self', { self: true });
  const heard: string[] = [];
  let accepted = 0;
  const server = createServer({ cert: issued.cert, key: issued.key }, (socket) => {
    socket.on('data', (chunk: Buffer) => heard.push(chunk.toString())).on('error', () => undefined);
  });
  server.on('connection', () => accepted++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opened = openTest({ port: (server.address() as AddressInfo).port, tls: true }, { password: canary });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ reason: 'tls-certificate', certificate: { sha256: issued.sha256 } });
  expect(accepted).toBe(1);
  await new Promise((resolve) => server.close(resolve));
  expect(heard).toEqual([]);
});

test('the pinned certificate is accepted whatever is wrong with it, and no other one is', async () => {
  const pinned = certs.issue('pinned', { self: true, expired: true, altNames: 'DNS:nobody' });
  const server = await tlsRedis(pinned);
  const way = reach(options({ pin: pinned.sha256 }));
  expect(await ping(await way.open({ port: server.port }))).toBe('+PONG\r\n');
  const replaced = certs.issue('replaced', { self: true });
  const other = await tlsRedis(replaced);
  expect(await faultOf(way.open({ port: other.port }))).toMatchObject({ reason: 'tls-certificate', certificate: { sha256: replaced.sha256 } });
  // A pin makes one exception; it does not make the rule stricter.
  const good = await tlsRedis(certs.issue('good'));
  expect(await ping(await reach(options({ ca: certs.ca, pin: pinned.sha256 })).open({ port: good.port }))).toBe('+PONG\r\n');
});

test.each(['TLSv1.2', 'TLSv1.3'])('%s: a client certificate that is wanted and not given, given, and given by somebody else', async (protocol) => {
  const server = await tlsRedis(certs.issue('mutual'), '--tls-auth-clients', 'yes', '--tls-protocols', protocol);
  const without = openTest({ port: server.port, ...options({ ca: certs.ca }) });
  expect((await phaseOf(without, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-client' });
  const given = { ca: certs.ca, cert: client.cert };
  await ready(openTest({ port: server.port, ...options(given) }, { secrets: (name) => (name === 'tlsKey' ? client.key : null) }));
  const stranger = certs.issue('stranger', { self: true, use: 'clientAuth' });
  const strange = openTest(
    { port: server.port, ...options({ ...given, cert: stranger.cert }) },
    { secrets: (name) => (name === 'tlsKey' ? stranger.key : null) },
  );
  expect((await phaseOf(strange, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-client' });
});

test('what is wrong with the texts themselves is said before anything is sent, and without quoting them', async () => {
  const server = await tlsRedis(certs.issue('good'));
  const at = { port: server.port };
  expect(await faultOf(reach(options({ ca: 'nonsense' })).open(at))).toMatchObject({ code: 'input', path: 'tlsOptions.ca' });
  expect(await faultOf(reach(options({ cert: client.cert })).open(at))).toMatchObject({ code: 'input', message: expect.stringContaining('no private key') });
  const other = certs.issue('other');
  expect(await faultOf(reach(options({ cert: client.cert }), { secrets: { tlsKey: other.key } }).open(at))).toMatchObject({
    code: 'input',
    message: expect.stringContaining('not the one of'),
  });
  const garbled = await faultOf(reach(options({ cert: client.cert }), { secrets: { tlsKey: canary } }).open(at));
  expect(garbled).toMatchObject({ code: 'input', path: 'tlsOptions.cert' });
  expect(JSON.stringify(garbled)).not.toContain(canary);
});

test('an encrypted key needs its passphrase', async () => {
  const key = createPrivateKey(client.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: canary }) as string;
  const server = await tlsRedis(certs.issue('mutual'), '--tls-auth-clients', 'yes');
  const given = options({ ca: certs.ca, cert: client.cert });
  expect(await ping(await reach(given, { secrets: { tlsKey: key, tlsPassphrase: canary } }).open(server))).toBe('+PONG\r\n');
  for (const secrets of [{ tlsKey: key }, { tlsKey: key, tlsPassphrase: 'wrong' }])
    expect(await faultOf(reach(given, { secrets }).open(server))).toEqual({
      code: 'input',
      path: 'tlsOptions.cert',
      message: 'the passphrase does not open the private key',
    });
});

test('TLS to a plain port, and plain to a TLS port', async () => {
  const server = await tlsRedis(certs.issue('good'));
  const secure = openTest({ port: server.plain, ...options({ ca: certs.ca }) }, { timing: { connectMs: 1500 } });
  expect((await phaseOf(secure, 'stopped')).fault).toMatchObject({ reason: 'tls', detail: 'this port does not speak TLS' });
  expect((await phaseOf(openTest({ port: server.port }), 'stopped')).fault).toMatchObject({ reason: 'tls-wanted' });
});
