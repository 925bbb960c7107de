/** Sessions through real sentinels: the primary found and verified, failovers followed, and every way it cannot be found explained. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { utf8 } from '../../../../../shared/bytes.ts';
import type { ProfileFields } from '../../../../../shared/connections/profile.ts';
import { newProfile } from '../../../../../shared/connections/profile.ts';
import { freePort } from '../../../../support/redis.ts';
import { masterName, startSentinels, type TestSentinels } from '../../../../support/sentinel.ts';
import { fakeRedis } from '../fakes.ts';
import { closeAll, faultOf, type Opened, openTest, phaseOf, ready, text } from '../setting.ts';

let all: TestSentinels;
const password = 'of-the-sentinels';
beforeAll(async () => {
  all = await startSentinels(password);
}, 60_000);
afterEach(closeAll);
afterAll(() => all.stop());

const ports = (): readonly number[] => all.sentinels.map(({ port }) => port);
const open = (profile: Partial<ProfileFields> = {}, sentinelPassword: string | null = password): Opened =>
  openTest(
    {
      topology: 'sentinel',
      port: ports()[0] ?? 0,
      nodes: ports()
        .slice(1)
        .map((port) => ({ host: '127.0.0.1', port })),
      sentinel: { ...newProfile.sentinel, master: masterName },
      ...profile,
    },
    { secrets: (name) => (name === 'sentinel' ? sentinelPassword : null) },
  );

test('the primary is found by its name, and the sentinels that answered are told', async () => {
  const opened = open({ db: 3 });
  const session = await ready(opened);
  await session.send('SET', ['found', '1']);
  expect(await all.primary.direct.get('found')).toBe('1');
  expect(session.state().facts?.role).toBe('master');
  expect(session.nodes().map(({ address, role }) => [address, role])).toEqual([[`127.0.0.1:${all.primary.port}`, 'primary']]);
  await session.select(3);
  expect(session.state().db).toBe(3);
  await expect.poll(() => session.state().nodes).toEqual(ports().map((port) => ({ address: `127.0.0.1:${port}`, role: 'sentinel', state: 'ready' })));
});

test('fault 44: a name no sentinel knows stops with the names they do know', async () => {
  const { fault } = await phaseOf(open({ sentinel: { ...newProfile.sentinel, master: 'shpo' } }), 'stopped');
  expect(fault).toEqual({ code: 'input', path: 'sentinel.master', message: `no sentinel knows a master named shpo; they watch ${masterName}` });
});

test('sentinels that cannot be reached are named one by one; one that can is enough', async () => {
  const [dead, alsoDead] = [await freePort(), await freePort()];
  const { fault } = await phaseOf(open({ port: dead, nodes: [{ host: '127.0.0.1', port: alsoDead }] }), 'waiting');
  expect(fault).toEqual({
    code: 'connect',
    reason: 'refused',
    detail: `no sentinel answered: 127.0.0.1:${dead} refused, 127.0.0.1:${alsoDead} refused`,
  });
  const opened = open({ port: dead });
  await ready(opened);
  await expect.poll(() => opened.session.state().nodes[0]).toMatchObject({ address: `127.0.0.1:${dead}`, state: 'lost' });
});

test('a wrong password of the sentinels stops', async () => {
  const { fault } = await phaseOf(open({}, 'wrong'), 'stopped');
  expect(fault).toMatchObject({ code: 'auth' });
});

test('a server that is no sentinel is told from one', async () => {
  const { fault } = await phaseOf(open({ port: all.primary.port, nodes: [] }, null), 'waiting');
  expect(fault).toMatchObject({ code: 'connect', reason: 'role' });
});

test('a host that only the sentinels name gets no connection before it is approved', async () => {
  const server = await fakeRedis();
  const bulk = (words: readonly string[]): string => `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
  const sentinel = await fakeRedis((words) => (words[0] === 'SENTINEL' ? bulk(['127.1', String(server.port)]) : undefined));
  const opened = openTest(
    { topology: 'sentinel', port: sentinel.port, sentinel: { ...newProfile.sentinel, master: masterName, username: 'watcher' }, username: 'shopper' },
    { secrets: (secret) => (secret === 'sentinel' ? 'of-the-watcher' : secret === 'password' ? 'of-the-shopper' : null) },
  );
  expect((await phaseOf(opened, 'stopped')).fault).toEqual({ code: 'approve', hosts: ['127.1'] });
  expect(server.accepted()).toBe(0);
  opened.session.approve(['127.1']);
  await ready(opened);
  expect(server.accepted()).toBe(1);
  // Each password goes where it belongs, and nowhere else.
  expect(server.heard.join('\n')).toMatch(/AUTH shopper of-the-shopper/i);
  expect(server.heard.join('\n')).not.toContain('watcher');
  expect(sentinel.heard.join('\n')).toMatch(/AUTH watcher of-the-watcher/i);
  expect(sentinel.heard.join('\n')).not.toContain('shopper');
  await sentinel.close();
  await server.close();
});

test('a sentinel that names a replica is not believed', async () => {
  const sentinel = await fakeRedis((words) =>
    words[0] === 'SENTINEL' ? `*2\r\n$9\r\n127.0.0.1\r\n$${String(all.replica.port).length}\r\n${all.replica.port}\r\n` : undefined,
  );
  const opened = open({ port: sentinel.port, nodes: [] });
  expect((await phaseOf(opened, 'waiting')).fault).toMatchObject({ code: 'connect', reason: 'role', detail: `127.0.0.1:${all.replica.port} is a slave` });
  expect(await faultOf(opened.session.send('GET', ['a']))).toEqual({ code: 'offline' });
  await sentinel.close();
});

test('a frozen primary is left as soon as the sentinels have chosen another', async () => {
  const own = await startSentinels();
  try {
    // No heartbeat could notice so soon: it is the sentinels that tell.
    const opened = openTest(
      { topology: 'sentinel', port: own.sentinels[0]?.port ?? 0, sentinel: { ...newProfile.sentinel, master: masterName } },
      { timing: { silentMs: 60_000, dropMs: 60_000 } },
    );
    const session = await ready(opened);
    await session.send('SET', ['kept', '0']);
    await own.primary.direct.call('WAIT', 1, 1000);
    await expect.poll(async () => String(await own.sentinels[0]?.direct.client('LIST')).includes('sub=1')).toBe(true);
    own.primary.freeze();
    await expect.poll(() => session.nodes()[0]?.address, { timeout: 20_000 }).toBe(`127.0.0.1:${own.replica.port}`);
    await ready(opened);
    expect(await session.send('INCR', ['kept'])).toBe('1');
    expect(await own.replica.direct.get('kept')).toBe('1');
  } finally {
    own.primary.thaw();
    await own.stop();
  }
}, 60_000);

test('fault 44: kill -9 of the primary with one sentinel down: the session, and its lines, follow to the new one', async () => {
  await all.sentinels[0]?.stop();
  const opened = open();
  const session = await ready(opened);
  let lineUp = 0;
  session.openLine('feed', { ready: () => lineUp++, lost: () => undefined, message: () => undefined });
  await expect.poll(() => lineUp).toBe(1);
  await session.send('SET', ['kept', '1']);
  await all.primary.direct.call('WAIT', 1, 1000);
  const began = performance.now();
  await all.primary.kill();
  await expect.poll(() => session.state().phase.kind, { interval: 5 }).not.toBe('ready');
  expect(await faultOf(session.send('INCR', [utf8('n')]))).toEqual({ code: 'offline' });
  await expect.poll(() => session.state().phase.kind, { timeout: 15_000 }).toBe('ready');
  console.info(`sentinel failover followed after ${Math.round(performance.now() - began)} ms`);
  expect(text(await session.send('GET', ['kept']))).toBe('1');
  expect(await session.send('INCR', ['n'])).toBe('1');
  expect(await all.replica.direct.get('n')).toBe('1');
  expect(session.state()).toMatchObject({ different: true, facts: { role: 'master' } });
  expect(session.nodes()[0]?.address).toBe(`127.0.0.1:${all.replica.port}`);
  await expect.poll(() => lineUp, { timeout: 15_000 }).toBe(2);
}, 40_000);
