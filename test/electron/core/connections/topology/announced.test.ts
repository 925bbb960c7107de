/** What a cluster announces is not taken on trust: hosts are approved first, and an answer that is none changes nothing. */
import { afterEach, expect, test } from 'vitest';
import { addressOf, createAddressBook, endpointOf } from '../../../../../electron/core/connections/topology/address.ts';
import { parseSlots } from '../../../../../electron/core/connections/topology/slotMap.ts';
import { utf8 } from '../../../../../shared/bytes.ts';
import { newProfile } from '../../../../../shared/connections/profile.ts';
import type { Reply } from '../../../../../shared/reply.ts';
import { bulk, type Fake, fakeRedis } from '../fakes.ts';
import { closeAll, faultOf, openTest, phaseOf, ready } from '../setting.ts';

const fakes: Fake[] = [];
afterEach(async () => {
  closeAll();
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

const asked = { host: '127.0.0.1', port: 7000 };
const node = (host: string | null, port: string, id = ''): Reply => [host === null ? null : utf8(host), port, utf8(id)];

/** A node that serves all slots, or the ranges it is told; everything else as `says` has it. */
async function fakeNode(says: (words: readonly string[], port: number) => string | undefined, ranges?: (port: number) => string): Promise<Fake> {
  let port = 0;
  const fake = await fakeRedis((words) => {
    if (words[0] === 'CLUSTER') return ranges?.(port) ?? `*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n${bulk('127.0.0.1')}:${port}\r\n${bulk('id')}`;
    return says(words, port);
  });
  ({ port } = fake);
  fakes.push(fake);
  return fake;
}

test('fault 41: a host that only MOVED names is never connected to; approved, it is, and the next command arrives', async () => {
  const other = await fakeNode(({ 0: name }) => (name === 'GET' ? '+there\r\n' : undefined));
  const named = await fakeNode(({ 0: name }) => (name === 'GET' ? `-MOVED 15495 127.1:${other.port}\r\n` : undefined));
  const opened = openTest({ topology: 'cluster', port: named.port }, { password: 'canary' });
  const session = await ready(opened);
  for (let times = 0; times < 3; times++) expect(await faultOf(session.send('GET', ['a']))).toEqual({ code: 'approve', hosts: ['127.1'] });
  expect(other.accepted()).toBe(0);
  session.approve(['127.1']);
  expect(await session.send('GET', ['a'])).toEqual(utf8('there'));
  expect(other.heard.some((line) => /^HELLO 3 AUTH/i.test(line))).toBe(true);
});

test('fault 41: hosts that the map names stop the session before anything is sent there, and approval goes on', async () => {
  const far = await fakeNode(() => undefined);
  const near = await fakeNode(
    () => undefined,
    (port) => `*2\r\n*3\r\n:0\r\n:99\r\n*2\r\n${bulk('127.0.0.1')}:${port}\r\n*3\r\n:100\r\n:16383\r\n*2\r\n${bulk('127.1')}:${far.port}\r\n`,
  );
  const opened = openTest({ topology: 'cluster', port: near.port }, { password: 'canary' });
  expect((await phaseOf(opened, 'stopped')).fault).toEqual({ code: 'approve', hosts: ['127.1'] });
  expect(far.accepted()).toBe(0);
  expect(await faultOf(opened.session.send('GET', ['a']))).toEqual({ code: 'offline' });
  opened.session.approve(['127.1']);
  await ready(opened);
  expect(far.accepted()).toBeGreaterThan(0);
  expect(opened.session.state().nodes.map(({ state }) => state)).toEqual(['ready', 'ready']);
});

test('a redirection without end is given up after four, with nothing sent twice to one', async () => {
  const ring: Fake[] = [];
  const next = (port: number): number => ring[(ring.findIndex((one) => one.port === port) + 1) % ring.length]?.port ?? 0;
  for (let at = 0; at < 2; at++) ring.push(await fakeNode(({ 0: name }, port) => (name === 'SET' ? `-ASK 15495 127.0.0.1:${next(port)}\r\n` : undefined)));
  const session = await ready(openTest({ topology: 'cluster', port: ring[0]?.port ?? 0 }));
  expect(await faultOf(session.send('SET', ['a', '1']))).toMatchObject({ code: 'redis', prefix: 'ASK' });
  const sets = ring.flatMap(({ heard }) => heard.filter((line) => line === 'SET a 1'));
  expect(sets).toHaveLength(5);
  const [, second] = ring;
  const at = second?.heard.indexOf('SET a 1') ?? -1;
  expect(second?.heard[at - 1]?.toUpperCase()).toBe('ASKING');
});

test('a refused password is tried once at each node, and not again', async () => {
  const fake = await fakeNode(({ 0: name = '' }) => (/^(HELLO|AUTH)$/i.test(name) ? '-WRONGPASS invalid username-password pair\r\n' : undefined));
  const opened = openTest({ topology: 'cluster', port: fake.port }, { password: 'wrong', timing: { mapMs: 20, firstRetryMs: 10, lastRetryMs: 20 } });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'auth' });
  const tried = fake.accepted();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(fake.accepted()).toBe(tried);
});

