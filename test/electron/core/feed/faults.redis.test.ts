/** What a feed is held to while a page is frozen, a primary dies, or the clock is set. */
import { expect, test, vi } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import type { Clock } from '../../../../electron/core/feed/clock.ts';
import { type Feed, openFeed } from '../../../../electron/core/feed/feed.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { newProfile, type Profile } from '../../../../shared/connections/profile.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import { startCluster } from '../../../support/cluster.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { fakeSession } from './fakeSession.ts';

async function ready(profile: Partial<Profile>): Promise<Session> {
  const session = openSession({ profile: { ...newProfile, id: 'test', secrets: [], ...profile }, secrets: () => null, db: 0, log: createLog(() => undefined) });
  await vi.waitFor(() => expect(session.state().phase.kind).toBe('ready'), { timeout: 20_000 });
  return session;
}

async function look(feed: Feed): Promise<FeedFrame> {
  return (await feed.view('', 100, new AbortController().signal).next()).value as FeedFrame;
}

const stateOf = (feed: Feed, id: number): string | undefined => feed.sources().find((one) => one.id === id)?.state;

/** The most that the server holds for any connection of ours. */
async function held(redis: TestRedis): Promise<number> {
  const list = String(await redis.direct.client('LIST'));
  return Math.max(...[...list.matchAll(/name=keytide:\S* .*?\bomem=(\d+)/g)].map(([, omem]) => Number(omem)));
}

test('fault 34: nobody takes frames while 100,000 messages come: the server holds nothing for long, and the next frame has every count', async () => {
  const redis = await startRedis();
  const session = await ready({ port: redis.port });
  try {
    const feed = openFeed(session);
    const id = feed.add('channel', utf8('flood'));
    await vi.waitFor(() => expect(stateOf(feed, id)).toBe('live'));
    const frames = feed.view('', 10, new AbortController().signal);
    await frames.next();
    const publisher = redis.direct.duplicate();
    for (let batch = 0; batch < 100; batch++) {
      const pipeline = publisher.pipeline();
      for (let n = 0; n < 1000; n++) pipeline.publish('flood', `${batch * 1000 + n} ${'x'.repeat(90)}`);
      await pipeline.exec();
    }
    publisher.disconnect();
    await vi.waitFor(() => expect(feed.capture.counters().received).toBe(100_000), { timeout: 10_000 });
    expect(await held(redis)).toBeLessThan(1024 * 1024);
    const next = (await frames.next()).value as FeedFrame;
    expect(next.counters).toMatchObject({ received: 100_000, kept: 100_000, evicted: 0, missed: 0, gaps: 0 });
    expect(next.rows.map((row) => row.seq)).toEqual(Array.from({ length: 10 }, (_, at) => 99_991 + at));
  } finally {
    session.close();
    await redis.stop();
  }
}, 60_000);

test('fault 39: a primary dies while its events are heard: a gap of this source and no other, then its replica is heard', async () => {
  const cluster = await startCluster(3, 1, ['--notify-keyspace-events', 'KEA']);
  const session = await ready({ topology: 'cluster', port: cluster.nodes[1]?.port ?? 0 });
  try {
    const feed = openFeed(session);
    const events = feed.add('keyevent', utf8('set'));
    await vi.waitFor(() => expect(stateOf(feed, events)).toBe('live'), { timeout: 10_000 });
    const slot = Number(await cluster.nodes[1]?.direct.cluster('KEYSLOT', 'key'));
    const dying = await cluster.ownerOf(slot);
    await session.send('SET', ['key', 'before']);
    await vi.waitFor(() => expect(feed.capture.counters().received).toBe(1));
    await dying.kill();
    await vi.waitFor(async () => expect((await look(feed)).rows.some((row) => row.kind === 'gap' && row.sources.includes(events))).toBe(true), {
      timeout: 10_000,
    });
    await vi.waitFor(async () => expect(await cluster.ownerOf(slot)).not.toBe(dying), { timeout: 20_000, interval: 200 });
    await vi.waitFor(
      async () => {
        await session.send('SET', ['key', 'after']);
        expect(feed.capture.counters().received).toBeGreaterThan(1);
      },
      { timeout: 20_000, interval: 200 },
    );
    // What was gone for good is not waited for any more.
    await vi.waitFor(() => expect(stateOf(feed, events)).toBe('live'), { timeout: 10_000 });
    const { received, kept, evicted, missed } = feed.capture.counters();
    expect(received).toBe(kept + evicted);
    // Of a cluster nobody counts what was published, and no number is made up.
    expect(missed).toBeNull();
  } finally {
    session.close();
    await cluster.stop();
  }
}, 120_000);

test.each([
  ['on', 3_600_000],
  ['back', -3_600_000],
  ['to 1970', -Date.UTC(2026, 10, 25)],
])('fault 52: the clock is set an hour %s while nothing is heard: the gap lasted as long as it did, and rates go on', async (_, jump) => {
  const time = { wall: Date.UTC(2026, 10, 25), steady: 5000 };
  const clock: Clock = { wall: () => time.wall, steady: () => time.steady };
  const pass = (ms: number): void => {
    time.wall += ms;
    time.steady += ms;
  };
  const fake = fakeSession();
  const feed = openFeed(fake.session, { clock });
  feed.add('channel', utf8('a'));
  fake.line.events.ready();
  await vi.waitFor(() => expect(stateOf(feed, 1)).toBe('live'));
  for (let n = 0; n < 10; n++) fake.line.deliver('a', 'x');
  const from = time.wall;
  fake.line.events.lost({ code: 'offline' });
  time.wall += jump;
  pass(250);
  fake.line.events.ready();
  await vi.waitFor(() => expect(stateOf(feed, 1)).toBe('live'));
  fake.line.deliver('a', 'y');
  const frame = await look(feed);
  expect(frame.rows.find((row) => row.kind === 'gap')).toMatchObject({ from, to: from + 250 });
  // A row shows the time that the machine has.
  expect(frame.rows.at(-1)).toMatchObject({ at: time.wall });
  expect(frame.counters).toMatchObject({ received: 11, perSecond: 11 });
  fake.end();
});

test.each([
  ['1970', 0],
  ['2106', Date.UTC(2106, 1, 7, 6, 28, 16)],
])('bad input 44: a clock of %s, set to now and an hour back: rows keep their order, and what lasts is measured without it', async (_, start) => {
  const time = { wall: start, steady: 5000 };
  const clock: Clock = { wall: () => time.wall, steady: () => time.steady };
  const fake = fakeSession();
  const feed = openFeed(fake.session, { clock });
  feed.add('channel', utf8('a'));
  fake.line.events.ready();
  await vi.waitFor(() => expect(stateOf(feed, 1)).toBe('live'));
  const now = Date.UTC(2026, 9, 25, 1, 30);
  const walls = [start, now, now - 3_600_000, now + 3_600_000];
  for (const [n, wall] of walls.entries()) {
    time.wall = wall;
    fake.line.deliver('a', String(n));
    time.steady += 100;
  }
  const frame = await look(feed);
  expect(frame.rows.map((row) => [row.seq, row.kind === 'message' ? row.at : null])).toEqual(walls.map((wall, n) => [n + 1, wall]));
  expect(frame.counters).toMatchObject({ received: 4, kept: 4, perSecond: 4 });
  expect(frame.channels).toMatchObject([{ firstAt: start, lastAt: now + 3_600_000, perSecond: 4 }]);
  time.steady += 2500;
  expect((await look(feed)).counters.perSecond).toBe(0);
  fake.end();
});
