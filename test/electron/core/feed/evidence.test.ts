/** Gaps over a line that the test breaks: they say from when to when, why, and how much at most was missed. */
import { describe, expect, test, vi } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { fail } from '../../../../shared/fault.ts';
import type { ShownRow } from '../../../../shared/feed/feed.ts';
import { arrange, live, settle } from './arrange.ts';
import { type FakeSession, noPermission } from './fakeSession.ts';

const ended = (row: ShownRow | undefined): boolean => row?.kind === 'gap' && row.to !== null && row.to >= row.from;

describe('a gap', () => {
  test('opens with the loss, closes when every source is back, and says how much was published at most', async () => {
    const { fake, look, sources } = await live([
      ['channel', 'a'],
      ['pattern', 'b*'],
    ]);
    fake.line.deliver('a', 'before');
    fake.server.published = 100;
    fake.line.events.lost({ code: 'offline' });
    let frame = await look();
    expect(frame.sources.map((one) => one.state)).toEqual(['interrupted', 'interrupted']);
    expect(frame.rows.at(-1)).toMatchObject({ kind: 'gap', seq: 2, to: null, atMost: null });
    expect(frame.counters).toMatchObject({ received: 1, kept: 1, gaps: 1, missed: null });
    fake.line.sent.length = 0;
    fake.line.events.ready();
    expect(fake.line.sent).toEqual(['SUBSCRIBE a', 'PSUBSCRIBE b*']);
    await settle();
    expect((await sources()).map((one) => one.state)).toEqual(['live', 'live']);
    frame = await look();
    // One of the hundred was heard before the line broke.
    expect(frame.rows.at(-1)).toMatchObject({ kind: 'gap', seq: 2, why: 'disconnected', atMost: 99 });
    expect(ended(frame.rows.at(-1))).toBe(true);
    expect(frame.counters).toMatchObject({ received: 1, gaps: 1, missed: 99 });
    fake.line.deliver('a', 'after');
    expect((await look()).rows.map((row) => row.kind)).toEqual(['message', 'gap', 'message']);
  });

  test('one message through two sources is one publication of those that were heard', async () => {
    const { fake, look } = await live([
      ['channel', 'a'],
      ['pattern', '*a*'],
    ]);
    for (let n = 0; n < 10; n++) {
      fake.line.deliver('a', String(n));
      fake.line.deliver('a', String(n), '*a*');
      fake.line.deliver('ba', String(n), '*a*');
    }
    fake.server.published = 25;
    fake.line.events.lost({ code: 'offline' });
    fake.line.events.ready();
    await settle();
    expect((await look()).counters).toMatchObject({ received: 30, missed: 5 });
  });

  test.each([
    [
      'another process answers',
      (fake: FakeSession) => {
        fake.server.runId = 'two';
      },
    ],
    [
      'the counters were set back',
      (fake: FakeSession) => {
        fake.server.published = 1;
      },
    ],
    [
      'INFO is refused',
      (fake: FakeSession) => {
        fake.server.infoAllowed = false;
      },
    ],
    [
      'a counter of another command was set back',
      (fake: FakeSession) => {
        fake.server.others = 1;
      },
    ],
    [
      'events of sentinels are heard, which are no publications',
      (fake: FakeSession) => {
        fake.mode = 'sentinel';
      },
    ],
  ])('is of unknown size where %s', async (_why, change) => {
    const { fake, feed, look } = arrange({ sampleMs: 1_000_000 });
    fake.server.published = 10;
    feed.add('channel', utf8('a'));
    fake.line.events.ready();
    await settle();
    fake.line.events.lost({ code: 'offline' });
    fake.server.published = 20;
    change(fake);
    fake.line.events.ready();
    await settle();
    const frame = await look();
    expect(frame.rows).toMatchObject([{ kind: 'gap', atMost: null }]);
    expect(ended(frame.rows[0])).toBe(true);
    expect(frame.counters.missed).toBeNull();
  });

  test('of a cluster counts what its other nodes handed on, but no sharded channel where none is listened to', async () => {
    const { fake, look } = await live([['channel', 'a']], 'cluster');
    fake.line.deliver('a', 'before');
    fake.server.handedOn =
      'cluster_stats_messages_ping_received:7\r\ncluster_stats_messages_publish_received:20\r\ncluster_stats_messages_publishshard_received:300';
    fake.server.published = 3;
    fake.server.sharded = 1000;
    fake.line.events.lost({ code: 'offline' });
    fake.line.events.ready();
    await settle();
    expect((await look()).rows.at(-1)).toMatchObject({ kind: 'gap', atMost: 22 });
  });

  test.each([
    ['it may not be asked', null],
    ['it counts all kinds together, as before 4.0', 'cluster_stats_messages_sent:30\r\ncluster_stats_messages_received:40'],
    ['it tells nothing of its bus', ''],
  ])('of a cluster is of unknown size where %s', async (_why, handedOn) => {
    const { fake, look } = await live([['channel', 'a']], 'cluster', { handedOn });
    fake.line.events.lost({ code: 'offline' });
    fake.line.events.ready();
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', atMost: null }]);
  });

  test('is of unknown size where the server that is heard is not the one that tells', async () => {
    const { fake, look } = await live([['channel', 'a']]);
    fake.line.events.lost({ code: 'offline' });
    fake.server.heardRunId = 'another';
    fake.line.events.ready();
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', atMost: null }]);
  });

  test.each([
    ['', 4],
    ['KEA', null],
    [null, null],
  ])('that a keyspace pattern heard is bounded only where the server sends no such events (%s)', async (notify, missed) => {
    const { fake, feed, look } = arrange();
    fake.server.notify = notify;
    feed.add('pattern', utf8('__keyevent@*'));
    fake.line.events.ready();
    await settle();
    fake.line.events.lost({ code: 'offline' });
    fake.server.published = 4;
    fake.line.events.ready();
    await settle();
    expect((await look()).counters.missed).toBe(missed);
  });

  test('is a cut-off where the server counted one meanwhile', async () => {
    const { fake, look } = await live([['channel', 'a']]);
    fake.line.events.lost({ code: 'offline' });
    fake.server.cutOff = 1;
    fake.line.events.ready();
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', why: 'cut-off', atMost: 0 }]);
  });

  test('waits for the session where that was cut off too', async () => {
    const { fake, look } = await live([['channel', 'a']]);
    fake.setReady(false);
    fake.line.events.lost({ code: 'offline' });
    fake.server.published = 7;
    fake.line.events.ready();
    await settle();
    const { rows } = await look();
    expect(rows).toMatchObject([{ kind: 'gap', atMost: null }]);
    expect(ended(rows[0])).toBe(true);
    fake.line.deliver('a', 'heard while waiting');
    fake.setReady(true);
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', atMost: 6 }, { kind: 'message' }]);
  });

  test('goes on over a second loss, as one gap', async () => {
    const { fake, look } = await live([['channel', 'a']]);
    fake.line.events.lost({ code: 'offline' });
    fake.line.answer = () => new Promise(() => undefined);
    fake.line.events.ready();
    await settle();
    fake.line.events.lost({ code: 'offline' });
    fake.line.answer = async () => null;
    fake.server.published = 3;
    fake.line.events.ready();
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', atMost: 3 }]);
  });

  test('is none where nothing had been heard yet, or nobody listens any more', async () => {
    const { fake, feed, look } = arrange();
    const id = feed.add('channel', utf8('a'));
    fake.line.answer = async () => noPermission('subscribe');
    fake.line.events.ready();
    await settle();
    fake.line.events.lost({ code: 'offline' });
    fake.line.answer = async () => null;
    fake.line.events.ready();
    await settle();
    expect((await look()).counters.gaps).toBe(0);
    fake.line.events.lost({ code: 'offline' });
    const old = fake.line;
    feed.drop(id);
    old.events.ready();
    old.deliver('a', 'too late');
    await settle();
    const { rows } = await look();
    expect(rows).toHaveLength(1);
    expect(ended(rows[0])).toBe(true);
  });

  test('that was cleared away while it lasted is there again when it ends', async () => {
    const { fake, feed, look } = await live([['channel', 'a']]);
    fake.line.deliver('a', '1');
    fake.line.events.lost({ code: 'offline' });
    feed.clear();
    expect((await look()).rows).toEqual([]);
    fake.server.published = 5;
    fake.line.events.ready();
    await settle();
    expect((await look()).rows).toMatchObject([{ kind: 'gap', seq: 3, atMost: 4 }]);
    expect((await look()).counters).toMatchObject({ gaps: 1, received: 1, kept: 0, evicted: 1 });
  });
});