test('bad input 28: slots: what is no range, no port or no host is left out with its reason', () => {
  const map = parseSlots(
    [
      ['0', '99', node('10.0.0.1', '7001', 'one'), node('10.0.0.2', '7002'), node('?', '7003')],
      ['100', '199', node(null, '7004')],
      ['200', '299', node('', '7005')],
      ['300', '399', node('10.0.0.1', 'NaN')],
      ['400', '499', node('10.0.0.1', '70000')],
      ['500', '599', node('a b', '7001')],
      ['__proto__', '699', node('10.0.0.1', '7001')],
      ['799', '700', node('10.0.0.1', '7001')],
      ['800', '16384', node('10.0.0.1', '7001')],
      ['900', '999'],
      'nonsense',
      null,
    ],
    asked,
  );
  expect([...map.nodes.keys()]).toEqual(['10.0.0.1:7001', '127.0.0.1:7004', '127.0.0.1:7005', '10.0.0.2:7002']);
  expect([...map.nodes.values()].map(({ role }) => role)).toEqual(['primary', 'primary', 'primary', 'replica']);
  const served = map.owners.flatMap((owner, slot) => (owner === null ? [] : [slot]));
  expect(served).toEqual(Array.from({ length: 300 }, (_, slot) => slot));
  expect(map.ignored.length).toBe(10);
});

test('bad input 28: slots: an answer that is no list, or far too long, is refused as a whole', () => {
  const rows = Array.from({ length: 100_000 }, () => ['0', '1', node('10.0.0.1', '7001')] as Reply);
  for (const reply of [null, 'x', utf8('x'), true, [], { prefix: 'ERR', message: 'no' }, rows] as Reply[]) {
    const map = parseSlots(reply, asked);
    expect([map.nodes.size, map.owners.every((owner) => owner === null)]).toEqual([0, true]);
  }
});

test('addresses: with and without brackets, mapped, approved', () => {
  expect(endpointOf('::1:6379')).toEqual({ host: '::1', port: 6379 });
  expect(endpointOf('[FE80::1]:6379')).toEqual({ host: 'fe80::1', port: 6379 });
  expect(endpointOf(':6379', 'home')).toEqual({ host: 'home', port: 6379 });
  for (const wrong of ['', 'host', 'host:', 'host:0', 'host:65536', 'host:6379abc', 'a b:1', '?:1', ':1'])
    expect([wrong, endpointOf(wrong)]).toEqual([wrong, null]);
  expect(addressOf({ host: '::1', port: 1 })).toBe('[::1]:1');

  const book = createAddressBook({
    ...newProfile,
    host: 'Redis.example',
    nodes: [{ host: '10.0.0.9', port: 1 }],
    nat: [{ from: '172.17.0.2:7001', to: 'outside:17001' }],
    approved: ['10.9.9.9'],
  });
  const may = (host: string, port = 1): boolean => book.approved({ host, port });
  expect([may('redis.EXAMPLE'), may('10.0.0.9', 5), may('10.9.9.9'), may('172.17.0.2', 7001)]).toEqual([true, true, true, true]);
  expect([may('172.17.0.2', 7002), may('10.0.0.1'), may('localhost'), may('127.0.0.1')]).toEqual([false, false, false, false]);
  expect(book.reach({ host: '172.17.0.2', port: 7001 })).toEqual({ host: 'outside', port: 17001 });
  book.approve(['10.0.0.1']);
  expect(may('10.0.0.1')).toBe(true);
});
