/** A replay on the wire: every message as it was and in its order, many in one command where scripts are allowed, and what a refusal leaves. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { captureLimits, openCapture, type Rows } from '../../../../electron/core/feed/capture.ts';
import { systemClock } from '../../../../electron/core/feed/clock.ts';
import { replay } from '../../../../electron/core/feed/replay.ts';
import { openReplays, openSteering, type ReplayTold } from '../../../../electron/core/feed/steering.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

let redis: TestRedis;
let listener: TestRedis['direct'];
const heard: string[] = [];
beforeAll(async () => {
  redis = await startRedis();
  await redis.direct.call('ACL', 'SETUSER', 'plain', 'on', '>pw', '~*', '&*', '+@all', '-eval', '-evalsha');
  await redis.direct.call('ACL', 'SETUSER', 'few', 'on', '>pw', '~*', 'resetchannels', '&open', '+@all');
  listener = redis.direct.duplicate();
  listener.on('messageBuffer', (channel: Buffer, message: Buffer) => heard.push(`${channel.toString('latin1')} ${message.toString('latin1')}`));
  await listener.subscribe('open', 'closed', Buffer.from([0xff, 0]).toString('latin1'));
});
afterAll(async () => {
  listener.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  heard.length = 0;
  await redis.direct.config('RESETSTAT');
});

function captured(count: number, channel: (n: number) => string): Rows {
  const capture = openCapture(systemClock, captureLimits);
  for (let n = 0; n < count; n++) capture.append(1, utf8(channel(n)), Uint8Array.of(0xff, 0, ...utf8(String(n))), 0);
  return capture;
}

async function replayed(rows: Rows, session: Session): Promise<ReplayTold | null> {
  const how = { query: null, from: 0, count: 1e6, speed: null, map: [], confirmed: null, shards: () => false };
  let last: ReplayTold | null = null;
  for await (const told of replay(rows, session, systemClock, how, new AbortController().signal)) last = told;
  return last;
}

/** How often a command was sent, as the server counted it. */
async function calls(name: string): Promise<number> {
  return Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(String(await redis.direct.info('commandstats')))?.[1] ?? 0);
}

const expected = (count: number): string[] => Array.from({ length: count }, (_, n) => `open \xff\0${n}`);

test('thousands of messages are some dozens of commands, in order and byte for byte', async () => {
  const session = await readySession(redis);
  expect(
    await replayed(
      captured(5000, () => 'open'),
      session,
    ),
  ).toMatchObject({ sent: 5000, skipped: 0, total: 5000 });
  await expect.poll(() => heard.length).toBe(5000);
  expect(heard).toEqual(expected(5000));
  expect((await calls('evalsha')) + (await calls('eval'))).toBeLessThan(60);
  expect(await calls('publish')).toBe(5000);
  session.close();
});

test('without leave to run scripts each is a command of its own', async () => {
  const session = await readySession(redis, { username: 'plain', password: 'pw' });
  expect(
    await replayed(
      captured(1000, () => 'open'),
      session,
    ),
  ).toMatchObject({ sent: 1000 });
  await expect.poll(() => heard.length).toBe(1000);
  expect(heard).toEqual(expected(1000));
  session.close();
});

test('a channel that this user may not publish to ends it, in the words of the server, and nothing after it is sent', async () => {
  const session = await readySession(redis, { username: 'few', password: 'pw' });
  const fault = await faultOf(
    replayed(
      captured(300, (n) => (n === 150 ? 'closed' : 'open')),
      session,
    ),
  );
  expect(fault).toMatchObject({ code: 'redis', prefix: 'NOPERM', message: expect.stringMatching(/channel/i) as unknown });
  await expect.poll(() => heard.length).toBe(150);
  expect(heard).toEqual(expected(150));
  session.close();
});

/** A minute between two messages: whoever waits for it waits too long. */
function sparse(count: number): Rows {
  const capture = openCapture(systemClock, captureLimits);
  for (let n = 0; n < count; n++) capture.append(1, utf8('open'), utf8(String(n)), n * 60_000);
  return capture;
}

test('a replay stands where it is told to, goes on by one or from there, and waits between as it was', async () => {
  const session = await readySession(redis);
  const replays = openReplays();
  const abort = new AbortController();
  const how = { query: null, from: 0, count: 1e6, speed: 1, map: [], confirmed: null, shards: () => false };
  const told = replays.run(0, (steering) => replay(sparse(6), session, systemClock, { ...how, steering }, abort.signal));
  const stands = async (): Promise<number> => {
    for (;;) {
      const next = await told.next();
      if (next.done === true) throw new Error('it ended');
      name = next.value.replay;
      if (next.value.paused) return next.value.seq;
    }
  };
  let name = '';
  expect(await stands()).toBe(1);
  expect(heard).toEqual([]);
  replays.steer(name, 'step');
  expect(await stands()).toBe(2);
  await expect.poll(() => heard).toEqual(['open 0']);
  replays.steer(name, 'step');
  expect(await stands()).toBe(3);
  await expect.poll(() => heard).toEqual(['open 0', 'open 1']);
  // The third goes at once, the fourth would come a minute later: a step there does not wait for it.
  replays.steer(name, 'run');
  const next = stands();
  await expect.poll(() => heard.length).toBe(3);
  replays.steer(name, 'step');
  expect(await next).toBe(5);
  await expect.poll(() => heard.at(-1)).toBe('open 3');
  const ended = told.next();
  abort.abort();
  expect(await ended).toMatchObject({ done: true });
  expect(heard).toHaveLength(4);
  // It is over: nobody is steered any more.
  replays.steer(name, 'run');
  session.close();
});

test('a replay of a capture that runs sends what was there, not what it hears meanwhile', async () => {
  const session = await readySession(redis);
  const capture = openCapture(systemClock, captureLimits);
  for (let n = 0; n < 500; n++) capture.append(1, utf8('open'), utf8(String(n)), 0);
  const how = { query: null, from: 0, count: 1e6, speed: null, map: [], confirmed: null, shards: () => false, steering: openSteering() };
  let last: ReplayTold | null = null;
  for await (const told of replay(capture, session, systemClock, how, new AbortController().signal)) {
    last = told;
    for (let n = 0; n < 100; n++) capture.append(1, utf8('open'), utf8('echo'), 0);
  }
  expect(last).toMatchObject({ sent: 500, total: 500, skipped: 0 });
  await expect.poll(() => heard.length).toBe(500);
  session.close();
});
