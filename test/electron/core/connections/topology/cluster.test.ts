/** A session on a real cluster: every key found, every command at its node, and what is left when nodes are lost. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { slotOf } from '../../../../../electron/core/connections/topology/slot.ts';
import { consoleHandlers } from '../../../../../electron/core/console/handlers.ts';
import { idOf, utf8 } from '../../../../../shared/bytes.ts';
import type { ProfileFields } from '../../../../../shared/connections/profile.ts';
import { startCluster, type TestCluster } from '../../../../support/cluster.ts';
import { lookAtKeys } from '../../../../support/keyView.ts';
import { startRedis, type TestRedis } from '../../../../support/redis.ts';
import { sessionsOf } from '../../../../support/session.ts';
import { type FaultProxy, proxyTo } from '../fakes.ts';
import { closeAll, faultOf, type Opened, openTest, ready, text } from '../setting.ts';

let cluster: TestCluster;
const signal = new AbortController().signal;
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  cluster = await startCluster(3, 0);
}, 60_000);
afterEach(async () => {
  closeAll();
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});
afterAll(() => cluster.stop());

const node = (at: number): TestRedis => cluster.nodes[at] as TestRedis;
const open = (profile: Partial<ProfileFields> = {}): Opened => openTest({ topology: 'cluster', port: node(0).port, ...profile });
/** A key in the slots of this primary. */
const keyAt = (at: number, prefix = 'key'): string => {
  for (let tries = 0; ; tries++) if (Math.floor((slotOf(utf8(`${prefix}:${tries}`)) * 3) / 16_384) === at) return `${prefix}:${tries}`;
};
const callsOf = async (redis: TestRedis, command: string): Promise<number> =>
  Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await redis.direct.info('commandstats'))?.[1] ?? 0);

test('the slots of keys are those of the server', async () => {
  const keys = ['', 'a', 'foo', '{user}:1', 'a{}b', '{}', 'x{y', '{a}{b}', 'ключ', '\u0000{\u00ff}'];
  for (const key of keys) expect([key, String(slotOf(utf8(key)))]).toEqual([key, String(await node(0).direct.cluster('KEYSLOT', key))]);
});

test('it is ready when every primary is, and says which there are', async () => {
  const opened = open({ db: 0 });
  await ready(opened);
  const { nodes, uncovered, facts, db } = opened.session.state();
  expect(nodes).toEqual(cluster.nodes.map(({ port }) => ({ address: `127.0.0.1:${port}`, role: 'primary', state: 'ready' })));
  expect({ uncovered, db, mode: facts?.mode, role: facts?.role }).toEqual({ uncovered: 0, db: 0, mode: 'cluster', role: 'master' });
  expect(await faultOf(opened.session.select(1))).toMatchObject({ code: 'input', path: 'db' });
});

test('every command reaches the node of its keys at the first try', async () => {
  const opened = open();
  const session = await ready(opened);
  for (const at of [0, 1, 2]) {
    const key = keyAt(at);
    await session.send('SET', [utf8(key), `v${at}`]);
    expect(text(await session.send('EVAL', ['return redis.call("GET", KEYS[1])', 1, key]))).toBe(`v${at}`);
    expect(await node(at).direct.get(key)).toBe(`v${at}`);
    await session.send('XADD', [`{${key}}:s`, '*', 'f', 'v']);
    expect(await session.send('XREAD', ['COUNT', 1, 'STREAMS', `{${key}}:s`, '0'])).toHaveLength(2);
    expect(await session.send('LMPOP', [1, `{${key}}:l`, 'LEFT'])).toBeNull();
    expect(await session.send('OBJECT', ['ENCODING', key])).toBeInstanceOf(Uint8Array);
  }
  const all = await Promise.all(cluster.nodes.map(({ direct }) => direct.info('errorstats')));
  expect(all.join()).not.toContain('errorstat_MOVED');
  const replies = await session.sendMany([0, 1, 2].map((at) => ['GET', keyAt(at)] as const));
  expect(replies.map(text)).toEqual(['v0', 'v1', 'v2']);
});