describe('the counters of the server', () => {
  test('are read again while live, and only what the line has caught up with is a base', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { fake, feed, look } = arrange({ sampleMs: 5000 });
      feed.add('channel', utf8('a'));
      fake.line.events.ready();
      await settle();
      expect(fake.line.sent).toEqual(['SUBSCRIBE a', 'PING keytide']);
      fake.server.published = 50;
      vi.advanceTimersByTime(5000);
      await settle();
      expect(fake.line.sent.at(-1)).toBe('PING keytide');
      // This reading already counts ten that were cut off: its PING is never answered.
      fake.server.published = 60;
      fake.line.answer = async (command) => (command === 'PING' ? fail({ code: 'unknown', command }) : null);
      vi.advanceTimersByTime(5000);
      await settle();
      fake.line.events.lost({ code: 'offline' });
      expect(vi.getTimerCount()).toBe(0);
      fake.line.answer = async () => null;
      fake.line.events.ready();
      await settle();
      expect((await look()).counters.missed).toBe(10);
      expect(vi.getTimerCount()).toBe(1);
      fake.end();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that were read before a loss are no base after it, however late the line answers', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { fake, look } = await live([['channel', 'a']]);
      let answerPing: () => void = () => undefined;
      fake.line.answer = (command) =>
        new Promise((resolve) => {
          if (command === 'PING') answerPing = () => resolve(null);
          else resolve(null);
        });
      fake.server.published = 10;
      vi.advanceTimersByTime(5000);
      await settle();
      fake.line.events.lost({ code: 'offline' });
      answerPing();
      await settle();
      fake.line.events.ready();
      await settle();
      expect((await look()).counters.missed).toBe(10);
    } finally {
      vi.useRealTimers();
    }
  });
});
