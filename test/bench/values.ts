/** How soon values of any size show their first rows, what opening them costs the server, and how much memory it takes. */
import type { Redis } from 'ioredis';
import { readValue } from '../../electron/core/value/read.ts';
import { readBytes } from '../../electron/core/value/strings.ts';
import { utf8 } from '../../shared/bytes.ts';
import { wholeLook } from '../../shared/value/edit.ts';
import { startRedis } from '../support/redis.ts';
import { readySession } from '../support/session.ts';
import { type Measure, median } from './measure.ts';

const rounds = 9;
const elements = 1_000_000;
const entries = 5_000_000;

export async function* values(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  const session = await readySession(redis);
  const { signal } = new AbortController();
  const open = (name: string) => readValue(session, utf8(name), { look: wholeLook, from: '', count: 200 }, signal);
  try {
    await fill(redis.direct);
    // What a command may take, in microseconds: the log then holds the ones that are over.
    await redis.direct.config('SET', 'slowlog-log-slower-than', '5000');
    await redis.direct.config('RESETSTAT');
    await redis.direct.slowlog('RESET');
    for (const [what, name] of [
      ['1M-field hash', 'hash'],
      ['1M-member sorted set', 'zset'],
      ['1M-element list', 'list'],
      ['5M-entry stream', 'stream'],
      ['512 MB string', 'huge'],
    ] as const) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await timed(() => open(name)));
      yield {
        name: `values: first rows, ${what}`,
        unit: 'ms',
        value: median(times),
        limit: name === 'huge' ? 300 : 150,
        note: `median of ${rounds}, worst ${Math.max(...times).toFixed(0)} ms`,
      };
    }
    const middle = await timed(() => readValue(session, utf8('zset'), { look: { ...wholeLook, descending: true }, from: '500000', count: 200 }, signal));
    yield { name: 'values: rows in the middle, sorted set', unit: 'ms', value: middle, limit: 150, note: 'by rank, from the other end' };
    const since = { ...wholeLook, min: String(entries / 2) };
    const later = await timed(() => readValue(session, utf8('stream'), { look: since, from: '', count: 200 }, signal));
    yield { name: 'values: rows in the middle, stream', unit: 'ms', value: later, limit: 150, note: 'from a time on' };
    const before = process.memoryUsage().rss;
    await readBytes(session, utf8('huge'), 256 * 1024 * 1024, 65_536, signal);
    yield {
      name: 'values: memory for a window of 512 MB',
      unit: 'KB',
      value: Math.max(0, process.memoryUsage().rss - before) / 1024,
      limit: 100 * 1024,
      note: 'of the host, more than before',
    };
    yield {
      name: 'values: slowest command of all this',
      unit: 'ms',
      value: await slowest(redis.direct),
      limit: 5,
      note: 'as the server logged it; 0: none over 5 ms',
    };
  } finally {
    session.close();
    await redis.stop();
  }
}

async function fill(direct: Redis): Promise<void> {
  const script = `
    for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
      redis.call('HSET', 'hash', 'field:' .. i, 'value ' .. i)
      redis.call('ZADD', 'zset', i / 4, 'member:' .. i)
      redis.call('RPUSH', 'list', 'element ' .. i)
    end`;
  const log = "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do redis.call('XADD', 'stream', i .. '-1', 'n', i) end";
  const step = 50_000;
  for (let at = 1; at <= elements; at += step) await direct.eval(script, 0, at, at + step - 1);
  for (let at = 1; at <= entries; at += step) await direct.eval(log, 0, at, at + step - 1);
  await direct.setrange('huge', 512 * 1024 * 1024 - 1, 'x');
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** The slowest that was logged, in milliseconds; what the bench itself sent is no part of it. */
async function slowest(direct: Redis): Promise<number> {
  const log = (await direct.slowlog('GET', 128)) as unknown as readonly (readonly [number, number, number, readonly string[]])[];
  const own = log.filter(([, , , words]) => !/^(config|slowlog|eval|setrange)$/i.test(words[0] ?? ''));
  return own.reduce((most, [, , micros]) => Math.max(most, micros / 1000), 0);
}
