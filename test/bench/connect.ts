/** From nothing to a verified session, beside a bare ioredis that connects and pings, in turn in one run. */
import { Redis } from 'ioredis';
import { startRedis } from '../support/redis.ts';
import { readySession } from '../support/session.ts';
import { type Measure, median } from './measure.ts';

const rounds = 41;

export async function* connect(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  try {
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await timed(() => bareConnect(redis.port)));
      ours.push(await timed(async () => (await readySession(redis)).close()));
    }
    // The first of each pays for what is compiled once.
    const [mine, theirs] = [median(ours.slice(1)), median(bare.slice(1))];
    yield {
      name: 'connect: to ready, beside ioredis + PING',
      unit: 'x',
      value: mine / theirs,
      limit: 3,
      note: `median ${mine.toFixed(2)} ms against ${theirs.toFixed(2)} ms, ${rounds - 1} each in turn`,
    };
  } finally {
    await redis.stop();
  }
}

async function bareConnect(port: number): Promise<void> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true });
  await client.connect();
  await client.ping();
  client.disconnect();
}

async function timed(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
