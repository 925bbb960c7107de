/** Sessions against a real server: exact bytes, honest outcomes, the right database, recovery. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { type FaultProxy, fakeRedis, proxyTo } from './fakes.ts';
import { closeAll, faultOf, openTest, phaseOf, ready, text } from './setting.ts';

let redis: TestRedis;
let proxy: FaultProxy;

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  await redis.direct.flushall();
  proxy = await proxyTo(redis.port);
});
afterEach(async () => {
  closeAll();
  await proxy.close();
});
afterAll(() => redis.stop());

test('tells what server it is and speaks RESP3 with it', async () => {
  const session = await ready(openTest({ port: redis.port }));
  expect(session.state().facts).toMatchObject({
    product: 'redis',
    version: '7.0.15',
    mode: 'standalone',
    role: 'master',
    user: 'default',
    protocol: 3,
    databases: 16,
  });
  expect(session.state().facts?.runId).toMatch(/^[0-9a-f]{40}$/);
});

test('falls back to RESP2 where HELLO is unknown', async () => {
  const fake = await fakeRedis((words) => (words[0]?.toUpperCase() === 'HELLO' ? "-ERR unknown command 'HELLO'\r\n" : undefined));
  const session = await ready(openTest({ port: fake.port }));
  expect(session.state().facts?.protocol).toBe(2);
  await fake.close();
});

test('fields that are no text stay apart, and replies own exactly their memory', async () => {
  const session = await ready(openTest({ port: redis.port }));
  const [one, two] = [Uint8Array.of(0xff), Uint8Array.of(0xfe)];
  await session.send('HSET', ['h', one, 'a', two, 'b']);
  const reply = (await session.send('hgetall', ['h'])) as Uint8Array[];
  expect(reply).toHaveLength(4);
  expect(new Set([reply[0]?.[0], reply[2]?.[0]])).toEqual(new Set([0xff, 0xfe]));
  for (const bytes of reply) expect(bytes.buffer.byteLength).toBe(bytes.length);
});

test('a view on other memory is sent as its own bytes only', async () => {
  const session = await ready(openTest({ port: redis.port }));
  const all = Uint8Array.of(1, 2, 3, 0, 255, 6);
  await session.send('SET', [all.subarray(1, 3), all.subarray(3, 5)]);
  expect(await redis.direct.getBuffer(Buffer.from([2, 3]))).toEqual(Buffer.from([0, 255]));
});

test.each(['9007199254740991', '9223372036854775807', '-9223372036854775808'])('the integer %s comes as it is', async (number) => {
  const session = await ready(openTest({ port: redis.port }));
  await session.send('SET', ['n', number]);
  expect(await session.send('INCRBY', ['n', 0])).toBe(number);
});

test('scores come as Redis wrote them', async () => {
  const session = await ready(openTest({ port: redis.port }));
  await session.send('ZADD', ['z', '0.1', 'a', 'inf', 'b', '5e-324', 'c']);
  expect([await session.send('ZSCORE', ['z', 'a']), await session.send('ZSCORE', ['z', 'b']), await session.send('ZSCORE', ['z', 'c'])]).toEqual([
    '0.10000000000000001',
    'inf',
    '4.9406564584124654e-324',
  ]);
});

test('fault 8: any bytes, in pieces of any size, come back the same', async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31 + (at >> 8)) & 255);
  await redis.direct.set('v', Buffer.from(bytes));
  for (const piece of [1, 7, 1000]) {
    proxy.drip(piece);
    const session = await ready(openTest({ port: proxy.port }));
    expect(await session.send('GETRANGE', ['v', 0, 3000])).toEqual(bytes.slice(0, 3001));
    session.close();
  }
});

test("one write, many replies: an error is the element's own", async () => {
  const session = await ready(openTest({ port: redis.port }));
  const replies = await session.sendMany([
    ['SET', 'a', 'text'],
    ['INCR', 'a'],
    ['STRLEN', 'a'],
  ]);
  expect(replies).toEqual([expect.any(Uint8Array), { prefix: 'ERR', message: 'ERR value is not an integer or out of range' }, '4']);
});

test('fault 1: a write whose reply is lost is unknown, ran once, and is not sent again', async () => {
  const opened = openTest({ port: proxy.port });
  const session = await ready(opened);
  proxy.dropReplies(true);
  const lost = faultOf(session.send('INCR', ['n']));
  await expect.poll(() => redis.direct.get('n')).toBe('1');
  proxy.kill();
  proxy.dropReplies(false);
  expect(await lost).toEqual({ code: 'unknown', command: 'INCR' });
  await ready(opened);
  expect(text(await session.send('GET', ['n']))).toBe('1');
});

test('a batch that lost a write says so, though a read was lost first', async () => {
  const session = await ready(openTest({ port: proxy.port }));
  proxy.dropReplies(true);
  const lost = faultOf(
    session.sendMany([
      ['GET', 'n'],
      ['INCR', 'n'],
    ]),
  );
  await expect.poll(() => redis.direct.get('n')).toBe('1');
  proxy.kill();
  expect(await lost).toEqual({ code: 'unknown', command: 'INCR' });
});

test('fault 3: what is asked while there is no connection fails at once and never runs later', async () => {
  const opened = openTest({ port: proxy.port });
  const session = await ready(opened);
  proxy.blackhole(true);
  proxy.kill();
  await expect.poll(() => session.state().phase.kind).not.toBe('ready');
  // At once: the best of several tries is not the machine's doing.
  let soonest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5; tries++) {
    const started = performance.now();
    expect(await faultOf(session.send('INCR', ['n']))).toEqual({ code: 'offline' });
    soonest = Math.min(soonest, performance.now() - started);
  }
  expect(soonest).toBeLessThan(50);
  proxy.blackhole(false);
  // The attempt that met the hole has its own time to give up.
  proxy.kill();
  await ready(opened);
  expect(await session.send('EXISTS', ['n'])).toBe('0');
});

test('fault 4, 5: a frozen server: reads time out, writes are unknown, the session is degraded and recovers', async () => {
  const opened = openTest({ port: redis.port }, { timing: { readMs: 300, writeMs: 400, quietMs: 100, silentMs: 200, tickMs: 50 } });
  const session = await ready(opened);
  redis.freeze();
  try {
    const read = faultOf(session.send('GET', ['n']));
    const write = faultOf(session.send('INCR', ['n']));
    expect((await phaseOf(opened, 'degraded')).silentMs).toBeGreaterThanOrEqual(200);
    expect(await faultOf(session.send('INCR', ['n']))).toEqual({ code: 'offline' });
    expect(await read).toEqual({ code: 'timeout', command: 'GET', afterMs: 300 });
    expect(await write).toEqual({ code: 'unknown', command: 'INCR' });
  } finally {
    redis.thaw();
  }
  await ready(opened);
  expect(text(await session.send('GET', ['n']))).toBe('1');
});

test('fault 6: a line that stays silent is given up and replaced by a verified one', async () => {
  const opened = openTest({ port: proxy.port }, { timing: { quietMs: 50, silentMs: 100, dropMs: 300, tickMs: 30, connectMs: 500 } });
  const session = await ready(opened);
  const before = await session.send('CLIENT', ['ID']);
  proxy.blackhole(true);
  expect((await phaseOf(opened, 'waiting')).fault).toEqual({ code: 'connect', reason: 'timeout', detail: '' });
  proxy.blackhole(false);
  session.retry();
  await ready(opened);
  expect(await session.send('CLIENT', ['ID'])).not.toBe(before);
});

test('fault 9: another server on the same port is noticed; a guarded profile writes only after acknowledging', async () => {
  const own = await startRedis();
  const guarded = openTest({ port: own.port, badge: 'PROD' });
  const free = openTest({ port: own.port });
  (await ready(guarded)).unlock();
  await ready(free);
  await own.kill();
  await phaseOf(guarded, 'waiting');
  await own.restart();
  const session = await ready(guarded);
  await ready(free);
  expect(session.state().different).toBe(true);
  expect(await faultOf(session.send('SET', ['a', '1']))).toMatchObject({ code: 'input', path: 'different' });
  expect(session.state().writing).toBe(null);
  expect(() => session.unlock()).toThrow(expect.objectContaining({ fault: expect.objectContaining({ path: 'different' }) }));
  expect(await session.send('GET', ['a'])).toBe(null);
  await free.session.send('SET', ['a', '1']);
  session.acknowledge();
  expect(session.state().different).toBe(false);
  expect(await faultOf(session.send('SET', ['a', '1']))).toEqual({ code: 'locked' });
  session.unlock();
  expect(text(await session.send('SET', ['a', '1']))).toBe('OK');
  await own.stop();
});

test('the same server after a broken line is not another one', async () => {
  const opened = openTest({ port: proxy.port });
  const session = await ready(opened);
  proxy.kill();
  await expect.poll(() => opened.phases.filter(({ kind }) => kind === 'ready').length).toBe(2);
  expect(session.state().different).toBe(false);
});

test('fault 23: CLIENT KILL is recovered from, in the same database', async () => {
  const opened = openTest({ port: redis.port }, { db: 3 });
  const session = await ready(opened);
  await redis.direct.client('KILL', 'ID', Number(await session.send('CLIENT', ['ID'])));
  await expect.poll(() => opened.phases.filter(({ kind }) => kind === 'ready').length).toBe(2);
  await session.send('SET', ['here', '1']);
  expect(await redis.direct.exists('here')).toBe(0);
  expect(session.state().db).toBe(3);
});

test('fault 16: a database that is refused is no connection: nothing runs in db 0', async () => {
  const opened = openTest({ port: redis.port }, { db: 99 });
  expect((await phaseOf(opened, 'stopped')).fault).toMatchObject({ code: 'connect', reason: 'select' });
  expect(await faultOf(opened.session.send('SET', ['a', '1']))).toEqual({ code: 'offline' });
  expect(await redis.direct.dbsize()).toBe(0);
});

test('fault 17: select moves the session, or leaves it where it was', async () => {
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  await session.select(5);
  expect(session.state()).toMatchObject({ db: 5, phase: { kind: 'ready' } });
  await session.send('SET', ['a', '1']);
  expect(await redis.direct.exists('a')).toBe(0);
  expect(await faultOf(session.select(99))).toMatchObject({ code: 'connect', reason: 'select' });
  expect(session.state()).toMatchObject({ db: 5, phase: { kind: 'ready' } });
  expect(text(await session.send('GET', ['a']))).toBe('1');
});

test('nothing passes while a select is under way', async () => {
  const session = await ready(openTest({ port: redis.port }));
  const moving = session.select(5);
  expect(await faultOf(session.send('SET', ['a', '1']))).toEqual({ code: 'offline' });
  await moving;
  expect(await session.send('EXISTS', ['a'])).toBe('0');
});

test('cancelled before it was sent: cancelled; a write cancelled on the wire: unknown', async () => {
  const session = await ready(openTest({ port: proxy.port }));
  expect(await faultOf(session.send('INCR', ['n'], { signal: AbortSignal.abort() }))).toEqual({ code: 'cancelled' });
  proxy.dropReplies(true);
  const end = new AbortController();
  const write = faultOf(session.send('INCR', ['n'], { signal: end.signal }));
  const read = faultOf(session.send('GET', ['n'], { signal: end.signal }));
  await expect.poll(() => redis.direct.get('n')).toBe('1');
  end.abort();
  expect(await write).toEqual({ code: 'unknown', command: 'INCR' });
  expect(await read).toEqual({ code: 'cancelled' });
});

test('without a deadline, cancelling ends the connection and with it the command', async () => {
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  const end = new AbortController();
  const long = faultOf(session.send('DEBUG', ['SLEEP', '0.5'], { signal: end.signal, deadlineMs: null, confirmed: '' }));
  await new Promise((resolve) => setImmediate(resolve));
  end.abort();
  expect(await long).toEqual({ code: 'unknown', command: 'DEBUG' });
  await expect.poll(() => opened.phases.filter(({ kind }) => kind === 'ready').length).toBe(2);
});

test('vitals of a session that nobody looks at are read once, and kept fresh while somebody does', async () => {
  const opened = openTest({ port: redis.port }, { timing: { vitalsMs: 20, quietMs: 1e6 } });
  const session = await ready(opened);
  await expect.poll(() => session.state().vitals).not.toBeNull();
  const infos = async (): Promise<number> => Number(/cmdstat_info:calls=(\d+)/.exec(await redis.direct.info('commandstats'))?.[1]);
  const settled = async (): Promise<number> => {
    const before = await infos();
    await new Promise((resolve) => setTimeout(resolve, 200));
    // The question itself is one of them.
    return (await infos()) - before - 1;
  };
  expect(await settled()).toBe(0);
  const hidden = new AbortController();
  const looking = (async (): Promise<void> => {
    for await (const _ of session.shown(hidden.signal));
  })();
  expect(await settled()).toBeGreaterThan(3);
  hidden.abort();
  await looking;
  await settled();
  expect(await settled()).toBe(0);
});

test('vitals are read while somebody watches', async () => {
  const opened = openTest({ port: redis.port }, { timing: { vitalsMs: 50 } });
  const session = await ready(opened);
  await expect
    .poll(() => session.state().vitals)
    .toMatchObject({ usedMemory: expect.any(Number), clients: expect.any(Number), opsPerSecond: expect.any(Number) });
});

test('the activity lists what was sent, in order, with outcomes, and never more than it should', async () => {
  const session = await ready(openTest({ port: redis.port }, { timing: { vitalsMs: 20, quietMs: 20, tickMs: 10 } }));
  await session.send('SET', ['a', 'x'.repeat(300)]);
  await faultOf(session.send('INCR', ['a']));
  const many = Array.from({ length: 600 }, () => ['GET', 'a'] as const);
  await session.sendMany(many);
  for await (const entries of session.activity(session.ended)) {
    expect(entries).toHaveLength(500);
    expect(entries.at(-1)?.seq).toBe(602);
    expect(entries.every(({ words }) => ['GET'].includes(text(words[0])))).toBe(true);
    break;
  }
});

test('cut words and rejected commands are told in the activity', async () => {
  const session = await ready(openTest({ port: redis.port }));
  await session.send('SET', ['a', 'x'.repeat(300)]);
  await faultOf(session.send('INCR', ['a']));
  for await (const [first, second] of session.activity(session.ended)) {
    expect(first).toMatchObject({ cut: true, outcome: 'applied', why: '' });
    expect(first?.words[2]).toHaveLength(256);
    expect(second).toMatchObject({ cut: false, outcome: 'rejected', why: 'ERR' });
    break;
  }
});