test('keys of different slots in one command are refused before anything is sent, and told apart', async () => {
  const session = await ready(open());
  const before = await Promise.all(cluster.nodes.map((one) => callsOf(one, 'mset')));
  const fault = await faultOf(session.send('MSET', [keyAt(0), '1', keyAt(1), '2']));
  expect(fault).toMatchObject({ code: 'redis', prefix: 'CROSSSLOT' });
  expect(await Promise.all(cluster.nodes.map((one) => callsOf(one, 'mset')))).toEqual(before);
  await session.send('MSET', ['{t}a', '1', '{t}b', '2']);
  expect(await faultOf(session.sendMany([['DEL', keyAt(0), keyAt(1)]]))).toMatchObject({ prefix: 'CROSSSLOT' });
});

test('a scan finds every key of every primary once, and counts them all', async () => {
  await Promise.all(cluster.nodes.map(({ direct }) => direct.flushall()));
  const opened = open();
  const session = await ready(opened);
  const names = Array.from({ length: 3000 }, (_, at) => `scan:${at}`);
  for (let from = 0; from < names.length; from += 500) await session.sendMany(names.slice(from, from + 500).map((name) => ['SET', name, 'x'] as const));
  const look = await lookAtKeys(session, { rows: 500 });
  const { scan } = await look.settled();
  const target = { kind: 'filter', view: look.view } as const;
  const found: string[] = [];
  for await (const batch of look.keys.targets.names(session, target, signal)) found.push(...batch.map(idOf));
  expect(found.sort()).toEqual(names.sort());
  expect(scan).toMatchObject({ state: 'complete', found: 3000, total: 3000 });
  expect(scan.nodes.map(({ address, state }) => [address, state])).toEqual(session.nodes().map(({ address }) => [address, 'complete']));
  expect(scan.nodes.every(({ found: here, total }) => here >= (total ?? Number.NaN) && here > 0)).toBe(true);
  const key = utf8('scan:7');
  const [details] = await look.handlers['keys.details']({ session: session.id, keys: [key] }, { signal });
  const slot = slotOf(key);
  expect(details).toMatchObject({ kind: 'known', type: 'string', slot, node: `127.0.0.1:${node(Math.floor((slot * 3) / 16_384)).port}` });
  look.end();
  const sizes = await Promise.all(session.nodes().map((one) => one.send('DBSIZE', [])));
  expect(sizes.map(Number).every((size) => size > 0)).toBe(true);
  expect(sizes.map(Number).reduce((a, b) => a + b)).toBe(3000);
});

test('a slot that has moved is followed once, and known from then on', async () => {
  const session = await ready(open());
  const key = keyAt(0, 'moving');
  await session.send('SET', [key, '1']);
  await cluster.migrate(slotOf(utf8(key)), node(1));
  try {
    expect(await session.send('INCR', [key])).toBe('2');
    expect(await node(1).direct.get(key)).toBe('2');
    const before = await callsOf(node(0), 'incr');
    expect(await session.send('INCR', [key])).toBe('3');
    expect(await callsOf(node(0), 'incr')).toBe(before);
  } finally {
    await cluster.migrate(slotOf(utf8(key)), node(0));
  }
});

