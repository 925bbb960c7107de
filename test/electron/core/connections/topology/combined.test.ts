/** Clusters and sentinels behind TLS and SSH, real ones: every node reached the same way, failovers followed through it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { slotOf } from '../../../../../electron/core/connections/topology/slot.ts';
import type { Bytes } from '../../../../../shared/bytes.ts';
import { utf8 } from '../../../../../shared/bytes.ts';
import { newProfile, type ProfileFields, type SecretName, type SshHop } from '../../../../../shared/connections/profile.ts';
import { startCluster, type TestCluster } from '../../../../support/cluster.ts';
import type { TestRedis, TlsFiles } from '../../../../support/redis.ts';
import { masterName, startSentinels, type TestSentinels } from '../../../../support/sentinel.ts';
import { closeAll, faultOf, type Opened, openTest, phaseOf, ready, text } from '../setting.ts';
import { openPlace, type Place } from '../way/reaching.ts';
import { type Certificates, certificates, hostKey, type Issued, type Sshd, startSshd } from '../way/stations.ts';

const password = 'canary-of-the-tunnel';
const ofSentinels = 'canary-of-the-sentinels';
const key = hostKey();
let certs: Certificates;
let client: Issued;
let place: Place;
let sshd: Sshd;

beforeAll(() => {
  certs = certificates();
  client = certs.issue('client', { use: 'clientAuth' });
});
afterAll(() => certs.remove());
beforeEach(async () => {
  place = await openPlace();
  sshd = await startSshd({ keys: [key], password });
  await place.knows(`[127.0.0.1]:${sshd.port} ${key.public}`);
});
afterEach(async () => {
  closeAll();
  await sshd.close();
  await place.remove();
});

const files = (issued: Issued): TlsFiles => ({ cert: issued.certFile, key: issued.keyFile, ca: `${certs.folder}/ca.crt` });
const tunnelled = (): Partial<ProfileFields> => ({
  ssh: [{ host: '127.0.0.1', port: sshd.port, username: 'ann', auth: 'password', keyFile: '' } satisfies SshHop],
});
const secured = (given: Partial<ProfileFields['tlsOptions']> = {}): Partial<ProfileFields> => ({
  tls: true,
  tlsOptions: { ...newProfile.tlsOptions, ca: certs.ca, ...given },
});

async function open(profile: Partial<ProfileFields> & { port: number }, secrets: Partial<Record<SecretName, string>> = {}, timing = {}): Promise<Opened> {
  const all: Partial<Record<SecretName, string>> = { ssh0: password, ...secrets };
  return openTest(profile, { hostKeys: await place.hostKeys(), secrets: (name) => all[name] ?? null, timing });
}

/** A key in the slots of each of three primaries. */
const spread = [0, 1, 2].map((at) => {
  for (let tries = 0; ; tries++) if (Math.floor((slotOf(utf8(`key:${tries}`)) * 3) / 16_384) === at) return `key:${tries}`;
});

/** Every primary answers, on the session, one by one, and on a line of its own. */
async function reachesAll(opened: Opened, ports: readonly number[]): Promise<void> {
  const session = await ready(opened);
  expect(session.state()).toMatchObject({ uncovered: 0, facts: { mode: 'cluster' } });
  expect(session.nodes().map(({ address }) => address)).toEqual(ports.map((port) => `127.0.0.1:${port}`));
  for (const name of spread) expect(text(await session.send('SET', [name, `of ${name}`]))).toBe('OK');
  expect((await session.sendMany(spread.map((name) => ['GET', name] as const))).map(text)).toEqual(spread.map((name) => `of ${name}`));
  const heard: Bytes[] = [];
  const lines = session.nodes().map((node) => {
    let up: () => void = () => undefined;
    const isUp = new Promise<void>((resolve) => (up = resolve));
    return { line: node.openLine('feed', { ready: () => up(), lost: () => undefined, message: (_, payload) => heard.push(Uint8Array.from(payload)) }), isUp };
  });
  await Promise.all(lines.map(async ({ line, isUp }) => (await isUp, line.send('SUBSCRIBE', [utf8('news')]))));
  await session.send('PUBLISH', ['news', 'x']);
  await expect.poll(() => heard.map(text)).toEqual(ports.map(() => 'x'));
  for (const { line } of lines) line.close();
}

