/** What the feed claims beside its rate: a steady load to the message, MONITOR beside ioredis, and a long recording opened again and replayed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { captureLimits, openCapture, type Rows } from '../../electron/core/feed/capture.ts';
import { systemClock } from '../../electron/core/feed/clock.ts';
import { type Feed, openFeed } from '../../electron/core/feed/feed.ts';
import { startRecording } from '../../electron/core/feed/record.ts';
import { openRecorded } from '../../electron/core/feed/recorded.ts';
import { replay } from '../../electron/core/feed/replay.ts';
import { utf8 } from '../../shared/bytes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { readySession } from './feedRate.ts';
import { heldMemory } from './heldMemory.ts';
import { type Measure, median, percentile } from './measure.ts';
import { openPublishers, type Publishers } from './publishers.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function* feedLoad(): AsyncGenerator<Measure> {
  const redis = await startRedis();
  try {
    yield* steadily(redis);
    // What a part left to be collected is not the next one's.
    await heldMemory();
    yield* monitored(redis);
    await heldMemory();
    yield* recorded(redis);
  } finally {
    await redis.stop();
  }
}

const perSecond = 50_000;
/** More than the capture may keep, so that it is at its budget for the last third. */
const seconds = 60;

async function* steadily(redis: TestRedis): AsyncGenerator<Measure> {
  const session = await readySession(redis);
  const feed = openFeed(session, { limits: captureLimits });
  const end = new AbortController();
  feed.add('channel', utf8('steady'));
  while (feed.sources()[0]?.state !== 'live') await pause(5);
  void (async () => {
    for await (const _ of feed.view('', 50, end.signal)) await pause(16);
  })();
  const sent = await publishEvenly(redis.port);
  const until = performance.now() + 10_000;
  while (feed.capture.counters().received < sent && performance.now() < until) await pause(5);
  const { received, kept, evicted, missed, bytes } = feed.capture.counters();
  end.abort();
  session.close();
  const note = `${sent} published in ${seconds} s, ${received} received, ${kept} kept, ${evicted} evicted, ${Math.round(bytes / 2 ** 20)} MB`;
  const over = Math.max(0, bytes - captureLimits.budget);
  const off = Math.abs(sent - received) + Math.abs(received - kept - evicted) + (missed ?? sent) + over;
  yield { name: 'feed: 50,000/s, counted otherwise than published', unit: 'x', value: off, limit: 0, note };
}

/** In step with the clock; resolves with how many the server took. */
async function publishEvenly(port: number): Promise<number> {
  const one = Buffer.from(`*3\r\n$7\r\nPUBLISH\r\n$6\r\nsteady\r\n$100\r\n${'x'.repeat(100)}\r\n`);
  const batch = Buffer.concat(Array.from({ length: perSecond / 100 }, () => one));
  const socket = connect(port, '127.0.0.1');
  let answers = 0;
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) answers++;
  });
  const began = performance.now();
  let batches = 0;
  while (batches < seconds * 100) {
    for (; batches < Math.min(seconds * 100, (performance.now() - began) / 10); batches++) socket.write(batch);
    await pause(5);
  }
  const sent = (batches * perSecond) / 100;
  while (answers < sent) await pause(5);
  socket.destroy();
  return sent;
}

const commands = 200_000;
/** The first of each is not counted: it compiles what it runs, and takes its memory from the system. */
const monitorRuns = 8;
/** Less than a run brings, so that the capture is at its budget, as it is for all but the first minute. */
const monitorLimits = { ...captureLimits, budget: 16 * 1024 * 1024 };

async function* monitored(redis: TestRedis): AsyncGenerator<Measure> {
  const bare: number[] = [];
  const ours: number[] = [];
  const session = await readySession(redis);
  const feed = openFeed(session, { limits: monitorLimits });
  const publishers = openPublishers();
  for (let run = 0; run < monitorRuns; run++) {
    bare.push(await byIoredis(redis, publishers));
    ours.push(await byFeed(redis, publishers, feed));
  }
  publishers.close();
  session.close();
  const each = (cpuMs: number): string => `${(cpuMs * 1000).toFixed(2)} us`;
  const [mine, theirs] = [median(ours.slice(1)), median(bare.slice(1))];
  yield { name: 'feed: MONITOR, CPU of a line beside ioredis', unit: 'x', value: mine / theirs, limit: 0.6, note: `${each(mine)} beside ${each(theirs)}` };
}

