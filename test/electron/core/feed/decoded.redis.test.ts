/** Payloads that are packed or binary, from a real server: filter, marks, alert, export and fields look into them, by the rules of the connection. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import type { Alert } from '../../../../shared/feed/insight.ts';
import { type CoreTab, openCore, type TestCore } from '../../../support/core.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';

let redis: TestRedis;
let core: TestCore;
let tab: CoreTab;
let end: AbortController;
beforeEach(async () => {
  end = new AbortController();
  redis = await startRedis();
  core = await openCore();
  tab = await core.open({ port: redis.port });
  await core.client.call('feed.add', { session: tab.session, kind: 'pattern', name: utf8('*') });
  await expect.poll(async () => redis.direct.call('PUBSUB', 'NUMPAT'), patience).toBe(1);
});
afterEach(async () => {
  end.abort();
  await core.close();
  await redis.stop();
});

const patience = { timeout: 15_000, interval: 20 };
/** `{"id": n, "status": s}` */
const cbor = (n: number, status: string): Buffer =>
  Buffer.concat([
    Buffer.from([0xa2, 0x62]),
    Buffer.from('id'),
    Buffer.from([n, 0x66]),
    Buffer.from('status'),
    Buffer.from([0x60 + status.length]),
    Buffer.from(status),
  ]);
const zipped = (n: number, status: string): Buffer => gzipSync(JSON.stringify({ id: n, status, note: 'please retry' }));
/** `message Order { uint32 id = 1; string status = 2; }` */
const proto = (n: number, status: string): Buffer => Buffer.concat([Buffer.from([0x08, n, 0x12, status.length]), Buffer.from(status)]);

function viewed(session: string, filter: string, mark?: string): () => FeedFrame | undefined {
  let last: FeedFrame | undefined;
  void (async () => {
    for await (const frame of core.client.watch('feed.view', { session, filter, rows: 20, ...(mark === undefined ? {} : { mark }) }, { signal: end.signal }))
      last = frame;
  })().catch(() => undefined);
  return () => last;
}
const channels = (frame: FeedFrame | undefined): readonly string[] =>
  (frame?.rows ?? []).map((row) => (row.kind === 'message' ? displayText(row.channel) : row.kind));
const shows = (frame: () => FeedFrame | undefined, expected: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect([frame()?.pending, channels(frame())]).toEqual([0, expected]), patience);

test('gzip and CBOR are filtered, marked, alerted of and exported by what is in them', async () => {
  const told: Alert[] = [];
  void (async () => {
    const rules = [{ id: 'failed', kind: 'match' as const, query: 'status=failed', value: 0 }];
    for await (const all of core.client.watch('feed.alerts', { session: tab.session, rules }, { signal: end.signal })) told.push(...all);
  })().catch(() => undefined);
  const early = viewed(tab.session, 'status=failed');
  await vi.waitFor(() => expect(early()).toBeDefined(), patience);
  await redis.direct.publish('zip.1', zipped(1, 'done'));
  await redis.direct.publish('zip.2', zipped(2, 'failed'));
  await redis.direct.publish('cbor.3', cbor(3, 'failed'));
  await redis.direct.publish('cbor.4', cbor(4, 'done'));
  await redis.direct.publish('json.5', '{"id":5,"status":"failed"}');
  await redis.direct.publish('noise.6', Buffer.from([0xfe, 0x00, 0xc1, 0x07, 0x99]));

  await shows(early, ['zip.2', 'cbor.3', 'json.5']);
  // Of what nobody can read it is said that only its bytes were searched.
  await vi.waitFor(() => expect(early()).toMatchObject({ pending: 0, matched: 3, hidden: 3, unread: 1 }), patience);
  await vi.waitFor(() => expect(told.reduce((sum, one) => sum + one.value, 0)).toBe(3), patience);
  expect(told[0]).toMatchObject({ rule: 'failed', seq: 2 });

  const words = viewed(tab.session, 'RETRY id>1');
  await shows(words, ['zip.2']);
  const marked = viewed(tab.session, '', 'id<=3');
  await vi.waitFor(() => expect(marked()).toMatchObject({ pending: 0, marked: 3, matched: 6, unread: 1 }), patience);
  expect(marked()?.rows.map((row) => row.kind === 'message' && row.marked === true)).toEqual([true, true, true, false, false, false]);

  let lines = '';
  for await (const piece of core.client.watch('feed.export', { session: tab.session, format: 'ndjson', filter: 'status=failed', seqs: null }))
    lines += displayText(piece.bytes);
  expect(lines.trim().split('\n')).toHaveLength(3);

  const { fields } = await core.client.call('feed.fields', { session: tab.session, channel: null, messages: 100 });
  expect(fields.map(({ path, count, types }) => [path, count, types[0]?.[0]])).toEqual([
    ['id', 5, 'number'],
    ['status', 5, 'text'],
    ['note', 2, 'text'],
  ]);
});

test('what the connection remembers of how to read a channel holds, and a change of it searches anew, also in a recording', async () => {
  await redis.direct.publish('orders.1', proto(1, 'failed'));
  await redis.direct.publish('orders.2', proto(2, 'done'));
  const live = viewed(tab.session, 'status=failed');
  await shows(live, []);

  const id = tab.state().profile.id;
  const order = 'message Order { uint32 id = 1; string status = 2; }';
  const schemas = [{ name: 'order.proto', format: 'proto' as const, source: `syntax = "proto3"; ${order}` }];
  await core.client.call('profiles.decoders', { id, decoders: [{ pattern: 'orders.*', path: 'protobuf(Order)' }], schemas });
  await shows(live, ['orders.1']);
  await redis.direct.publish('orders.3', proto(3, 'failed'));
  await shows(live, ['orders.1', 'orders.3']);

  // What is opened beside it is read as the profile says as well.
  const opened = core.client.watch('feed.openImport', { profile: id }, { signal: end.signal })[Symbol.asyncIterator]();
  const first = await opened.next();
  if (first.done === true) throw new Error('nothing was opened');
  const beside = first.value.session;
  void opened.next().catch(() => undefined);
  let text = '';
  for await (const piece of core.client.watch('feed.export', { session: tab.session, format: 'ndjson', filter: '', seqs: null }))
    text += displayText(piece.bytes);
  await core.client.call('feed.import', { session: beside, ndjson: utf8(text), last: true });
  const imported = viewed(beside, 'status=failed');
  await shows(imported, ['orders.1', 'orders.3']);

  await core.client.call('profiles.decoders', { id, decoders: [], schemas: [] });
  await shows(live, []);
  await shows(imported, []);
  expect([live()?.unread, imported()?.unread]).toEqual([undefined, undefined]);
});