describe('cluster', () => {
  let plain: TestCluster;
  beforeAll(async () => {
    plain = await startCluster(3, 0);
  }, 60_000);
  afterAll(() => plain.stop());
  const ports = (): number[] => plain.nodes.map(({ port }) => port);

  test('over SSH: every node through one SSH connection, none beside it', async () => {
    const opened = await open({ topology: 'cluster', port: ports()[0] ?? 0, ...tunnelled() });
    await reachesAll(opened, ports());
    expect(sshd.attempts.filter((attempt) => attempt.startsWith('password'))).toHaveLength(1);
    expect(sshd.connections()).toBe(1);
    expect(new Set(sshd.forwarded)).toEqual(new Set(ports().map((port) => `127.0.0.1:${port}`)));
    const peers = await Promise.all(plain.nodes.map(({ direct }) => direct.client('LIST')));
    for (const list of peers) expect(String(list)).toMatch(/name=keytide:session/);
  });

  test('over SSH: a tunnel that breaks loses every node at once, and brings each back by itself', async () => {
    const opened = await open({ topology: 'cluster', port: ports()[0] ?? 0, ...tunnelled() });
    const session = await ready(opened);
    await session.send('SET', [spread[0] ?? '', '0']);
    sshd.kill();
    await expect.poll(() => session.state().phase.kind, { interval: 5 }).not.toBe('ready');
    expect(await faultOf(session.send('INCR', [spread[0] ?? '']))).toEqual({ code: 'offline' });
    await ready(opened);
    await expect.poll(() => session.state().uncovered).toBe(0);
    expect(await session.send('INCR', [spread[0] ?? ''])).toBe('1');
    expect(session.state().different).toBe(false);
  });

  test('over SSH: an announced address that the user never named is asked about before anything is sent there', async () => {
    const [first] = plain.nodes as [TestRedis];
    await first.direct.config('SET', 'bind', '127.0.0.1 127.0.0.2');
    await first.direct.config('SET', 'cluster-announce-ip', '127.0.0.2');
    try {
      const opened = await open({ topology: 'cluster', port: first.port, ...tunnelled() });
      expect((await phaseOf(opened, 'stopped')).fault).toEqual({ code: 'approve', hosts: ['127.0.0.2'] });
      expect(sshd.forwarded.filter((to) => to.startsWith('127.0.0.2'))).toEqual([]);
      opened.session.approve(['127.0.0.2']);
      const session = await ready(opened);
      expect(text(await session.send('SET', [spread[0] ?? '', 'x']))).toBe('OK');
      expect(sshd.forwarded).toContain(`127.0.0.2:${first.port}`);
    } finally {
      await first.direct.config('SET', 'cluster-announce-ip', '');
    }
  });
});

