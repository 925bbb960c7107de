/** Two windows on one capture: each at its own place and filter, and the capture lives until the last of them has left. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { KeytideContract } from '../../../../shared/contract.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import type { Client } from '../../../../shared/rpc/client.ts';
import { openCore, type TestCore } from '../../../support/core.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
let core: TestCore;
beforeEach(async () => {
  redis = await startRedis();
  core = await openCore();
});
afterEach(async () => {
  await core.close();
  await redis.stop();
});

const patience = { timeout: 15_000, interval: 20 };
const subscribed = async (): Promise<number> => ((await redis.direct.call('PUBSUB', 'NUMSUB', 'news')) as [string, number])[1];

/** A page's view; the frame that came last. */
function viewed(page: Client<KeytideContract>, session: string, filter: string): { last(): FeedFrame | undefined; end(): void } {
  let last: FeedFrame | undefined;
  const end = new AbortController();
  void (async () => {
    for await (const frame of page.watch('feed.view', { session, filter, rows: 20 }, { signal: end.signal })) last = frame;
  })().catch(() => undefined);
  return { last: () => last, end: () => end.abort() };
}

const payloads = (frame: FeedFrame | undefined): readonly string[] =>
  (frame?.rows ?? []).map((row) => (row.kind === 'message' ? displayText(row.preview) : row.kind === 'pause' ? 'pause' : row.why));

async function join(page: Client<KeytideContract>, capture: string): Promise<{ readonly session: string; leave(): void }> {
  const end = new AbortController();
  const items = page.watch('feed.join', { capture }, { signal: end.signal })[Symbol.asyncIterator]();
  const first = await items.next();
  if (first.done === true) throw new Error('nothing to look at');
  void items.next().catch(() => undefined);
  return { session: first.value.session, leave: () => end.abort() };
}

test('each page has its own filter and place, and the capture outlives the page that began it', async () => {
  const tab = await core.open({ port: redis.port });
  await core.client.call('feed.add', { session: tab.session, kind: 'channel', name: utf8('news') });
  await expect.poll(subscribed, patience).toBe(1);
  const here = viewed(core.client, tab.session, '');
  for (let n = 0; n < 30; n++) await redis.direct.publish('news', `n${n}`);

  const other = core.page();
  const [running] = await other.call('feed.captures', {});
  expect(running).toMatchObject({ session: null, title: 'test', sources: 1 });
  // The page that has it knows it as its own.
  expect((await core.client.call('feed.captures', {}))[0]?.session).toBe(tab.session);
  const joined = await join(other, running?.capture ?? '');
  const there = viewed(other, joined.session, 'n2');
  await vi.waitFor(() => expect(payloads(there.last())).toEqual(['n2', ...Array.from({ length: 10 }, (_, at) => `n2${at}`)]), patience);
  await vi.waitFor(() => expect(here.last()?.matched).toBe(30), patience);
  // One scrolls back: the other goes on following.
  await core.client.call('feed.aim', { session: tab.session, view: here.last()?.view ?? 0, follow: false, from: 0, rows: 20 });
  await redis.direct.publish('news', 'n2 more');
  await vi.waitFor(() => expect(payloads(there.last()).at(-1)).toBe('n2 more'), patience);
  await vi.waitFor(() => expect(here.last()).toMatchObject({ following: false, from: 0, matched: 31 }), patience);
  expect(payloads(here.last())[0]).toBe('n0');
  expect(await subscribed()).toBe(1);

  // Looking is all it is for: nothing can be sent or changed through it.
  await expect(other.call('feed.clear', { session: joined.session })).rejects.toMatchObject({ fault: { code: 'missing' } });
  await expect(other.call('feed.publish', { session: joined.session, channel: utf8('news'), payload: utf8('x'), confirmed: null })).rejects.toMatchObject({
    fault: { code: 'missing' },
  });

  core.client.close();
  await redis.direct.publish('news', 'n2 after');
  await vi.waitFor(() => expect(payloads(there.last()).at(-1)).toBe('n2 after'), patience);
  const { received, kept, evicted, gaps } = there.last()?.counters ?? { received: 0, kept: 0, evicted: 0, gaps: 1 };
  expect({ received, sum: kept + evicted, gaps }).toEqual({ received: 32, sum: 32, gaps: 0 });

  joined.leave();
  await expect.poll(subscribed, patience).toBe(0);
  expect(await other.call('feed.captures', {})).toEqual([]);
  await expect(join(other, running?.capture ?? '')).rejects.toMatchObject({ fault: { code: 'missing' } });
  other.close();
});

test('the page that began it keeps it when one that joined has left', async () => {
  const tab = await core.open({ port: redis.port });
  await core.client.call('feed.add', { session: tab.session, kind: 'channel', name: utf8('news') });
  await expect.poll(subscribed, patience).toBe(1);
  const other = core.page();
  const [running] = await other.call('feed.captures', {});
  await join(other, running?.capture ?? '');
  // A window that is gone, not one that says goodbye.
  other.close();
  await redis.direct.publish('news', 'one');
  const here = viewed(core.client, tab.session, '');
  await vi.waitFor(() => expect(payloads(here.last())).toEqual(['one']), patience);
  here.end();
  tab.close();
  await expect.poll(subscribed, patience).toBe(0);
});

test('what the settings allow is what a capture keeps to, also once it is changed', async () => {
  const tab = await core.open({ port: redis.port });
  await core.client.call('settings.write', { feedMegabytes: 64 });
  await core.client.call('feed.add', { session: tab.session, kind: 'channel', name: utf8('news') });
  await expect.poll(subscribed, patience).toBe(1);
  const here = viewed(core.client, tab.session, '');
  for (let n = 0; n < 40; n++) await redis.direct.publish('news', Buffer.alloc(1024 * 1024));
  await vi.waitFor(() => expect(here.last()?.counters).toMatchObject({ received: 40, kept: 40, evicted: 0 }), patience);
  await core.client.call('settings.write', { feedMegabytes: 32 });
  await core.client.call('feed.aim', { session: tab.session, view: here.last()?.view ?? 0, follow: true, from: 0, rows: 20 });
  await vi.waitFor(() => expect(here.last()?.counters.evicted).toBeGreaterThan(7), patience);
  const { received, kept, evicted, bytes } = here.last()?.counters ?? { received: 0, kept: 0, evicted: 0, bytes: Number.NaN };
  expect(received).toBe(kept + evicted);
  expect(bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
});