/** Of one line, in milliseconds, in this process: the server and who sends to it are others. */
async function cpuWhileSetting(redis: TestRedis, publishers: Publishers, lines: () => number, over: () => boolean): Promise<number> {
  const cpu = process.cpuUsage();
  await publishers.run(['-p', redis.port, '-n', commands, '-P', 16, '-c', 4, '-r', 100_000, 'SET', 'key:__rand_int__', 'x'.repeat(40)]);
  while (lines() < commands && !over()) await pause(5);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000 / lines();
}

/** As one listens with it: it takes each line apart for its listeners. */
async function byIoredis(redis: TestRedis, publishers: Publishers): Promise<number> {
  const client = new Redis({ port: redis.port, host: '127.0.0.1' });
  const monitor = await client.monitor();
  let lines = 0;
  monitor.on('monitor', (_time: string, args: string[]) => {
    if (args[0] === 'SET') lines++;
  });
  const cpu = await cpuWhileSetting(
    redis,
    publishers,
    () => lines,
    () => false,
  );
  monitor.disconnect();
  client.disconnect();
  return cpu;
}

async function byFeed(redis: TestRedis, publishers: Publishers, feed: Feed): Promise<number> {
  const before = feed.capture.counters().received;
  const id = feed.add('monitor', utf8(''), { lines: 10 * commands, seconds: 600 });
  const state = (): string | undefined => feed.sources().find((one) => one.id === id)?.state;
  while (state() !== 'live') await pause(5);
  const cpu = await cpuWhileSetting(
    redis,
    publishers,
    () => feed.capture.counters().received - before,
    // It ends by itself where this machine is too busy to follow; what was read until then is measured.
    () => state() === 'stopped',
  );
  feed.drop(id);
  return cpu;
}

/** Five minutes of messages, written as fast as the disk takes them, with the times they would have had. */
const recordedPerSecond = 20_000;
const recordedRows = 5 * 60 * recordedPerSecond;
/** So much of it is replayed: five seconds, from its middle on. */
const replayedRows = 5 * recordedPerSecond;
const replayedFrom = recordedRows / 2 + 1;

async function* recorded(redis: TestRedis): AsyncGenerator<Measure> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-bench-'));
  try {
    const file = join(folder, 'recording');
    await writeRecording(file);
    await heldMemory();
    const began = performance.now();
    const rows = openRecorded(file);
    const last = rows.row(recordedRows);
    const took = performance.now() - began;
    const count = rows.next - rows.first;
    if (count !== recordedRows || last === null) throw new Error('the recording is not whole');
    yield {
      name: 'feed: a recording opened again',
      unit: 'ms',
      value: took,
      limit: 1000,
      note: `${count} rows, five minutes at ${recordedPerSecond}/s; the last row read`,
    };
    yield await replayed(redis, rows);
    rows.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRecording(file: string): Promise<void> {
  const capture = openCapture(systemClock);
  const recorder = await startRecording({ file, capture, clock: systemClock, maxBytes: 2 ** 40, sourceOf: () => null, changed: () => undefined });
  const channels = Array.from({ length: 50 }, (_, at) => utf8(`orders.${at}`));
  const payload = utf8('x'.repeat(100));
  for (let n = 0; n < recordedRows; n++) {
    capture.append(1, channels[n % channels.length] ?? payload, payload, (n * 1000) / recordedPerSecond);
    if (n % 1000 === 999) {
      recorder.take();
      await new Promise(setImmediate);
    }
  }
  await recorder.stop();
}

/** How far each message comes from when it should, beside the first; heard over a connection of this process, so its work is in it. */
async function replayed(redis: TestRedis, rows: Rows): Promise<Measure> {
  const session = await readySession(redis);
  const feed = openFeed(session, { limits: captureLimits });
  feed.add('pattern', utf8('orders.*'));
  while (feed.sources()[0]?.state !== 'live') await pause(5);
  const how = { query: null, from: replayedFrom, count: replayedRows, speed: 1, map: [], confirmed: null, shards: () => false };
  for await (const _ of replay(rows, session, systemClock, how, new AbortController().signal));
  while (feed.capture.counters().received < replayedRows) await pause(5);
  const first = timeOf(feed.capture, feed.capture.first);
  const off = Array.from({ length: replayedRows }, (_, n) => Math.abs(timeOf(feed.capture, feed.capture.first + n) - first - (n * 1000) / recordedPerSecond));
  session.close();
  const note = `${replayedRows} messages at ${recordedPerSecond}/s as they were recorded; worst ${percentile(off, 1).toFixed(1)} ms`;
  return { name: 'feed: replayed, off the time by (p95)', unit: 'ms', value: percentile(off, 0.95), limit: 5, note };
}

function timeOf(rows: Rows, seq: number): number {
  const segment = rows.segmentOf(seq);
  return segment?.times[seq - segment.firstSeq] ?? Number.NaN;
}
