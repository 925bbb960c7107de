/** Every kind of source on a real server: what is sent is what is kept, and what cannot be heard is said. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { eventsOf, setEvents } from '../../../../electron/core/feed/events.ts';
import { type Feed, openFeed } from '../../../../electron/core/feed/feed.ts';
import { groupsOf } from '../../../../electron/core/feed/groups.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame, ShownRow } from '../../../../shared/feed/feed.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

let redis: TestRedis;
let session: Session;
let feed: Feed;

beforeEach(async () => {
  redis = await startRedis();
  session = await readySession(redis);
  feed = openFeed(session, { sampleMs: 200 });
});
afterEach(async () => {
  session.close();
  await redis.stop();
});

async function look(filter = ''): Promise<FeedFrame> {
  const next = await feed.view(filter, 500, new AbortController().signal).next();
  if (next.done === true) throw new Error('the feed has ended');
  return next.value;
}

const live = (): Promise<void> =>
  vi.waitFor(async () => expect((await look()).sources.map((one) => one.state)).toEqual((await look()).sources.map(() => 'live')), { timeout: 5000 });
const received = (count: number): Promise<void> => vi.waitFor(async () => expect((await look()).counters.received).toBe(count), { timeout: 8000 });
const lineOf = (row: ShownRow): string =>
  row.kind === 'pause' ? 'pause' : row.kind === 'gap' ? `gap ${row.why} ${row.atMost}` : `${displayText(row.channel)}: ${displayText(row.preview)}`;
const lines = async (filter = ''): Promise<string[]> => (await look(filter)).rows.map(lineOf);
const wordsOf = (seq: number): string[] => (feed.message(seq).words ?? []).map((word) => Buffer.from(word).toString('latin1'));

test('a sharded channel is heard beside the others, and muting or soloing changes only what is shown', async () => {
  const shard = feed.add('shard', Uint8Array.of(0xff, 0x00));
  const plain = feed.add('channel', utf8('a'));
  await live();
  await redis.direct.call('SPUBLISH', Buffer.from([0xff, 0x00]), 'sharded');
  await redis.direct.publish('a', 'plain');
  await received(2);
  feed.change(shard, { muted: true });
  expect(await look()).toMatchObject({ matched: 1, hidden: 1, counters: { received: 2, kept: 2 } });
  feed.change(shard, { muted: false, solo: true });
  expect((await look()).rows).toMatchObject([{ source: shard, preview: utf8('sharded') }]);
  feed.change(shard, { solo: false, colour: 5 });
  expect(await look()).toMatchObject({ matched: 2, sources: [{ id: shard, colour: 5 }, { id: plain }] });
});

test('an open view follows when a source is muted, wherever it stands', async () => {
  const a = feed.add('channel', utf8('a'));
  feed.add('channel', utf8('b'));
  await live();
  for (let n = 0; n < 10; n++) await redis.direct.publish(n % 2 === 0 ? 'a' : 'b', String(n));
  await received(10);
  const frames = feed.view('', 4, new AbortController().signal);
  expect((await frames.next()).value).toMatchObject({ matched: 10 });
  feed.change(a, { muted: true });
  const next = (await frames.next()).value as FeedFrame;
  expect(next).toMatchObject({ matched: 5, hidden: 5 });
  expect(next.rows.map((row) => lineOf(row))).toEqual(['b: 3', 'b: 5', 'b: 7', 'b: 9']);
});

describe('notifications of changes', () => {
  test('a source says that the server tells nothing, one CONFIG SET makes it tell, and another takes it back', async () => {
    await redis.direct.config('SET', 'notify-keyspace-events', 'Elg');
    feed.add('keyspace', utf8('user:*'));
    const byEvent = feed.add('keyevent', utf8('del'));
    await live();
    await vi.waitFor(async () => expect((await look()).sources.map((one) => one.note)).toEqual(['events-off', null]));
    const changes = await eventsOf(session, 'KA');
    expect(changes).toMatchObject([{ before: 'glE', after: 'AKE' }]);
    await expect(setEvents(session, [{ address: changes[0]?.address ?? '', after: 'AKE' }], null)).rejects.toMatchObject({
      fault: { code: 'confirm', blast: { command: 'CONFIG SET' } },
    });
    await setEvents(session, [{ address: changes[0]?.address ?? '', after: 'AKE' }], '');
    await redis.direct.set('user:1', 'x');
    await redis.direct.set('other', 'x');
    await redis.direct.del('user:1');
    await received(3);
    expect(await lines()).toEqual(['__keyspace@0__:user:1: set', '__keyspace@0__:user:1: del', '__keyevent@0__:del: user:1']);
    expect(await lines('event=del key=user:*')).toHaveLength(2);
    await vi.waitFor(async () => expect((await look()).sources[0]?.note).toBeNull(), { timeout: 8000 });
    await setEvents(session, [{ address: changes[0]?.address ?? '', after: changes[0]?.before ?? '' }], '');
    expect(await redis.direct.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', 'glE']);
    feed.drop(byEvent);
  }, 15_000);
});

describe('a stream', () => {
  test('is read from where it is asked, every entry with its exact fields', async () => {
    await redis.direct.xadd('s', '1-0', 'old', '1');
    const binary = Buffer.from([0xff, 0x00, 0x20]);
    feed.add('stream', utf8('s'), { from: '0' });
    await received(1);
    await redis.direct.call('XADD', 's', '2-0', binary, 'v', 'status', 'failed');
    await received(2);
    expect(wordsOf(2)).toEqual(['2-0', binary.toString('latin1'), 'v', 'status', 'failed']);
    expect(await lines('status=failed')).toEqual([String.raw`s: 2-0 "\xff\x00 " v status failed`]);
    expect((await look()).rows[1]).toMatchObject({ form: 'entry', size: 23 });
  });

  test('from now on by default, nothing skipped over thousands of entries and a killed connection', async () => {
    await redis.direct.xadd('s', '*', 'n', 'before');
    feed.add('stream', utf8('s'));
    await live();
    const add = async (from: number, to: number): Promise<void> => {
      const pipeline = redis.direct.pipeline();
      for (let n = from; n < to; n++) pipeline.xadd('s', '*', 'n', String(n));
      await pipeline.exec();
    };
    await add(0, 3000);
    await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await add(3000, 5000);
    await received(5000);
    const frame = await look();
    expect(frame.counters).toMatchObject({ kept: 5000, missed: 0, gaps: 0 });
    expect(frame.rows.map((row) => lineOf(row).split(' ').at(-1))).toEqual(Array.from({ length: 500 }, (_, at) => String(4500 + at)));
  });

  test('what was trimmed before it could be read is a gap with the exact number', async () => {
    await redis.direct.xadd('s', '*', 'n', '0');
    feed.add('stream', utf8('s'), { from: '0' });
    await received(1);
    const pipeline = redis.direct.multi();
    for (let n = 1; n <= 40; n++) pipeline.xadd('s', '*', 'n', String(n));
    pipeline.xtrim('s', 'MAXLEN', 10);
    await pipeline.exec();
    await received(11);
    await vi.waitFor(async () => expect((await look()).counters).toMatchObject({ missed: 30, gaps: 1 }), { timeout: 8000 });
    expect((await lines()).at(-1)).toBe('gap trimmed 30');
  }, 15_000);

  test('a stream made anew is followed from its start', async () => {
    await redis.direct.xadd('s', '9999999999999-0', 'n', '0');
    feed.add('stream', utf8('s'), { from: '0' });
    await received(1);
    await redis.direct.del('s');
    await redis.direct.xadd('s', '1-1', 'n', 'new');
    await received(2);
    expect(await lines()).toEqual(['s: 9999999999999-0 n 0', 'gap remade null', 's: 1-1 n new']);
  }, 15_000);

  test('a stream that is not there yet is waited for, and its absence is no gap', async () => {
    feed.add('stream', utf8('s'), { from: '5' });
    await live();
    // After a connection that was away the server's facts are compared with what was read.
    await redis.direct.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await vi.waitFor(() => expect(feed.sources()[0]?.state).toBe('interrupted'));
    await live();
    await redis.direct.xadd('s', '7-0', 'n', 'first');
    await received(1);
    expect(await lines()).toEqual(['s: 7-0 n first']);
  }, 15_000);

  test('another type is refused in the server’s words, and groups are told with their lag', async () => {
    await redis.direct.set('text', 'x');
    feed.add('stream', utf8('text'));
    await vi.waitFor(async () => expect((await look()).sources[0]).toMatchObject({ state: 'refused', detail: expect.stringMatching(/^WRONGTYPE/) as string }));
    await redis.direct.xadd('s', '*', 'n', '0');
    await redis.direct.xgroup('CREATE', 's', 'workers', '0');
    await redis.direct.xadd('s', '*', 'n', '1');
    const id = feed.add('stream', utf8('s'));
    expect(await groupsOf(session, feed.sources())).toMatchObject([{ source: id, length: 2, groups: [{ name: utf8('workers'), pending: 0, lag: 2 }] }]);
  });
});

describe('MONITOR', () => {
  const own = { own: true };

  test('each command is a row with exact bytes, under the command’s name, and Keytide’s own are not there', async () => {
    feed.add('monitor', utf8(''));
    await live();
    await redis.direct.call('SET', Buffer.from([0xff, 0x22, 0x0a]), '" "');
    await session.send('PING', []);
    await redis.direct.call('get', 'k');
    await received(2);
    expect(wordsOf(1).slice(3)).toEqual(['SET', '\xff"\n', '" "']);
    expect(wordsOf(1)[1]).toBe('0');
    expect((await look('cmd=SET')).matched).toBe(1);
    expect((await look()).channels.map((one) => displayText(one.channel)).toSorted()).toEqual(['GET', 'SET']);
  });

  test('ends by itself after its lines, says so, and can be started again', async () => {
    const id = feed.add('monitor', utf8(''), { lines: 3 });
    await live();
    for (let n = 0; n < 6; n++) await redis.direct.get(`k${n}`);
    await vi.waitFor(async () => expect((await look()).sources).toMatchObject([{ state: 'stopped', received: 3 }]));
    expect((await lines()).at(-1)).toBe('gap lines-up null');
    expect((await look()).counters.missed).toBe(0);
    await vi.waitFor(async () => expect(String(await redis.direct.call('CLIENT', 'LIST'))).not.toContain('cmd=monitor'));
    expect(feed.add('monitor', utf8(''), { ...own, seconds: 1 })).toBe(id);
    await live();
    await vi.waitFor(async () => expect((await look()).sources).toMatchObject([{ state: 'stopped' }]), { timeout: 5000 });
    expect((await lines()).at(-1)).toBe('gap time-up null');
  }, 15_000);

  test('fault 38: a server that has to hold much for it is relieved of it', async () => {
    const { openLane } = session.nodes()[0] ?? session;
    // Nothing is read from the lane once it is up: what the server cannot send it has to hold.
    const nodes = session.nodes();
    vi.spyOn(session, 'nodes').mockReturnValue(
      nodes.map((node) => ({
        ...node,
        openLane: (role, events) => {
          const lane = openLane(role, {
            ...events,
            bytes: (chunk) => {
              events.bytes(chunk);
              if (Buffer.from(chunk).includes('+OK')) lane.pause();
            },
          });
          return lane;
        },
      })),
    );
    feed.add('monitor', utf8(''));
    await live();
    const value = 'x'.repeat(100_000);
    for (let batch = 0; batch < 6; batch++) {
      const pipeline = redis.direct.pipeline();
      for (let n = 0; n < 100; n++) pipeline.set('k', value);
      await pipeline.exec();
    }
    await vi.waitFor(async () => expect((await look()).sources).toMatchObject([{ state: 'stopped' }]), { timeout: 20_000 });
    expect((await lines()).at(-1)).toBe('gap memory null');
    await vi.waitFor(async () => expect(String(await redis.direct.call('CLIENT', 'LIST'))).not.toContain('name=keytide:monitor'), { timeout: 15_000 });
  }, 60_000);

  test('fault 37: a burst that nobody looks at ends it at its lines, counted exactly, and the server has its memory back', async () => {
    const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.direct.info('memory'))?.[1]);
    feed.add('monitor', utf8(''), { lines: 20_000 });
    await live();
    await redis.direct.set('k', 'x'.repeat(100));
    const before = await used();
    for (let batch = 0; batch < 50; batch++) {
      const pipeline = redis.direct.pipeline();
      for (let n = 0; n < 1000; n++) pipeline.set('k', 'x'.repeat(100));
      await pipeline.exec();
    }
    await vi.waitFor(async () => expect((await look()).sources).toMatchObject([{ state: 'stopped', received: 20_000 }]), { timeout: 20_000 });
    expect((await look()).counters).toMatchObject({ received: 20_000, kept: 20_000, evicted: 0, missed: 0, gaps: 1 });
    await vi.waitFor(async () => expect(await used()).toBeLessThan(before + 1024 * 1024), { timeout: 15_000 });
  }, 60_000);

  test('a user who may not is told so', async () => {
    await redis.direct.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '&*', '+@all', '-monitor');
    const app = await readySession(redis, { username: 'app', password: 'pw' });
    const refused = openFeed(app);
    refused.add('monitor', utf8(''));
    await vi.waitFor(async () => {
      const frame = (await refused.view('', 10, new AbortController().signal).next()).value as FeedFrame;
      expect(frame.sources).toMatchObject([{ state: 'refused', detail: expect.stringMatching(/^NOPERM/) as string }]);
    });
    app.close();
  });
});

test('bad input 1, 2, 3, 4, 7: as names and payloads of every kind of source', async () => {
  await redis.direct.config('SET', 'notify-keyspace-events', 'KEA');
  const odd = ['<img src=x onerror=alert(1)>', '\x1b]0;pwn\x07\x1b[2J', 'user\u202Egnp.exe\u2066', 'a\0b', '__proto__', 'constructor', 'hasOwnProperty'];
  for (const name of odd) {
    for (const kind of ['channel', 'shard', 'stream'] as const) feed.add(kind, utf8(name));
    // Brackets and stars of a pattern are not meant as such.
    feed.add('pattern', utf8(`${name.replace(/[[\]*?\\^-]/g, '\\$&')}*`));
  }
  feed.add('keyspace', utf8('*'));
  feed.add('monitor', utf8(''));
  await live();
  for (const name of odd) {
    await redis.direct.publish(name, name);
    await redis.direct.call('SPUBLISH', name, name);
    await redis.direct.xadd(name, '*', name, name);
  }
  // Heard: a message by its channel and its pattern, a sharded one, an entry, its event, and three commands.
  await received(odd.length * 8);
  const frame = await look();
  for (const source of frame.sources)
    expect(source.received, displayText(source.name)).toBe(source.name.length === 0 ? odd.length * 3 : source.kind === 'keyspace' ? odd.length : 1);
  for (const name of odd) {
    const under = frame.channels.find((one) => Buffer.from(one.channel).equals(Buffer.from(name)));
    expect(under?.received, name).toBe(4);
    const said = frame.rows.filter((row) => row.kind === 'message' && row.form === 'payload' && Buffer.from(row.channel).equals(Buffer.from(name)));
    expect(said.map((row) => Buffer.from(feed.message(row.seq).payload).toString())).toEqual([name, name, name]);
    const entry = frame.rows.find((row) => row.kind === 'message' && row.form === 'entry' && Buffer.from(row.channel).equals(Buffer.from(name)));
    expect(wordsOf(entry?.seq ?? 0).slice(1)).toEqual([Buffer.from(name).toString('latin1'), Buffer.from(name).toString('latin1')]);
  }
  expect(({} as Record<string, unknown>)['received']).toBeUndefined();
});

test('bad input 40: two hundred channels under overlapping patterns, each delivery once for each source that heard it', async () => {
  for (let n = 0; n < 200; n++) feed.add('channel', utf8(`c.${n}`));
  feed.add('pattern', utf8('c.*'));
  feed.add('pattern', utf8('c.1*'));
  await live();
  for (let n = 0; n < 200; n++) await redis.direct.publish(`c.${n}`, String(n));
  // 111 of them begin with a one.
  await received(200 + 200 + 111);
  const { sources } = await look();
  expect(sources.map((one) => one.received)).toEqual([...Array.from({ length: 200 }, () => 1), 200, 111]);
});

test('any number of kinds at once: what one does is nothing to the others', async () => {
  await redis.direct.config('SET', 'notify-keyspace-events', 'KEA');
  feed.add('channel', utf8('a'));
  feed.add('pattern', utf8('*'));
  feed.add('keyevent', utf8('set'));
  feed.add('stream', utf8('s'));
  const monitor = feed.add('monitor', utf8(''));
  await live();
  await redis.direct.publish('a', '1');
  await redis.direct.xadd('s', '*', 'n', '1');
  await redis.direct.set('k', 'v');
  feed.drop(monitor);
  await redis.direct.publish('a', '2');
  await vi.waitFor(async () => {
    const counts = (await look()).sources.map((one) => one.received);
    expect(counts[0]).toBe(2);
    expect(counts.slice(2)).toEqual([1, 1]);
  });
  expect((await look()).counters).toMatchObject({ gaps: 0, missed: 0 });
});
