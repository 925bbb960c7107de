/** The feed over a real session and a real server: bytes, overlaps, cut lines and bursts. */
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from '../../../../electron/core/connections/open.ts';
import { Secret } from '../../../../electron/core/connections/secret.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { captureLimits } from '../../../../electron/core/feed/capture.ts';
import { type Feed, openFeed } from '../../../../electron/core/feed/feed.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { FeedFrame, ShownRow } from '../../../../shared/feed/feed.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
let session: Session;
let feed: Feed;
let log: string[];

async function open(username = '', password: string | null = null): Promise<void> {
  log = [];
  session = openSession({
    profile: { ...newProfile, id: 'test', port: redis.port, username, secrets: [] },
    secrets: (name) => (name === 'password' && password !== null ? new Secret(password) : null),
    db: 0,
    log: createLog((line) => void log.push(line)),
  });
  feed = openFeed(session, { limits: { ...captureLimits, budget: 256 * 1024 * 1024 } });
  await vi.waitFor(() => expect(session.state().phase.kind).toBe('ready'));
}

beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  session.close();
  await redis.stop();
  expect(log.filter((line) => line.includes('"bug"'))).toEqual([]);
});

async function look(filter = '', rows = 500): Promise<FeedFrame> {
  const next = await feed.view(filter, rows, new AbortController().signal).next();
  if (next.done === true) throw new Error('the feed has ended');
  return next.value;
}

async function subscribe(...names: readonly (readonly ['channel' | 'pattern', Bytes])[]): Promise<void> {
  for (const [kind, name] of names) feed.add(kind, name);
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(names.map(() => 'live')));
}

/** The line's base for counting what is missed: a PING that was answered. */
async function counted(): Promise<void> {
  await vi.waitFor(async () => expect(String(await redis.direct.call('CLIENT', 'LIST'))).toMatch(/name=keytide:feed .*cmd=ping/), { timeout: 5000 });
  await session.send('PING', []);
}

async function feedClient(): Promise<string> {
  const line = String(await redis.direct.call('CLIENT', 'LIST'))
    .split('\n')
    .find((one) => one.includes('name=keytide:feed'));
  return /\bid=(\d+)/.exec(line ?? '')?.[1] ?? '';
}

const isGap = (row: ShownRow): boolean => row.kind === 'gap';

test('channels and payloads arrive as the bytes they were', async () => {
  await open();
  const channel = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a, 0xc3);
  const payload = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256);
  await subscribe(['channel', channel], ['channel', new Uint8Array(0)]);
  await redis.direct.publish(Buffer.from(channel), Buffer.from(payload));
  await redis.direct.publish('', '');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(2));
  const { rows } = await look();
  expect(rows).toMatchObject([
    { seq: 1, channel, size: 70_000 },
    { seq: 2, channel: new Uint8Array(0), size: 0 },
  ]);
  expect(feed.message(1).payload).toEqual(payload);
});

test('a server that speaks RESP2 only is heard to the byte, over a lost line too', async () => {
  await redis.stop();
  redis = await startRedis(['--rename-command', 'HELLO', '']);
  await open();
  expect(session.state().facts?.protocol).toBe(2);
  const channel = Buffer.from([0xff, 0x00, 0x0d, 0x0a]);
  await subscribe(['channel', channel], ['pattern', Buffer.from([0xff, 0x2a])]);
  await redis.direct.publish(channel, Buffer.from([0xfe, 0x0a]));
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(2));
  await redis.direct.call('CLIENT', 'KILL', 'ID', await feedClient());
  await vi.waitFor(async () => expect((await look()).rows.some(isGap)).toBe(true));
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(['live', 'live']), { timeout: 5000 });
  await redis.direct.publish(channel, 'again');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(4));
  expect(feed.message(1).payload).toEqual(Uint8Array.of(0xfe, 0x0a));
});

test('a message that several sources hear is there once for each', async () => {
  await open();
  await subscribe(['channel', utf8('orders.new')], ['pattern', utf8('orders.*')], ['pattern', Uint8Array.of(0x6f, 0x3f, 0xff, 0x2a)]);
  await redis.direct.publish('orders.new', 'a');
  await redis.direct.publish('orders.old', 'b');
  await redis.direct.publish(Buffer.from([0x6f, 0x01, 0xff, 0x02]), 'c');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(4));
  const frame = await look();
  expect(frame.sources.map((one) => one.received)).toEqual([1, 2, 1]);
  expect(await look('ORDERS.OLD')).toMatchObject({ matched: 1, hidden: 3 });
});

