/** How many messages a second the host captures without loss, beside a socket that only counts in the same run. */
import { connect } from 'node:net';
import { openSession } from '../../electron/core/connections/open.ts';
import type { Session } from '../../electron/core/connections/session.ts';
import { captureLimits } from '../../electron/core/feed/capture.ts';
import { openFeed } from '../../electron/core/feed/feed.ts';
import { createLog } from '../../electron/core/log.ts';
import { utf8 } from '../../shared/bytes.ts';
import { newProfile } from '../../shared/connections/profile.ts';
import type { FeedFrame } from '../../shared/feed/feed.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type Measure, median } from './measure.ts';
import { openPublishers, type Publishers } from './publishers.ts';

const messages = 3_000_000;
const runs = 3;

interface Run {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly missed: number;
}

export async function* feedRate(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  // What is measured is whether the reader keeps up, not when the server loses patience with it.
  await redis.direct.config('SET', 'client-output-buffer-limit', 'pubsub 0 0 0');
  const publishers = openPublishers();
  try {
    const bare: Run[] = [];
    const kept: Run[] = [];
    const watched: Run[] = [];
    for (let run = 0; run < runs; run++) {
      bare.push(await counting(redis, publishers));
      kept.push(await capturing(redis, publishers, false));
      watched.push(await capturing(redis, publishers, true));
    }
    const rate = (all: readonly Run[]): number => median(all.map((one) => one.perSecond));
    const note = (one: number): string => `${Math.round(one / 1000)}k/s beside ${Math.round(rate(bare) / 1000)}k/s of a socket that counts`;
    const missed = [...kept, ...watched].reduce((sum, one) => sum + one.missed, 0);
    // A ratio that should be large: told as its inverse, because a limit is a most.
    yield { name: 'feed: captured, as slow as', unit: 'x', value: rate(bare) / rate(kept), limit: 1 / 0.75, note: note(rate(kept)) };
    yield { name: 'feed: captured with a view, as slow as', unit: 'x', value: rate(bare) / rate(watched), limit: 1 / 0.6, note: note(rate(watched)) };
    yield { name: 'feed: messages missed', unit: 'x', value: missed, limit: 0, note: `of ${2 * runs * messages}` };
    const cpu = median(kept.map((one) => one.cpuMs));
    yield {
      name: 'feed: CPU per captured message',
      unit: 'us',
      value: (cpu / messages) * 1000,
      limit: 2,
      note: `counting: ${((median(bare.map((one) => one.cpuMs)) / messages) * 1000).toFixed(2)} us`,
    };
  } finally {
    publishers.close();
    await redis.stop();
  }
}

/** As fast as redis-benchmark can. */
const flood = (redis: TestRedis): readonly (string | number)[] => ['-p', redis.port, '-n', messages, '-P', 64, '-c', 4, 'PUBLISH', 'bench', 'x'.repeat(100)];

async function timed(redis: TestRedis, publishers: Publishers, done: () => boolean, missed: () => number): Promise<Run> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await publishers.run(flood(redis));
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (messages / took) * 1000, cpuMs: (user + system) / 1000, missed: missed() };
}

async function counting(redis: TestRedis, publishers: Publishers): Promise<Run> {
  const socket = connect(redis.port, '127.0.0.1');
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
  socket.write('*2\r\n$9\r\nSUBSCRIBE\r\n$5\r\nbench\r\n');
  while (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = bytes;
  const one = `*3\r\n$7\r\nmessage\r\n$5\r\nbench\r\n$100\r\n${'x'.repeat(100)}\r\n`.length;
  const run = await timed(
    redis,
    publishers,
    () => bytes - before >= messages * one,
    () => 0,
  );
  socket.destroy();
  return run;
}

export async function readySession(redis: TestRedis): Promise<Session> {
  const session = openSession({
    profile: { ...newProfile, id: 'bench', port: redis.port, secrets: [] },
    secrets: () => null,
    db: 0,
    log: createLog(() => undefined),
  });
  for await (const state of session.watch(new AbortController().signal)) if (state.phase.kind === 'ready') return session;
  throw new Error('not ready');
}

async function capturing(redis: TestRedis, publishers: Publishers, watched: boolean): Promise<Run> {
  const session = await readySession(redis);
  const feed = openFeed(session, { limits: captureLimits });
  const end = new AbortController();
  feed.add('channel', utf8('bench'));
  while (feed.sources()[0]?.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 5));
  if (watched) void follow(feed.view('', 50, end.signal));
  const run = await timed(
    redis,
    publishers,
    () => feed.capture.counters().received >= messages,
    () => Math.max(0, messages - feed.capture.counters().received),
  );
  const { received, kept, evicted } = feed.capture.counters();
  if (received !== kept + evicted) throw new Error('the counters do not add up');
  end.abort();
  session.close();
  return run;
}

/** As a page does: a frame, then the next after it was painted. */
async function follow(frames: AsyncGenerator<FeedFrame, void>): Promise<void> {
  for await (const _ of frames) await new Promise((resolve) => setTimeout(resolve, 16));
}
