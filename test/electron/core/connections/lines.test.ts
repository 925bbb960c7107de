/** Lines: messages byte for byte, told when they are up and down, subscribed again by whoever owns them. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Line } from '../../../../electron/core/connections/line.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeRedis, proxyTo } from './fakes.ts';
import { closeAll, faultOf, openTest, ready, text } from './setting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(closeAll);
afterAll(() => redis.stop());

interface Ear {
  readonly line: Line;
  readonly told: string[];
  readonly got: { channel: string; payload: string; pattern: string | null }[];
}

function listen(session: Session, onReady: (line: Line) => void = () => undefined): Ear {
  const told: string[] = [];
  const got: Ear['got'] = [];
  const line: Line = session.openLine('feed', {
    ready: () => {
      told.push('ready');
      onReady(line);
    },
    lost: () => told.push('lost'),
    message: (channel, payload, pattern) => got.push({ channel: text(channel), payload: text(payload), pattern: pattern === null ? null : text(pattern) }),
  });
  return { line, told, got };
}

test('binary channels, patterns and payloads come as they are', async () => {
  const { line, told, got } = listen(await ready(openTest({ port: redis.port })));
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('SUBSCRIBE', [Uint8Array.of(0xff), Uint8Array.of(0xfe)]);
  await line.send('PSUBSCRIBE', [Uint8Array.of(0x61, 0xf0, 0x2a)]);
  await redis.direct.publish(Buffer.from([0xff]), Buffer.from([0, 13, 10, 255]));
  await redis.direct.publish(Buffer.from([0x61, 0xf0, 0x62]), Buffer.from([1]));
  await expect
    .poll(() => got)
    .toEqual([
      { channel: '\xff', payload: '\0\r\n\xff', pattern: null },
      { channel: 'a\xf0b', payload: '\x01', pattern: 'a\xf0*' },
    ]);
});

test('after a break the line is ready again and hears what its owner subscribes to', async () => {
  const proxy = await proxyTo(redis.port);
  const session = await ready(openTest({ port: proxy.port }));
  const { told, got } = listen(session, (line) => void line.send('SUBSCRIBE', [Uint8Array.of(0xff)]).catch(() => undefined));
  await expect.poll(() => told).toEqual(['ready']);
  proxy.kill();
  await expect.poll(() => told).toEqual(['ready', 'lost', 'ready']);
  await expect.poll(() => redis.direct.publish(Buffer.from([0xff]), Buffer.from('x'))).toBe(1);
  await expect.poll(() => got.length).toBeGreaterThan(0);
  session.close();
  await proxy.close();
});

test('fault 23: a line that is cut off alone comes back while its session stays', async () => {
  const opened = openTest({ port: redis.port });
  const { told } = listen(await ready(opened), (line) => void line.send('SUBSCRIBE', ['a']).catch(() => undefined));
  await expect.poll(() => redis.direct.pubsub('CHANNELS')).toEqual(['a']);
  await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await expect.poll(() => told).toEqual(['ready', 'lost', 'ready']);
  expect(opened.phases.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
});

test('while it is down nothing can be sent; after closing nothing is left on the server', async () => {
  const session = await ready(openTest({ port: redis.port }));
  const { line, told } = listen(session);
  expect(await faultOf(line.send('SUBSCRIBE', ['a']))).toEqual({ code: 'offline' });
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('SUBSCRIBE', ['gone']);
  line.close();
  await expect.poll(() => redis.direct.pubsub('NUMSUB', 'gone')).toEqual(['gone', 0]);
  expect(told).toEqual(['ready']);
});

test('closing the session closes its lines', async () => {
  const session = await ready(openTest({ port: redis.port }));
  const { line, told } = listen(session);
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('SUBSCRIBE', ['gone']);
  session.close();
  await expect.poll(() => redis.direct.pubsub('NUMSUB', 'gone')).toEqual(['gone', 0]);
});

test('a listener that throws is a bug that is written down, not the end of the process', async () => {
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  let up = false;
  const line = session.openLine('feed', {
    ready: () => (up = true),
    lost: () => undefined,
    message: () => {
      throw new Error('a bug');
    },
  });
  await expect.poll(() => up).toBe(true);
  await line.send('SUBSCRIBE', ['a']);
  await redis.direct.publish('a', 'x');
  await expect.poll(() => opened.lines.some((one) => one.includes('"bug"'))).toBe(true);
  await line.send('SUBSCRIBE', ['b']);
});

test('a read-only profile listens and does not write', async () => {
  const { line, told } = listen(await ready(openTest({ port: redis.port, protection: 'read-only' })));
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('SUBSCRIBE', ['a']);
  expect(await faultOf(line.send('SET', ['a', '1']))).toEqual({ code: 'readonly', command: 'SET' });
  expect(await faultOf(line.send('SELECT', ['1']))).toMatchObject({ code: 'input' });
});

test.each([
  ['read-only', { protection: 'read-only' }, 'readonly'],
  ['locked production', { badge: 'PROD' }, 'locked'],
  ['confirm', { protection: 'confirm' }, 'confirm'],
] as const)('%s: a transaction on a line queues nothing that may not be sent', async (_, fields, code) => {
  await redis.direct.set('kept', 'old');
  const { line, told } = listen(await ready(openTest({ port: redis.port, name: 'shop', ...fields })));
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('WATCH', ['kept']);
  await line.send('MULTI', []);
  for (const [command, ...args] of [
    ['set', 'kept', 'new'],
    ['EVAL', 'return redis.call("del","kept")', '0'],
    ['PUBLISH', 'news', 'x'],
    ['FLUSHALL'],
    ['CONFIG', 'SET', 'maxmemory', '1'],
    ['KEYTIDE.UNKNOWN', 'kept'],
  ] as const)
    expect((await faultOf(line.send(command, args))).code, command).toBe(code);
  expect((await faultOf(line.send('SELECT', ['1']))).code).toBe('input');
  expect(text(await line.send('GET', ['kept']))).toBe('QUEUED');
  expect(await line.send('EXEC', [])).toEqual([Uint8Array.from(Buffer.from('old'))]);
});

test('fault 23, 24: a line that is killed between WATCH and EXEC writes nothing, not even in pieces', async () => {
  await redis.direct.set('kept', 'old');
  const session = await ready(openTest({ port: redis.port }));
  const { line, told } = listen(session);
  await expect.poll(() => told).toEqual(['ready']);
  const killed = async (): Promise<void> => {
    const clients = String(await redis.direct.call('CLIENT', 'LIST'));
    // It can hear of its end before the answer comes.
    const before = told.length;
    await redis.direct.call('CLIENT', 'KILL', 'ID', /id=(\d+) .*name=keytide:feed/.exec(clients)?.[1] ?? '');
    await expect.poll(() => told.length).toBeGreaterThanOrEqual(before + 2);
  };

  await line.send('WATCH', ['kept']);
  await killed();
  // Somebody writes what the WATCH would have seen.
  await redis.direct.set('kept', 'theirs');
  for (const [command, ...args] of [['MULTI'], ['SET', 'kept', 'mine'], ['EXEC']] as const)
    expect(await faultOf(line.send(command, args)), command).toEqual({ code: 'offline' });
  expect(await redis.direct.get('kept')).toBe('theirs');

  await line.send('MULTI', []);
  await line.send('SET', ['kept', 'mine']);
  await killed();
  expect(await faultOf(line.send('SET', ['other', 'mine']))).toEqual({ code: 'offline' });
  expect(await faultOf(line.send('DISCARD', []))).toEqual({ code: 'offline' });
  expect(await redis.direct.mget('kept', 'other')).toEqual(['theirs', null]);

  // Ended by its owner, the line is as good as new.
  await line.send('WATCH', ['kept']);
  await line.send('MULTI', []);
  await line.send('SET', ['kept', 'mine']);
  expect(await line.send('EXEC', [])).toEqual([Uint8Array.from(Buffer.from('OK'))]);
  expect(await redis.direct.get('kept')).toBe('mine');
});

test('a line to a server that nobody has acknowledged does not write either', async () => {
  const own = await startRedis();
  try {
    const session = await ready(openTest({ port: own.port, badge: 'STAGE', protection: 'confirm' }));
    const { line, told } = listen(session);
    await expect.poll(() => told).toEqual(['ready']);
    await own.kill();
    await expect.poll(() => session.state().phase.kind).not.toBe('ready');
    await own.restart();
    await expect.poll(() => told.at(-1)).toBe('ready');
    await expect.poll(() => session.state().different).toBe(true);
    expect(await faultOf(line.send('SET', ['a', '1']))).toMatchObject({ code: 'input', path: 'different' });
    session.acknowledge();
    expect(await faultOf(line.send('SET', ['a', '1']))).toMatchObject({ code: 'confirm' });
  } finally {
    await own.stop();
  }
});

test('subscribing works over RESP2 as well, with the heartbeat going on', async () => {
  const fake = await fakeRedis((words) => {
    switch (words[0]?.toUpperCase()) {
      case 'HELLO':
        return '-NOPROTO unsupported\r\n';
      case 'SUBSCRIBE':
        return '*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n';
      default:
        return undefined;
    }
  });
  const { line, told, got } = listen(await ready(openTest({ port: fake.port }, { timing: { quietMs: 20, tickMs: 10, vitalsMs: 1e6 } })));
  await expect.poll(() => told).toEqual(['ready']);
  await line.send('SUBSCRIBE', ['a']);
  await expect.poll(() => got).toEqual([{ channel: 'a', payload: 'hi', pattern: null }]);
  expect(told).toEqual(['ready']);
  await fake.close();
});
