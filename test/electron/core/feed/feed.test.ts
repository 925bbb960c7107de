/** The feed of a session: one capture, however many look at it. */
import { describe, expect, test } from 'vitest';
import { captureLimits } from '../../../../electron/core/feed/capture.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { arrange, live, settle } from './arrange.ts';

describe('a feed', () => {
  test('ends with its session: the line closes, every view ends', async () => {
    const { fake, feed } = await live([['channel', 'a']]);
    const frames = feed.view('', 10, new AbortController().signal);
    await frames.next();
    const waiting = frames.next();
    fake.end();
    expect((await waiting).done).toBe(true);
    expect(fake.line.closed).toBe(true);
  });

  test('loses nothing when a view ends, and numbers views anew', async () => {
    const { fake, feed, look } = await live([['channel', 'a']]);
    const first = await look();
    for (let n = 0; n < 100; n++) fake.line.deliver('a', String(n));
    const second = await look();
    expect(second.view).not.toBe(first.view);
    expect(second).toMatchObject({ matched: 100, counters: { received: 100, kept: 100, evicted: 0 } });
    feed.aim(first.view, { follow: false, from: 0, rows: 3 });
  });

  test('gives a message whole, and says so when it is gone', async () => {
    const { fake, feed } = await live([['channel', 'a']]);
    fake.line.deliver('a', 'x'.repeat(5000));
    const { row, payload } = feed.message(1);
    expect(row).toMatchObject({ kind: 'message', size: 5000 });
    expect(payload).toEqual(utf8('x'.repeat(5000)));
    feed.clear();
    expect(await faultOf((async () => feed.message(1))())).toEqual({ code: 'missing', what: 'message' });
  });

  test('says which rows were evicted', async () => {
    const { fake, feed, look } = arrange({ limits: { ...captureLimits, budget: 20_000, segmentBytes: 1000 } });
    feed.add('channel', utf8('a'));
    fake.line.events.ready();
    for (let n = 0; n < 500; n++) fake.line.deliver('a', 'x'.repeat(100));
    const frame = await look();
    expect(frame.trimmed).toMatchObject({ fromSeq: 1, toSeq: (frame.rows[0]?.seq ?? 0) - 1 });
    expect(frame.counters.evicted).toBe(frame.trimmed?.toSeq);
    expect(frame.counters.received).toBe(frame.counters.kept + frame.counters.evicted);
  });

  test('a bug beside it ends a view instead of being lost', async () => {
    const { fake, feed } = arrange();
    feed.add('channel', utf8('a'));
    const frames = feed.view('', 10, new AbortController().signal);
    await frames.next();
    fake.session.send = async () => {
      throw new TypeError('a bug');
    };
    fake.line.events.ready();
    await settle();
    await expect(frames.next()).rejects.toThrow('a bug');
  });
});
