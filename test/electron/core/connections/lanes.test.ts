/** Lanes: raw bytes of a verified connection, supervised like every other, and only for what a lane is for. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FrameError } from '../../../../electron/core/connections/framer.ts';
import type { Lane } from '../../../../electron/core/connections/lane.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeRedis, proxyTo } from './fakes.ts';
import { closeAll, openTest, ready, text } from './setting.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(closeAll);
afterAll(() => redis.stop());

interface Ear {
  readonly lane: Lane;
  readonly told: string[];
  heard: string;
}

function listen(session: Session, onBytes: (chunk: Uint8Array) => void = () => undefined): Ear {
  const told: string[] = [];
  const lane = session.openLane('scan', {
    ready: () => told.push('ready'),
    lost: (fault) => told.push(fault.code === 'connect' ? fault.reason : fault.code),
    bytes: (chunk) => {
      ear.heard += text(chunk);
      onBytes(chunk);
    },
  });
  const ear: Ear = { lane, told, heard: '' };
  return ear;
}

const faultIn = (run: () => void): unknown => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  return null;
};

test('what is written together is answered in order, byte for byte', async () => {
  const key = Buffer.from([0xff, 0, 13, 10]);
  await redis.direct.set(key, Buffer.from([1, 0xfe]));
  const chunks: Uint8Array[] = [];
  const ear = listen(await ready(openTest({ port: redis.port })), (chunk) => void chunks.push(chunk));
  await expect.poll(() => ear.told).toEqual(['ready']);
  expect(ear.lane.protocol).toBe(3);
  ear.lane.write([
    ['GET', Uint8Array.from(key)],
    ['STRLEN', Uint8Array.from(key)],
  ]);
  await expect.poll(() => ear.heard).toBe('$2\r\n\x01\xfe\r\n:2\r\n');
  // The next one may come in the same memory: `slice` has to be a copy, which it is not of a Buffer.
  expect(chunks.some((chunk) => Buffer.isBuffer(chunk))).toBe(false);
});

test('nothing is written before it is ready, nothing that writes, nothing that changes the connection', async () => {
  const ear = listen(await ready(openTest({ port: redis.port, protection: 'read-only' })));
  expect(faultIn(() => ear.lane.write([['SCAN', '0']]))).toEqual({ code: 'offline' });
  await expect.poll(() => ear.told).toEqual(['ready']);
  expect(
    faultIn(() =>
      ear.lane.write([
        ['SCAN', '0'],
        ['SET', 'a', '1'],
      ]),
    ),
  ).toEqual({ code: 'readonly', command: 'SET' });
  expect(faultIn(() => ear.lane.write([['MODULE.UNKNOWN', 'a']]))).toMatchObject({ code: 'readonly' });
  expect(faultIn(() => ear.lane.write([['SELECT', '1']]))).toMatchObject({ code: 'input' });
  ear.lane.write([['MONITOR']]);
  await expect.poll(() => ear.heard.startsWith('+OK\r\n')).toBe(true);
  expect(await redis.direct.exists('a')).toBe(0);
});

test('after a break it is ready again, and a closed one leaves nothing on the server', async () => {
  const proxy = await proxyTo(redis.port);
  const session = await ready(openTest({ port: proxy.port }));
  const ear = listen(session);
  await expect.poll(() => ear.told).toEqual(['ready']);
  proxy.kill();
  await expect.poll(() => ear.told.length).toBe(3);
  expect(ear.told[2]).toBe('ready');
  ear.lane.write([['SUBSCRIBE', 'lane']]);
  await expect.poll(() => redis.direct.pubsub('NUMSUB', 'lane')).toEqual(['lane', 1]);
  ear.lane.close();
  await expect.poll(() => redis.direct.pubsub('NUMSUB', 'lane')).toEqual(['lane', 0]);
  session.close();
  await proxy.close();
});

test('a reader that finds garbage ends this connection with the reason; one with a bug as well, and it is written down', async () => {
  const opened = openTest({ port: redis.port });
  const session = await ready(opened);
  let thrown: Error = new FrameError('malformed', 'no RESP');
  const ear = listen(session, () => {
    throw thrown;
  });
  await expect.poll(() => ear.told).toEqual(['ready']);
  ear.lane.write([['PING']]);
  await expect.poll(() => ear.told).toEqual(['ready', 'garbage', 'ready']);
  thrown = new Error('a bug');
  ear.lane.write([['PING']]);
  await expect.poll(() => ear.told).toEqual(['ready', 'garbage', 'ready', 'bug', 'ready']);
  expect(opened.lines.some((line) => line.includes('"bug"'))).toBe(true);
});

test('a quiet server is asked for a sign of life, and one that gives none is left', async () => {
  let mute = false;
  const fake = await fakeRedis((words) => (words[0] === 'PING' && mute ? null : undefined));
  const session = await ready(openTest({ port: fake.port }, { timing: { quietMs: 20, tickMs: 10, silentMs: 100, dropMs: 200, vitalsMs: 1e6 } }));
  const ear = listen(session);
  await expect.poll(() => ear.told).toEqual(['ready']);
  await expect.poll(() => ear.heard).toMatch(/^(\+PONG\r\n){2,}$/);
  mute = true;
  await expect.poll(() => ear.told[1], { timeout: 5000 }).toBe('timeout');
  await fake.close();
});

test('paused, it takes nothing and is not given up for it', async () => {
  const session = await ready(openTest({ port: redis.port }, { timing: { quietMs: 20, tickMs: 10, silentMs: 50, dropMs: 100, vitalsMs: 1e6 } }));
  const ear = listen(session);
  await expect.poll(() => ear.told).toEqual(['ready']);
  ear.lane.pause();
  ear.lane.write([['ECHO', 'later']]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ear.heard).not.toContain('later');
  expect(ear.told).toEqual(['ready']);
  ear.lane.resume();
  await expect.poll(() => ear.heard).toContain('$5\r\nlater\r\n');
});
