/** What is found out beside the rows: subscriptions, fields, alerts, what is frequent, and publishing at a rate. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { feedHandlers } from '../../../../electron/core/feed/handlers.ts';
import { openRecordings } from '../../../../electron/core/feed/recordings.ts';
import { openRunning } from '../../../../electron/core/feed/running.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import type { Alert, Analytics } from '../../../../shared/feed/insight.ts';
import type { AlertRule } from '../../../../shared/watching.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';

let redis: TestRedis;
let session: Session;
let handlers: ReturnType<typeof feedHandlers>;
let end: AbortController;
const id = (): string => session.id;
const call = (): { signal: AbortSignal } => ({ signal: end.signal });

beforeEach(async () => {
  end = new AbortController();
  redis = await startRedis();
  session = await readySession(redis);
  handlers = feedHandlers(sessionsOf(session), openRecordings('/nowhere'), openRunning());
});
afterEach(async () => {
  end.abort();
  session.close();
  await redis.stop();
});

async function look(): Promise<FeedFrame> {
  const next = await handlers['feed.view']({ session: id(), filter: '', rows: 10 }, call())[Symbol.asyncIterator]().next();
  return next.value as FeedFrame;
}
async function hear(...names: string[]): Promise<void> {
  for (const name of names) await handlers['feed.add']({ session: id(), kind: 'channel', name: utf8(name) }, call());
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(names.map(() => 'live')));
}

test('the servers tell of channels nobody here listens to, with their subscribers', async () => {
  const other = new Redis({ port: redis.port, host: '127.0.0.1', protocol: 2 });
  await other.subscribe('theirs', Buffer.from([0xff]) as unknown as string);
  await other.psubscribe('p.*');
  const sharded = new Redis({ port: redis.port, host: '127.0.0.1', protocol: 2 });
  await sharded.ssubscribe('shard');
  await hear('theirs');
  const { value } = (await handlers['feed.channels']({ session: id(), everyMs: null }, call())[Symbol.asyncIterator]().next()) as { value: unknown };
  expect(value).toMatchObject({ total: 3, patterns: 1, unasked: [] });
  expect(value).toMatchObject({
    channels: expect.arrayContaining([
      { channel: utf8('theirs'), sharded: false, subscribers: 2 },
      { channel: utf8('shard'), sharded: true, subscribers: 1 },
    ]) as unknown,
  });
  other.disconnect();
  sharded.disconnect();
});

test('fields are told with types and share, and what changed is marked', async () => {
  await hear('a');
  for (let n = 0; n < 20; n++) await redis.direct.publish('a', n < 10 ? `{"id":${n},"old":true,"amount":1}` : `{"id":${n},"new":null,"amount":"2"}`);
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(20));
  const { looked, fields } = await handlers['feed.fields']({ session: id(), channel: utf8('a'), messages: 1000 }, call());
  expect(looked).toBe(20);
  expect(fields.map((one) => [one.path, one.count, one.drift])).toEqual([
    ['id', 20, null],
    ['amount', 20, 'type'],
    ['new', 10, 'new'],
    ['old', 10, 'gone'],
  ]);
  expect((await handlers['feed.fields']({ session: id(), channel: utf8('b'), messages: 1000 }, call())).looked).toBe(0);
});

test('alerts: a match with its number, a rate and a silence once, and a gap', async () => {
  await hear('a');
  const rules: AlertRule[] = [
    { id: 'failed', kind: 'match', query: 'status=failed', value: 0 },
    { id: 'busy', kind: 'above', query: '', value: 20 },
    { id: 'quiet', kind: 'silence', query: '', value: 1 },
    { id: 'gap', kind: 'gap', query: '', value: 0 },
  ];
  const told: Alert[] = [];
  void (async () => {
    for await (const all of handlers['feed.alerts']({ session: id(), rules }, call())) told.push(...all);
  })();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const until = performance.now() + 2600;
  for (let n = 0; performance.now() < until; n++) {
    await redis.direct.publish('a', `{"status":"${n % 10 === 0 ? 'failed' : 'ok'}"}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await vi.waitFor(() => expect(new Set(told.map((one) => one.rule))).toEqual(new Set(['failed', 'busy', 'quiet', 'gap'])), { timeout: 8000 });
  expect(told.filter((one) => one.rule === 'busy')).toHaveLength(1);
  expect(told.filter((one) => one.rule === 'quiet')).toHaveLength(1);
  expect(told.find((one) => one.rule === 'failed')).toMatchObject({ seq: 1 });
  await expect(
    (async () => {
      for await (const _ of handlers['feed.alerts']({ session: id(), rules: [{ id: 'x', kind: 'match', query: '"', value: 0 }] }, call()));
    })(),
  ).rejects.toMatchObject({ fault: { code: 'input', path: 'query' } });
}, 20_000);

test('analytics of MONITOR: commands, keys, prefixes and clients; and how late messages are by their own time', async () => {
  await handlers['feed.add']({ session: id(), kind: 'monitor', name: utf8(''), confirmed: '' }, call());
  await handlers['feed.add']({ session: id(), kind: 'channel', name: utf8('a') }, call());
  await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(['live', 'live']));
  const told: Analytics[] = [];
  void (async () => {
    for await (const one of handlers['feed.analytics']({ session: id(), filter: '', everyMs: 100, timeField: 'at' }, call())) told.push(one);
  })();
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let n = 0; n < 3; n++) await redis.direct.call('EVALSHA', '0'.repeat(40), 0).catch(() => undefined);
  for (let n = 0; n < 30; n++) await redis.direct.get(`user:${n % 3}`);
  for (let n = 0; n < 10; n++) await redis.direct.publish('a', JSON.stringify({ at: Date.now() - 30 }));
  await vi.waitFor(() => expect(told.at(-1)?.messages).toBe(53), { timeout: 5000 });
  const last = told.at(-1) as Analytics;
  expect(last.channels.map((one) => [displayText(one.name), one.count])).toEqual([
    ['GET', 30],
    ['PUBLISH', 10],
    ['a', 10],
    ['EVALSHA', 3],
  ]);
  expect(last.prefixes[0]).toMatchObject({ name: utf8('user:'), count: 30 });
  expect(last.keys.slice(0, 3).map((one) => one.count)).toEqual([10, 10, 10]);
  expect(last.clients[0]?.count).toBe(43);
  expect(last.errors?.map(({ name, count }) => [displayText(name), count])).toEqual([['NOSCRIPT', 3]]);
  expect(last.latency.filter(([upTo]) => upTo <= 20).every(([, count]) => count === 0)).toBe(true);
  expect(last.latency.reduce((sum, [, count]) => sum + count, 0)).toBe(10);
  expect(last.gapP50).not.toBeNull();
});

test('MONITOR asks before it starts, more on production, and is not there for a read-only profile', async () => {
  const add = (of: Session, confirmed: string | null) =>
    (async () =>
      feedHandlers(sessionsOf(of), openRecordings('/nowhere'), openRunning())['feed.add'](
        { session: of.id, kind: 'monitor', name: utf8(''), confirmed },
        call(),
      ))();
  await expect(add(session, null)).rejects.toMatchObject({ fault: { code: 'confirm', blast: { command: 'MONITOR', typed: null } } });
  const locked = await readySession(redis, { protection: 'read-only' });
  await expect(add(locked, '')).rejects.toMatchObject({ fault: { code: 'readonly', command: 'MONITOR' } });
  locked.close();
});

test('publishing at a rate: as many as asked for, each filled in anew, and it ends when nobody watches', async () => {
  await hear('load');
  const options = { session: id(), kind: 'channel' as const, channel: utf8('load'), payload: utf8('{{seq}}'), confirmed: null };
  let last: unknown = null;
  for await (const told of handlers['feed.repeat']({ ...options, perSecond: 100_000, count: 1000 }, call())) last = told;
  expect(last).toMatchObject({ sent: 1000, receivers: 1000 });
  await vi.waitFor(async () => expect((await look()).counters.received).toBe(1000));
  expect((await look()).rows.map((row) => row.kind === 'message' && displayText(row.preview))).toEqual(Array.from({ length: 10 }, (_, at) => String(991 + at)));
  const stop = new AbortController();
  for await (const { sent } of handlers['feed.repeat']({ ...options, perSecond: 200, count: 1_000_000 }, { signal: stop.signal })) if (sent > 20) stop.abort();
  const { received } = (await look()).counters;
  expect(received).toBeLessThan(1200);
  await expect(
    (async () => {
      for await (const _ of handlers['feed.repeat']({ ...options, payload: utf8('{{oops}}'), perSecond: 1, count: 1 }, call()));
    })(),
  ).rejects.toMatchObject({ fault: { code: 'input', path: 'payload' } });
});