describe('cluster over TLS', () => {
  let byAddress: TestCluster;
  beforeAll(async () => {
    byAddress = await startCluster(3, 1, [], files(certs.issue('node', { use: 'serverAuth,clientAuth', altNames: 'IP:127.0.0.1' })));
  }, 60_000);
  afterAll(() => byAddress.stop());
  const primaries = (): readonly number[] => byAddress.tlsPorts.slice(0, 3);
  const port = (): number => primaries()[0] ?? 0;

  test('every node verified by its address, whether alone or through SSH', async () => {
    await reachesAll(await open({ topology: 'cluster', port: port(), ...secured() }), primaries());
    await reachesAll(await open({ topology: 'cluster', port: port(), ...secured(), ...tunnelled() }), primaries());
    expect(sshd.connections()).toBe(1);
  });

  test('without its authority nothing is sent to any node, and the reason stops it', async () => {
    const opened = await open({ topology: 'cluster', port: port(), tls: true });
    expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({
      code: 'connect',
      reason: 'tls-certificate',
      certificate: { sha256: expect.any(String) as unknown },
    });
    expect(await faultOf(opened.session.send('SET', ['a', '1']))).toEqual({ code: 'offline' });
  });

  test('a client certificate is shown to every node that wants one', async () => {
    const nodes = byAddress.nodes;
    await Promise.all(nodes.map(({ direct }) => direct.config('SET', 'tls-auth-clients', 'yes')));
    try {
      const refused = await open({ topology: 'cluster', port: port(), ...secured() });
      expect((await phaseOf(refused, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-client' });
      await reachesAll(await open({ topology: 'cluster', port: port(), ...secured({ cert: client.cert }) }, { tlsKey: client.key }), primaries());
    } finally {
      await Promise.all(nodes.map(({ direct }) => direct.config('SET', 'tls-auth-clients', 'optional')));
    }
  });

  test('kill -9 of a primary: its replica is found over TLS and SSH, and nothing is counted twice', async () => {
    const opened = await open({
      topology: 'cluster',
      port: primaries()[1] ?? 0,
      nodes: primaries().map((one) => ({ host: '127.0.0.1', port: one })),
      ...secured(),
      ...tunnelled(),
    });
    const session = await ready(opened);
    await session.send('SET', [spread[0] ?? '', '0']);
    await byAddress.nodes[0]?.direct.call('WAIT', 1, 1000);
    await byAddress.nodes[0]?.kill();
    let counted = 0;
    let doubtful = 0;
    await expect
      .poll(
        async () => {
          const fault = await session.send('INCR', [spread[0] ?? '']).then(
            () => void counted++,
            (thrown: { fault: { code: string } }) => thrown.fault.code,
          );
          if (fault === 'unknown') doubtful++;
          return counted;
        },
        { timeout: 20_000 },
      )
      .toBe(3);
    const there = Number(text(await session.send('GET', [spread[0] ?? ''])));
    expect(there).toBeGreaterThanOrEqual(3);
    expect(there).toBeLessThanOrEqual(3 + doubtful);
    await expect.poll(() => session.state().uncovered).toBe(0);
    expect(session.nodes().map(({ address }) => address)).toContain(`127.0.0.1:${byAddress.tlsPorts[3]}`);
  }, 40_000);
});

describe('cluster over TLS whose nodes announce names', () => {
  let byName: TestCluster;
  beforeAll(async () => {
    const args = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'];
    byName = await startCluster(3, 0, args, files(certs.issue('named', { use: 'serverAuth,clientAuth', altNames: 'DNS:localhost' })));
  }, 60_000);
  afterAll(() => byName.stop());

  test('each is verified by its own name', async () => {
    const opened = await open({ topology: 'cluster', host: 'localhost', port: byName.tlsPorts[0] ?? 0, ...secured() });
    const session = await ready(opened);
    expect(session.nodes().map(({ address }) => address)).toEqual(byName.tlsPorts.map((port) => `localhost:${port}`));
    for (const name of spread) expect(text(await session.send('SET', [name, 'x']))).toBe('OK');
  });

  test('reached by address, the name that was given for the certificate counts for every node', async () => {
    const named = await open({ topology: 'cluster', port: byName.tlsPorts[0] ?? 0, ...secured({ servername: 'localhost' }) });
    const session = await ready(named);
    expect((await session.sendMany(spread.map((name) => ['EXISTS', name] as const))).length).toBe(3);
    const unnamed = await open({ topology: 'cluster', port: byName.tlsPorts[0] ?? 0, ...secured() });
    expect((await phaseOf(unnamed, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-host' });
  });
});

describe.each([
  ['SSH', false, true],
  ['TLS', true, false],
  ['TLS and SSH', true, true],
] as const)('sentinels over %s', (_, tls, ssh) => {
  let all: TestSentinels;
  beforeAll(async () => {
    all = await startSentinels(ofSentinels, tls ? files(certs.issue('sentinel', { use: 'serverAuth,clientAuth', altNames: 'IP:127.0.0.1' })) : null);
  }, 60_000);
  afterAll(() => all.stop());

  const found = (given: Partial<ProfileFields> = {}, timing = {}): Promise<Opened> => {
    const [first, ...others] = all.sentinels.map(({ port, tlsPort }) => ({ host: '127.0.0.1', port: tlsPort ?? port }));
    return open(
      {
        topology: 'sentinel',
        port: first?.port ?? 0,
        nodes: others,
        ...(tls ? secured() : {}),
        ...(ssh ? tunnelled() : {}),
        sentinel: { master: masterName, username: '', tls },
        ...given,
      },
      { sentinel: ofSentinels },
      timing,
    );
  };

  test('the primary is found, written to, and followed when it is killed', async () => {
    const opened = await found();
    const session = await ready(opened);
    expect(session.nodes()).toMatchObject([{ address: `127.0.0.1:${all.announced}`, role: 'primary' }]);
    await session.send('SET', ['kept', '1']);
    await all.primary.direct.call('WAIT', 1, 1000);
    if (ssh) expect(sshd.connections()).toBe(1);
    await all.primary.kill();
    await expect.poll(() => session.state().phase.kind, { interval: 5 }).not.toBe('ready');
    await expect.poll(() => session.state().phase.kind, { timeout: 20_000 }).toBe('ready');
    expect(text(await session.send('GET', ['kept']))).toBe('1');
    expect(await session.send('INCR', ['n'])).toBe('1');
    expect(await all.replica.direct.get('n')).toBe('1');
    expect(session.state()).toMatchObject({ different: true, facts: { role: 'master' } });
    if (ssh) expect(sshd.forwarded).toContain(session.nodes()[0]?.address);
  }, 40_000);

  test.runIf(tls)('sentinels that speak TLS are not asked without it, nor with a certificate that is not good', async () => {
    const plain = await found({ sentinel: { master: masterName, username: '', tls: false } });
    expect((await phaseOf(plain, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-wanted' });
    const untrusted = await found({ tlsOptions: newProfile.tlsOptions });
    expect((await phaseOf(untrusted, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'tls-certificate' });
  });
});
