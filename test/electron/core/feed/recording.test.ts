/** Recordings: what is written is what was heard, whatever happens to the disk, and what is opened again is looked at like a feed. */
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { feedHandlers } from '../../../../electron/core/feed/handlers.ts';
import { openRecorded } from '../../../../electron/core/feed/recorded.ts';
import { openRecordings } from '../../../../electron/core/feed/recordings.ts';
import { openRunning } from '../../../../electron/core/feed/running.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession, sessionsOf } from '../../../support/session.ts';
import { live } from './arrange.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keytide-record-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileIn = (name: string): string => join(folder, name);

test('every row is in the file, gaps too, though the capture keeps a part of them', async () => {
  const { fake, feed } = await live([
    ['channel', 'a'],
    ['pattern', 'b*'],
  ]);
  feed.capture.setBudget(64 * 1024);
  await feed.record(fileIn('x.ktrec'), 1e9);
  for (let n = 0; n < 3000; n++) {
    fake.line.deliver('a', `payload ${n} ${'x'.repeat(n % 50)}`);
    if (n === 1500) {
      fake.line.events.lost({ code: 'offline' });
      fake.line.events.ready();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await feed.stopRecording();
  expect(feed.capture.counters().evicted).toBeGreaterThan(1000);
  const recorded = openRecorded(fileIn('x.ktrec'));
  expect(recorded).toMatchObject({ first: 1, next: 3002, dropped: 0 });
  const payloads: string[] = [];
  for (let seq = 1; seq < recorded.next; seq++) {
    const row = recorded.row(seq);
    if (row?.kind === 'message') payloads.push(displayText(row.preview));
    else expect(row).toMatchObject({ kind: 'gap', why: 'disconnected' });
  }
  expect(payloads).toEqual(Array.from({ length: 3000 }, (_, n) => `payload ${n} ${'x'.repeat(n % 50)}`));
  expect(recorded.sources().map((one) => [one.kind, displayText(one.name)])).toEqual([['channel', 'a']]);
  recorded.close();
});

test('a file that was cut off anywhere opens with every block that is whole', async () => {
  const { fake, feed } = await live([['channel', 'a']]);
  const file = fileIn('x.ktrec');
  await feed.record(file, 1e9);
  for (let n = 0; n < 40_000; n++) fake.line.deliver('a', `payload ${n}`);
  await feed.stopRecording();
  const { size } = await stat(file);
  const whole = openRecorded(file);
  expect(whole.next).toBe(40_001);
  whole.close();
  let last = 40_001;
  const seen = new Set<number>();
  for (const part of [0.99, 0.7, 0.4, 0.1, 0]) {
    await truncate(file, Math.floor(size * part));
    const cut = openRecorded(file);
    expect(cut.next).toBeLessThanOrEqual(last);
    expect(cut.dropped).toBeLessThanOrEqual(Math.floor(size * part));
    for (let seq = 1; seq < cut.next; seq += 997) expect(displayText(cut.payload(seq) ?? utf8(''))).toBe(`payload ${seq - 1}`);
    last = cut.next;
    seen.add(last);
    cut.close();
  }
  expect(last).toBe(1);
  expect(seen.size).toBeGreaterThan(2);
  await writeFile(file, 'this is no recording at all, but a text that is long enough');
  expect(openRecorded(file)).toMatchObject({ next: 1, dropped: 59 });
});

test('the size is a limit: what is written before stays, and the state says why it ended', async () => {
  const { fake, feed, look } = await live([['channel', 'a']]);
  await feed.record(fileIn('x.ktrec'), 3_000_000);
  for (let n = 0; n < 60_000; n++) fake.line.deliver('a', 'x'.repeat(100));
  await feed.stopRecording();
  expect((await look()).recording).toMatchObject({ state: 'full', fault: null });
  expect((await stat(fileIn('x.ktrec'))).size).toBeLessThanOrEqual(3_000_000);
  const recorded = openRecorded(fileIn('x.ktrec'));
  expect(recorded.next).toBeGreaterThan(10_000);
  recorded.close();
  expect((await look()).counters.received).toBe(60_000);
});

test('a disk that is full ends the recording with its words, and the feed goes on', async () => {
  const { fake, feed, look } = await live([['channel', 'a']]);
  const handle = await open(fileIn('probe'), 'w');
  const proto = Object.getPrototypeOf(handle) as { write: (...args: unknown[]) => Promise<unknown> };
  await handle.close();
  await feed.record(fileIn('x.ktrec'), 1e9);
  const full = vi.spyOn(proto, 'write').mockRejectedValue(new Error('ENOSPC: no space left on device, write'));
  for (let n = 0; n < 40_000; n++) fake.line.deliver('a', 'x'.repeat(100));
  await vi.waitFor(async () =>
    expect((await look()).recording).toMatchObject({ state: 'failed', fault: { code: 'disk', message: expect.stringContaining('ENOSPC') as string } }),
  );
  full.mockRestore();
  await feed.stopRecording();
  fake.line.deliver('a', 'after');
  expect((await look()).counters).toMatchObject({ received: 40_001, evicted: 0 });
  expect((await readFile(fileIn('x.ktrec'))).length).toBe(0);
});

test.each(['write', 'datasync'] as const)('a %s that fails while it is being stopped is a failure too, and not a recording that was stopped', async (step) => {
  const { fake, feed, look } = await live([['channel', 'a']]);
  const handle = await open(fileIn('probe'), 'w');
  const proto = Object.getPrototypeOf(handle) as Record<typeof step, (...args: unknown[]) => Promise<unknown>>;
  await handle.close();
  await feed.record(fileIn('x.ktrec'), 1e9);
  fake.line.deliver('a', 'the last one');
  const full = vi.spyOn(proto, step).mockRejectedValue(new Error('ENOSPC: no space left on device'));
  await feed.stopRecording();
  full.mockRestore();
  expect((await look()).recording).toMatchObject({ state: 'failed', fault: { code: 'disk', message: expect.stringContaining('ENOSPC') as string } });
});

test('a file that is there is never written over', async () => {
  const { feed } = await live([['channel', 'a']]);
  await writeFile(fileIn('x.ktrec'), 'mine');
  await expect(feed.record(fileIn('x.ktrec'), 1e9)).rejects.toThrow('EEXIST');
});

test('a recording is looked at, searched, exported and replayed as a feed is, without its server', async () => {
  const redis: TestRedis = await startRedis();
  const session: Session = await readySession(redis);
  const guarded: Session = await readySession(redis, { protection: 'confirm' });
  const sessions = sessionsOf(session);
  sessions.get(session.id);
  const target = { get: (id: string) => (id === 'guarded' ? guarded : sessions.get(id)) };
  const handlers = feedHandlers(target, openRecordings(folder), openRunning());
  const end = new AbortController();
  const call = { signal: end.signal };
  const id = session.id;
  try {
    await handlers['feed.add']({ session: id, kind: 'channel', name: utf8('orders') }, call);
    await handlers['feed.add']({ session: id, kind: 'stream', name: utf8('log') }, call);
    const look = async (of = id, filter = ''): Promise<FeedFrame> =>
      (await handlers['feed.view']({ session: of, filter, rows: 100 }, call)[Symbol.asyncIterator]().next()).value as FeedFrame;
    await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(['live', 'live']));
    await handlers['feed.record']({ session: id, maxBytes: 1e9 }, call);
    for (let n = 0; n < 20; n++) {
      await handlers['feed.publish']({ session: id, channel: utf8('orders'), payload: utf8(`{"n":{{seq}},"at":${n}}`), confirmed: null }, call);
      if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(
      await handlers['feed.publish']({ session: id, kind: 'stream', channel: utf8('log'), payload: utf8('level "very bad"'), confirmed: null }, call),
    ).toMatchObject({ id: expect.stringMatching(/^\d+-0$/) as string });
    await vi.waitFor(async () => expect((await look()).counters.received).toBe(21));
    await handlers['feed.stopRecording']({ session: id }, call);
    const [file] = await handlers['feed.recordings']({}, call);
    const opened = handlers['feed.openRecording']({ name: file?.name ?? '' }, call)[Symbol.asyncIterator]();
    const { session: rec, rows } = (await opened.next()).value as { session: string; rows: number };
    expect(rows).toBe(21);
    expect(await look(rec, 'at>=10')).toMatchObject({ matched: 10, hidden: 11, recording: null });
    expect(await look(rec, 'level=very*')).toMatchObject({ matched: 1 });

    let text = '';
    for await (const { bytes } of handlers['feed.export']({ session: rec, format: 'ndjson', filter: '', seqs: null }, call)) text += displayText(bytes);
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(21);
    const importing = handlers['feed.openImport']({}, call)[Symbol.asyncIterator]();
    const imported = (await importing.next()).value as { session: string };
    const bytes = utf8(text);
    for (let at = 0; at < bytes.length; at += 97)
      await handlers['feed.import']({ session: imported.session, ndjson: bytes.subarray(at, at + 97), last: false }, call);
    expect(await handlers['feed.import']({ session: imported.session, ndjson: utf8('{"at":'), last: true }, call)).toMatchObject({ rows: 21, dropped: 1 });
    expect(await look(imported.session, 'at<5')).toMatchObject({ matched: 5 });

    await handlers['feed.add']({ session: id, kind: 'pattern', name: utf8('again.*') }, call);
    await vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual(['live', 'live', 'live']));
    const replayTo = (to: string, speed: number | null, confirmed: string | null) =>
      handlers['feed.replay'](
        { session: rec, to, filter: 'channel:orders', from: 0, count: 1000, speed, map: [{ from: utf8('*'), to: utf8('again.*') }], confirmed },
        call,
      );
    await expect(
      (async () => {
        for await (const _ of replayTo('guarded', null, null));
      })(),
    ).rejects.toMatchObject({ fault: { code: 'confirm' } });
    const began = performance.now();
    let last: unknown = null;
    for await (const told of replayTo(id, 2, null)) last = told;
    expect(last).toMatchObject({ sent: 20, skipped: 0, total: 20 });
    // Four waits of 100 ms at twice the speed.
    expect(performance.now() - began).toBeGreaterThan(140);
    await vi.waitFor(async () => expect((await look(id, 'channel:again.orders')).matched).toBe(20));
    end.abort();
    await opened.next();
    await expect((async () => handlers['feed.message']({ session: rec, seq: 1 }, call))()).rejects.toMatchObject({ fault: { code: 'missing' } });
  } finally {
    session.close();
    guarded.close();
    await redis.stop();
  }
}, 20_000);
