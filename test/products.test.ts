/** Every server that was fetched does what Keytide asks of any: what it has is asked of itself, never of its version. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServerName } from '../scripts/servers.mjs';
import { utf8 } from '../shared/bytes.ts';
import type { ServerFacts } from '../shared/connections/session.ts';
import type { FeedFrame } from '../shared/feed/feed.ts';
import { firstShape } from '../shared/keys/shape.ts';
import { type CoreTab, openCore, type TestCore } from './support/core.ts';
import { faultOf } from './support/fault.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { serverOf } from './support/servers.ts';

const told: readonly (readonly [ServerName | 'system', Partial<ServerFacts>])[] = [
  ['system', { protocol: 3 }],
  ['redis6', { product: 'redis', protocol: 3 }],
  ['redis8', { product: 'redis', protocol: 3 }],
  ['valkey8', { product: 'valkey', protocol: 3 }],
  ['valkey9', { product: 'valkey', protocol: 3 }],
  ['redict7', { product: 'redict', protocol: 3 }],
];

const key = Uint8Array.of(0x6b, 0x00, 0xff, 0x3a);
const big = '9223372036854775807';

describe.each(told)('%s', (name, facts) => {
  let redis: TestRedis | null = null;
  let core: TestCore;
  let tab: CoreTab;
  const server = name === 'system' ? null : serverOf(name);
  const found = server === null || server.found;
  const needed = (skip: (condition: boolean, note?: string) => void): TestRedis => {
    skip(!found, server?.why);
    return redis as TestRedis;
  };

  beforeAll(async () => {
    if (!found) return;
    redis = await (server === null ? startRedis() : server.start());
    core = await openCore();
    tab = await core.open({ port: redis.port });
  });
  afterEach(async () => {
    await redis?.direct.flushall();
  });
  afterAll(async () => {
    if (redis === null) return;
    await core.close();
    await redis.stop();
    expect(core.log.filter((line) => line.includes('"bug"'))).toEqual([]);
  });

  test('connects: says what it is, and where it runs', async ({ skip }) => {
    needed(skip);
    expect(tab.state().facts).toMatchObject({ ...facts, mode: 'standalone', role: 'master', user: 'default', databases: 16 });
    expect(tab.state().facts?.runId).toMatch(/^[0-9a-f]{40}$/);
    const info = await core.client.call('server.info', { session: tab.session });
    expect(info.sections.map(({ name: section }) => section.toLowerCase())).toEqual(expect.arrayContaining(['server', 'memory', 'replication']));
  });

  test('keys: every name as it is, of every type there is everywhere', async ({ skip }) => {
    const there = needed(skip);
    const direct = there.direct;
    await Promise.all([
      direct.set(Buffer.from(key), 'x'),
      direct.hset('h', 'f', 'v'),
      direct.rpush('l', 'a'),
      direct.sadd('s', 'a'),
      direct.zadd('z', '0.1', 'a'),
    ]);
    await direct.xadd('x', '*', 'f', 'v');
    const names: Uint8Array[] = [];
    const shape = { ...firstShape, layout: 'list' } as const;
    for await (const { scan, filter, rows } of core.client.watch('keys.view', { session: tab.session, rows: 100, shape })) {
      if (scan.state !== 'complete' || filter.pending) continue;
      for (const row of rows) if (row.kind === 'key') names.push(row.name);
      break;
    }
    expect(new Set(names.map((bytes) => Buffer.from(bytes).toString('latin1')))).toEqual(new Set(['k\0\xff:', 'h', 'l', 's', 'z', 'x']));
    const metas = await core.client.call('keys.meta', { session: tab.session, keys: [key, utf8('x'), utf8('gone')] });
    expect(metas).toMatchObject([{ kind: 'known', type: 'string', ttl: null }, { kind: 'known', type: 'stream' }, { kind: 'gone' }]);
    for (const collection of ['h', 'l', 's', 'z', 'x']) {
      const value = await core.client.call('value.read', { session: tab.session, key: utf8(collection), from: '', count: 10 });
      expect(value, collection).toMatchObject({ kind: 'table', length: 1 });
    }
  });

  test('values: saved as they are with their time to live, refused where somebody was faster, deleted and put back', async ({ skip }) => {
    const there = needed(skip);
    const { session } = tab;
    const bytes = Uint8Array.of(0, 0xff, 0x0a);
    await there.direct.set(Buffer.from(key), 'old', 'PX', 100_000);
    const saved = await core.client.call('value.save', { session, key, bytes, expected: { kind: 'bytes', bytes: utf8('old') }, confirmed: null });
    expect(saved.ttl).toBeGreaterThan(90_000);
    expect(await there.direct.getBuffer(Buffer.from(key))).toEqual(Buffer.from(bytes));
    const late = core.client.call('value.save', { session, key, bytes, expected: { kind: 'bytes', bytes: utf8('old') }, confirmed: null });
    expect(await faultOf(late)).toEqual({ code: 'conflict', found: 'changed' });
    await core.client.call('value.remove', { session, key, confirmed: null });
    expect(await there.direct.exists(Buffer.from(key))).toBe(0);
    await core.client.call('value.restore', { session, key, confirmed: null });
    expect(await there.direct.getBuffer(Buffer.from(key))).toEqual(Buffer.from(bytes));
    expect(await there.direct.pttl(Buffer.from(key))).toBeGreaterThan(80_000);
  });

  test('numbers and unknown commands: exact, and in its own words', async ({ skip }) => {
    needed(skip);
    const run = (...words: string[]) => core.client.call('console.run', { session: tab.session, words: words.map((word) => utf8(word)), confirmed: null });
    await run('SET', 'n', big);
    expect((await run('GETRANGE', 'n', '0', '-1')).reply).toEqual(utf8(big));
    expect(await faultOf(run('INCR', 'n'))).toMatchObject({ code: 'redis', prefix: 'ERR' });
    expect(await faultOf(run('KEYTIDE.NOTHING'))).toMatchObject({ code: 'redis', message: expect.stringMatching(/unknown command/i) as unknown });
  });

  test('the feed: what is published arrives, through a channel and a pattern', async ({ skip }) => {
    const there = needed(skip);
    const { session } = tab;
    await core.client.call('feed.add', { session, kind: 'channel', name: key });
    await core.client.call('feed.add', { session, kind: 'pattern', name: utf8('news.*') });
    const look = async (until: (frame: FeedFrame) => boolean): Promise<FeedFrame> => {
      for await (const frame of core.client.watch('feed.view', { session, filter: '', rows: 50 })) if (until(frame)) return frame;
      throw new Error('the feed has ended');
    };
    await look(({ sources }) => sources.every(({ state }) => state === 'live'));
    await there.direct.publish(Buffer.from(key) as unknown as string, 'one');
    await core.client.call('feed.publish', { session, channel: utf8('news.a'), payload: Uint8Array.of(0xff), confirmed: null });
    const { rows } = await look(({ counters }) => counters.received === 2);
    expect(rows).toMatchObject([
      { kind: 'message', channel: key, preview: utf8('one') },
      { kind: 'message', channel: utf8('news.a'), preview: Uint8Array.of(0xff) },
    ]);
  });

  test('read-only: nothing that writes leaves, whatever the server calls it', async ({ skip }) => {
    const there = needed(skip);
    const guarded = await core.open({ port: there.port, protection: 'read-only' });
    for (const words of [
      ['SET', 'a', '1'],
      ['HSETEX', 'h', 'FIELDS', '1', 'f', 'v'],
      ['EVAL', 'return 0', '0'],
      ['KEYTIDE.NOTHING', 'a'],
      ['DELIFEQ', 'a', '1'],
    ]) {
      const run = core.client.call('console.run', { session: guarded.session, words: words.map((word) => utf8(word)), confirmed: 'yes' });
      expect(await faultOf(run), words.join(' ')).toMatchObject({ code: 'readonly' });
    }
    expect(await there.direct.dbsize()).toBe(0);
    guarded.close();
  });
});