test('fault 40: a slot on its way: ASK is followed, TRYAGAIN is told', async () => {
  const session = await ready(open());
  const slot = slotOf(utf8('{half}'));
  const from = await cluster.ownerOf(slot);
  const to = cluster.nodes.find((one) => one !== from) as TestRedis;
  await session.send('MSET', ['{half}here', '1', '{half}gone', '2']);
  await cluster.beginMigration(slot, to);
  await from.direct.call('MIGRATE', '127.0.0.1', to.port, '{half}gone', 0, 5000);
  expect(text(await session.send('GET', ['{half}here']))).toBe('1');
  expect(text(await session.send('GET', ['{half}gone']))).toBe('2');
  expect(await session.send('INCR', ['{half}gone'])).toBe('3');
  expect(await faultOf(session.send('MGET', ['{half}here', '{half}gone']))).toMatchObject({ code: 'redis', prefix: 'TRYAGAIN' });
  await cluster.migrate(slot, to);
  expect((await session.sendMany([['MGET', '{half}here', '{half}gone']]))[0]).toHaveLength(2);
});

test('a NAT map: announced addresses are reached elsewhere, and only there', async () => {
  proxies.push(...(await Promise.all(cluster.nodes.map(({ port }) => proxyTo(port)))));
  const nat = cluster.nodes.map(({ port }, at) => ({ from: `127.0.0.1:${port}`, to: `localhost:${proxies[at]?.port}` }));
  const opened = open({ nat, host: 'localhost', port: proxies[0]?.port ?? 0 });
  const session = await ready(opened);
  for (const at of [0, 1, 2]) await session.send('SET', [keyAt(at), 'nat']);
  proxies.forEach((proxy) => void proxy.kill());
  await expect.poll(() => opened.phases.some(({ kind }) => kind === 'waiting')).toBe(true);
  await ready(opened);
  await expect.poll(() => opened.session.state().uncovered).toBe(0);
  expect(text(await session.send('GET', [keyAt(2)]))).toBe('nat');
});

test('fault 2: INCR is counted once and told unknown when its node is cut off, and never sent again', async () => {
  const proxy = await proxyTo(node(1).port);
  proxies.push(proxy);
  const opened = open({ nat: [{ from: `127.0.0.1:${node(1).port}`, to: `127.0.0.1:${proxy.port}` }] });
  const session = await ready(opened);
  const key = keyAt(1, 'once');
  proxy.dropReplies(true);
  const counted = faultOf(session.send('INCR', [key]));
  await expect.poll(() => node(1).direct.get(key)).toBe('1');
  proxy.kill();
  expect(await counted).toEqual({ code: 'unknown', command: 'INCR' });
  // Meanwhile the others serve.
  await session.send('SET', [keyAt(0), 'still']);
  proxy.dropReplies(false);
  await expect.poll(() => session.state().uncovered).toBe(0);
  expect(text(await session.send('GET', [key]))).toBe('1');
});

test('fault 43: a published message is heard on a line to any node; keyspace events on a line to each', async () => {
  const session = await ready(open());
  const heard: string[] = [];
  const listen = (line: ReturnType<typeof session.openLine>, channel: string): Promise<unknown> => line.send('PSUBSCRIBE', [utf8(channel)]);
  const one = session.openLine('feed', {
    ready: () => void listen(one, 'news').catch(() => undefined),
    lost: () => undefined,
    message: (_, payload) => heard.push(text(payload)),
  });
  await expect
    .poll(
      async () =>
        Number(await node(0).direct.call('PUBSUB', 'NUMPAT')) +
        Number(await node(1).direct.call('PUBSUB', 'NUMPAT')) +
        Number(await node(2).direct.call('PUBSUB', 'NUMPAT')),
    )
    .toBe(1);
  for (const redis of cluster.nodes) await redis.direct.publish('news', String(redis.port));
  await expect.poll(() => heard.length).toBe(3);

  const events: string[] = [];
  let listening = 0;
  for (const redis of cluster.nodes) await redis.direct.config('SET', 'notify-keyspace-events', 'KEA');
  for (const handle of session.nodes()) {
    const line = handle.openLine('events', {
      ready: () =>
        void listen(line, '__keyevent@0__:set').then(
          () => listening++,
          () => undefined,
        ),
      lost: () => undefined,
      message: (_, payload) => events.push(text(payload)),
    });
  }
  await expect.poll(() => listening).toBe(3);
  for (let at = 0; at < 60; at++) await session.send('SET', [`event:${at}`, 'x']);
  await expect.poll(() => new Set(events).size).toBe(60);
});