test('fault 36: a killed line comes back with its binary channel, and the gap says how much was published meanwhile', async () => {
  await open();
  const channel = Buffer.from([0xff, 0xfe, 0x00]);
  await subscribe(['channel', channel], ['pattern', Buffer.from([0xf0, 0x2a])]);
  await counted();
  for (let n = 0; n < 5; n++) await redis.direct.publish(channel, `heard ${n}`);
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(5));
  const pipeline = redis.direct.pipeline().call('CLIENT', 'KILL', 'ID', await feedClient());
  for (let n = 0; n < 40; n++) pipeline.publish(channel, `missed ${n}`);
  await pipeline.exec();
  await vi.waitFor(async () => expect((await look()).rows.find(isGap)).toMatchObject({ why: 'disconnected', atMost: 40 }), { timeout: 10_000 });
  await redis.direct.publish(channel, 'after');
  await redis.direct.publish(Buffer.from([0xf0, 0x31]), 'after');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(7));
  const frame = await look();
  expect(frame.rows.map((row) => row.kind)).toEqual([...new Array<string>(5).fill('message'), 'gap', 'message', 'message']);
  expect(frame.sources.map((one) => [one.state, one.received])).toEqual([
    ['live', 6],
    ['live', 1],
  ]);
  expect(frame.counters).toMatchObject({ received: 7, kept: 7, missed: 40, gaps: 1 });
});

test('a server that starts anew cannot say what was missed, and the feed says that', async () => {
  await open();
  await subscribe(['channel', utf8('a')]);
  await counted();
  await redis.kill();
  await redis.restart();
  await vi.waitFor(async () => expect((await look()).sources[0]?.state).toBe('live'), { timeout: 15_000 });
  await vi.waitFor(async () => expect((await look()).rows.filter(isGap)).toMatchObject([{ atMost: null, to: expect.any(Number) as number }]));
  expect((await look()).counters.missed).toBeNull();
  await redis.direct.publish('a', 'again');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(1));
});

test('50,000 messages in one burst are 50,000 rows, and a page that did not look costs nothing and misses nothing', async () => {
  await open();
  await subscribe(['channel', utf8('burst')]);
  const frames = feed.view('', 50, new AbortController().signal);
  await frames.next();
  for (let batch = 0; batch < 50; batch++) {
    const pipeline = redis.direct.pipeline();
    for (let n = 0; n < 1000; n++) pipeline.publish('burst', `message ${batch * 1000 + n}`);
    await pipeline.exec();
  }
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(50_000), { timeout: 15_000 });
  const next = await frames.next();
  const frame = next.value as FeedFrame;
  expect(frame).toMatchObject({ matched: 50_000, counters: { received: 50_000, kept: 50_000, evicted: 0, missed: 0, gaps: 0 } });
  expect(frame.rows.map((row) => row.kind === 'message' && Buffer.from(row.preview).toString())).toEqual(
    Array.from({ length: 50 }, (_, at) => `message ${49_950 + at}`),
  );
});

test('fault 33: cut off for a full output buffer: what was heard and what is said to be missed is what was published', async () => {
  await open();
  await redis.direct.config('SET', 'client-output-buffer-limit', 'pubsub 1mb 1mb 1');
  await subscribe(['channel', utf8('flood')]);
  await counted();
  const total = 4000;
  const line = `PUBLISH flood ${'x'.repeat(10_000)}\n`;
  // Nothing is read while another process publishes: the loop of this one stands still.
  const publisher = spawnSync('redis-cli', ['-p', String(redis.port)], { input: line.repeat(total), maxBuffer: 1e9 });
  expect(publisher.status).toBe(0);
  await vi.waitFor(async () => expect((await look()).rows.at(-1)).toMatchObject({ kind: 'gap', atMost: expect.any(Number) as number }), { timeout: 15_000 });
  const { received, missed } = (await look()).counters;
  expect(received).toBeLessThan(total);
  expect(received + (missed ?? 0)).toBe(total);
});

test('a channel the user may not hear is refused in the server’s words; the others go on', async () => {
  await redis.direct.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '+@all', 'resetchannels', '&open:*');
  await open('limited', 'secret');
  feed.add('channel', utf8('open:1'));
  feed.add('channel', utf8('closed'));
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(['live', 'refused']));
  expect((await look()).sources[1]?.detail).toMatch(/^NOPERM .*channel/);
  await redis.direct.publish('open:1', 'x');
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(1));
});

test('nothing is left on the server when the session closes', async () => {
  await open();
  await subscribe(['channel', utf8('a')]);
  session.close();
  await vi.waitFor(async () => expect(String(await redis.direct.call('CLIENT', 'LIST'))).not.toContain('keytide'));
});
