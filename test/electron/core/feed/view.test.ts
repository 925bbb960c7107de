/** Views: the window against a model at any position, and frames only when there is something new. */
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type CaptureLimits, captureLimits, openCapture } from '../../../../electron/core/feed/capture.ts';
import { openPulse } from '../../../../electron/core/feed/pulse.ts';
import { openView } from '../../../../electron/core/feed/view.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import { createOpener } from '../../../../shared/feed/query/opener.ts';
import { type HandClock, handClock } from './clock.ts';

const opener = createOpener([], [], () => 0);

function arrange(limits: CaptureLimits = captureLimits, clock: HandClock = handClock()) {
  const capture = openCapture(clock, limits);
  const pulse = openPulse();
  const end = new AbortController();
  const watched = {
    capture,
    clock,
    pulse,
    sources: () => [],
    sourceOf: () => null,
    opener,
    shown: null,
    recording: () => null,
    ended: false,
    check: () => undefined,
  };
  return {
    capture,
    clock,
    pulse,
    watched,
    end,
    say(channel: string, payload: string) {
      capture.append(1, utf8(channel), utf8(payload), clock.now);
      pulse.beat();
    },
    open(filter: string, rows: number) {
      const view = openView(1, watched, filter, rows);
      const frames = view.frames(end.signal);
      return { view, frames, take: () => taken(frames) };
    },
  };
}

async function taken(frames: AsyncGenerator<FeedFrame, void>): Promise<FeedFrame> {
  const next = await frames.next();
  if (next.done === true) throw new Error('no more frames');
  return next.value;
}

const seqs = (frame: FeedFrame): number[] => frame.rows.map((row) => row.seq);

describe('the window', () => {
  test('equals the model wherever it is aimed, filtered or not, while rows come and go', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), n: fc.integer({ min: 1, max: 30 }) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('aim' as const), from: fc.nat(120), rows: fc.integer({ min: 1, max: 12 }), follow: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('', '7', 'CHAN-1'), fc.array(act, { minLength: 1, maxLength: 40 }), async (filter, acts) => {
        const { capture, pulse, say, open, end } = arrange({ budget: 8000, segmentBytes: 100, segmentRows: 16 });
        const texts: string[] = [];
        const { view, take } = open(filter, 5);
        let frame = await take();
        let aimed: { seq: number | undefined; rows: number; follow: boolean } = { seq: undefined, rows: 5, follow: true };
        const matching = (): number[] => {
          const all = texts.map((_, at) => at + 1).filter((seq) => seq >= capture.first);
          return all.filter((seq) => filter === '' || `chan-${seq % 3} ${texts[seq - 1]}`.includes(filter.toLowerCase()));
        };
        for (const one of acts) {
          if (one.kind === 'say') {
            for (let n = 0; n < one.n; n++) {
              const seq = texts.length + 1;
              texts.push(String(seq));
              say(`chan-${seq % 3}`, String(seq));
            }
          } else if (one.kind === 'clear') {
            capture.clear();
            pulse.beat();
          } else {
            const before = matching();
            view.aim(one);
            aimed = { seq: before[Math.max(0, Math.min(one.from, before.length - one.rows))], rows: one.rows, follow: one.follow };
          }
          frame = await take();
          const now = matching();
          expect(frame.matched).toBe(now.length);
          expect(frame.pending).toBe(0);
          expect(frame.hidden).toBe(capture.counters().kept - now.length);
          expect(frame.following).toBe(aimed.follow);
          expect(frame.rows.every((row, at) => row.seq === now[frame.from + at])).toBe(true);
          if (aimed.follow) expect(seqs(frame)).toEqual(now.slice(-aimed.rows));
          else if (aimed.seq !== undefined && now.includes(aimed.seq)) expect(seqs(frame)).toEqual(now.slice(now.indexOf(aimed.seq)).slice(0, aimed.rows));
          else if (aimed.seq !== undefined && now.length > 0 && aimed.seq < (now[0] ?? 0)) expect(seqs(frame)).toEqual(now.slice(0, aimed.rows));
        }
        end.abort();
      }),
      { numRuns: 150 },
    );
  });

  test.each(['', 'c'])('a position means the last frame that was taken, also when rows were evicted since (filter "%s")', async (filter) => {
    const { capture, say, open } = arrange({ budget: 4000, segmentBytes: 100, segmentRows: 4 });
    const { view, take } = open(filter, 3);
    for (let n = 1; n <= 40; n++) say('c', String(n));
    const shown = await take();
    const wanted = capture.first + 20;
    const position = wanted - (shown.rows[0]?.seq ?? 0) + shown.from;
    for (let n = 0; n < 130; n++) say('c', 'x');
    expect(capture.first).toBeGreaterThan(5);
    view.aim({ follow: false, from: position, rows: 3 });
    const next = await take();
    expect(next.following).toBe(false);
    expect(seqs(next)[0]).toBe(Math.max(wanted, capture.first));
  });

  test('a paused window stays on its rows while the capture goes on', async () => {
    const { say, open, capture } = arrange();
    const { view, take } = open('', 4);
    for (let n = 1; n <= 10; n++) say('c', String(n));
    expect(seqs(await take())).toEqual([7, 8, 9, 10]);
    view.aim({ follow: false, from: 6, rows: 4 });
    expect(seqs(await take())).toEqual([7, 8, 9, 10]);
    for (let n = 11; n <= 5000; n++) say('c', String(n));
    const later = await take();
    expect(seqs(later)).toEqual([7, 8, 9, 10]);
    expect(later).toMatchObject({ following: false, matched: 5000, counters: { received: 5000 } });
    view.aim({ follow: true, from: 0, rows: 2 });
    expect(seqs(await take())).toEqual([4999, 5000]);
    expect(capture.counters().evicted).toBe(0);
  });

  test('a new filter over many rows comes in frames, newest first, until nothing is pending', async () => {
    const clock = handClock();
    const { say, open, capture } = arrange(captureLimits, clock);
    for (let n = 1; n <= 60_000; n++) say('c', n % 10 === 0 ? 'Failed' : 'fine');
    clock.perRead = 10;
    const { take } = open('failed', 2);
    const frames = [await take()];
    for (let last = frames[0]; last !== undefined && last.pending > 0; frames.push(last)) last = await take();
    expect(frames.length).toBeGreaterThan(2);
    expect(seqs(frames[0] as FeedFrame)).toEqual([59_990, 60_000]);
    expect(frames.at(-1)).toMatchObject({ matched: 6000, hidden: 54_000, pending: 0 });
    for (const frame of frames) expect(frame.matched + frame.hidden + frame.pending).toBe(capture.counters().kept);
  });
});