test('a server that is not part of a cluster stops the session with the reason', async () => {
  const alone = await startRedis();
  const opened = open({ port: alone.port });
  await expect.poll(() => opened.session.state().phase).toMatchObject({ kind: 'stopped', fault: { code: 'input', path: 'topology' } });
  await alone.stop();
});

test('FLUSHALL goes to one primary; the question says so, and the console runs it on all of them where that is wanted', async () => {
  const session = await ready(open());
  const run = consoleHandlers(sessionsOf(session))['console.run'];
  const flush = (confirmed: string | null, everywhere = false) => run({ session: session.id, words: [utf8('FLUSHALL')], confirmed, everywhere }, { signal });
  for (const redis of cluster.nodes) await redis.direct.flushall();
  for (const at of [0, 1, 1, 2, 2, 2]) await session.send('SET', [keyAt(at, `flush${Math.random()}`), 'x']);
  const counts = (): Promise<number[]> => Promise.all(cluster.nodes.map(({ direct }) => direct.dbsize()));
  expect(await counts()).toEqual([1, 2, 3]);

  const front = `127.0.0.1:${node(0).port}`;
  expect(await faultOf(Promise.resolve(flush(null)))).toEqual({
    code: 'confirm',
    blast: { command: 'FLUSHALL', keys: 1, typed: null, place: { address: front, primaries: 3, allKeys: 6, everywhere: true } },
  });
  expect(await counts()).toEqual([1, 2, 3]);
  expect(text((await flush('')).reply)).toBe('OK');
  expect(await counts()).toEqual([0, 2, 3]);

  const { reply } = await flush('', true);
  expect((reply as readonly (readonly unknown[])[]).map((pair) => pair.map(text))).toEqual(cluster.nodes.map(({ port }) => [`127.0.0.1:${port}`, 'OK']));
  expect(await counts()).toEqual([0, 0, 0]);
});

test('what is for one server only says which, and an answer that refuses does not hide the others', async () => {
  const session = await ready(open());
  const run = consoleHandlers(sessionsOf(session))['console.run'];
  const words = (line: string): Uint8Array[] => line.split(' ').map(utf8);
  const asked = async (line: string): Promise<unknown> =>
    faultOf(Promise.resolve(run({ session: session.id, words: words(line), confirmed: null }, { signal })));
  expect(await asked('SHUTDOWN NOSAVE')).toMatchObject({ blast: { place: { primaries: 3, everywhere: false } } });
  expect(await asked('CONFIG SET slowlog-max-len 99')).toMatchObject({ blast: { keys: 0, place: { everywhere: true, allKeys: 0 } } });
  await node(1).direct.call('ACL', 'SETUSER', 'default', '-config|set');
  const { reply } = await run({ session: session.id, words: words('CONFIG SET slowlog-max-len 99'), confirmed: '', everywhere: true }, { signal });
  await node(1).direct.call('ACL', 'SETUSER', 'default', '+config|set');
  expect((reply as readonly (readonly unknown[])[]).map(([, answer]) => (answer instanceof Uint8Array ? text(answer) : answer))).toEqual([
    'OK',
    { prefix: 'NOPERM', message: expect.stringContaining('config') },
    'OK',
  ]);
});

test('a read-only connection asks nothing before it refuses, and a forged wish for all of them is refused as well', async () => {
  const session = await ready(open({ protection: 'read-only' }));
  const run = consoleHandlers(sessionsOf(session))['console.run'];
  for (const everywhere of [false, true])
    expect(await faultOf(Promise.resolve(run({ session: session.id, words: [utf8('FLUSHALL')], confirmed: '', everywhere }, { signal })))).toMatchObject({
      code: 'readonly',
    });
});