describe('frames', () => {
  test('one at once, then none until something changes', async () => {
    const { say, open } = arrange();
    const { take, frames } = open('', 10);
    expect(await take()).toMatchObject({ view: 1, matched: 0, rows: [], following: true, counters: { received: 0, perSecond: 0 } });
    let settled = false;
    const waiting = frames.next().finally(() => {
      settled = true;
    });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    for (let n = 0; n < 1000; n++) say('c', 'x');
    const next = await waiting;
    // What came in one piece goes in one frame.
    expect(next.value).toMatchObject({ matched: 1000, counters: { received: 1000 } });
  });

  test('a rate falls to zero by itself, and then all is still', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { say, open, clock } = arrange();
      const { take, frames } = open('', 10);
      say('c', 'x');
      expect((await take()).counters.perSecond).toBeGreaterThan(0);
      const rates: number[] = [];
      for (let n = 0; n < 10 && rates.at(-1) !== 0; n++) {
        const next = take();
        await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
        clock.now += 1000;
        vi.advanceTimersByTime(1000);
        const frame = await next;
        rates.push(frame.counters.perSecond);
        expect(frame.channels[0]?.perSecond).toBe(frame.counters.perSecond);
      }
      expect(rates.at(-1)).toBe(0);
      expect(rates.length).toBeLessThanOrEqual(3);
      void frames.next();
      await new Promise(setImmediate);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('end with the signal, also while waiting', async () => {
    const { open, end } = arrange();
    const { take, frames } = open('', 10);
    await take();
    const waiting = frames.next();
    end.abort();
    expect((await waiting).done).toBe(true);
  });

  test('every piece of bytes in a frame is memory of its own size', async () => {
    const { capture, open } = arrange();
    const chunk = new Uint8Array(65_536).fill(1);
    for (let n = 0; n < 20; n++) capture.append(1, chunk.subarray(n, 2 * n), chunk.subarray(100, 100 + n * 60), n);
    const frame = await open('', 20).take();
    const pieces = [...frame.rows.flatMap((row) => (row.kind === 'message' ? [row.channel, row.preview] : [])), ...frame.channels.map((one) => one.channel)];
    expect(pieces.length).toBe(60);
    for (const piece of pieces) expect(piece.buffer.byteLength).toBe(piece.length);
  });
});
