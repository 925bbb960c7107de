/** Repeats as one row, against a model that folds by hand; and marks beside the rows. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CaptureLimits, captureLimits, openCapture } from '../../../../electron/core/feed/capture.ts';
import { openPulse } from '../../../../electron/core/feed/pulse.ts';
import { openView } from '../../../../electron/core/feed/view.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame, FeedShape } from '../../../../shared/feed/feed.ts';
import { createOpener } from '../../../../shared/feed/query/opener.ts';
import { packWords } from '../../../../shared/feed/words.ts';
import { handClock } from './clock.ts';

const opener = createOpener([], [], () => 0);

function arrange(limits: CaptureLimits = captureLimits) {
  const clock = handClock();
  const capture = openCapture(clock, limits);
  const pulse = openPulse();
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
    say(channel: string, payload: string, source = 1) {
      capture.append(source, utf8(channel), utf8(payload), clock.now++);
      pulse.beat();
    },
    open(filter: string, rows: number, shape: FeedShape) {
      const view = openView(1, watched, filter, rows, shape);
      const frames = view.frames(new AbortController().signal);
      const take = async (): Promise<FeedFrame> => {
        const next = await frames.next();
        if (next.done === true) throw new Error('no more frames');
        return next.value.pending > 0 ? take() : next.value;
      };
      return { view, take };
    },
  };
}

type Act =
  | { readonly kind: 'say'; readonly channel: string; readonly payload: string; readonly n: number }
  | { readonly kind: 'gap' }
  | { readonly kind: 'look'; readonly from: number; readonly rows: number; readonly follow: boolean };

/** First number, how often, last number. */
const runsOf = (frame: FeedFrame): number[][] =>
  frame.rows.map((row) => (row.kind === 'message' ? [row.seq, row.repeats?.count ?? 1, row.repeats?.lastSeq ?? row.seq] : [row.seq, 0, row.seq]));

describe('folding', () => {
  test('says of every run where it begins, where it ends and how long it is, while rows come, go and are looked for', async () => {
    const act = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ kind: fc.constant('say' as const), channel: fc.constantFrom('a', 'b'), payload: fc.constantFrom('1', '2x'), n: fc.nat(6) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('look' as const), from: fc.nat(40), rows: fc.integer({ min: 1, max: 12 }), follow: fc.boolean() }),
      },
    );
    const acts = fc.array(act, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('', 'x', 'channel:a'), acts, acts, async (filter, before, after) => {
        const { capture, say, open } = arrange({ budget: 2000, segmentBytes: 60, segmentRows: 8 });
        const told: { seq: number; text: string | null; passes: boolean }[] = [];
        const note = (text: string | null, passes: boolean): void => void told.push({ seq: told.length + 1, text, passes });
        const run = (one: Act): void => {
          if (one.kind === 'gap') {
            capture.openGap(1).end();
            note(null, true);
          }
          if (one.kind !== 'say') return;
          for (let n = 0; n < one.n; n++) {
            say(one.channel, one.payload);
            note(`${one.channel} ${one.payload}`, filter === '' || (filter === 'x' ? one.payload.includes('x') : one.channel === 'a'));
          }
        };
        const runs = (): number[][] => {
          const rows: number[][] = [];
          let last: string | null = null;
          for (const { seq, text } of told.filter((one) => one.passes && one.seq >= capture.first)) {
            const open = rows.at(-1);
            if (text !== null && text === last && open !== undefined) open.splice(1, 2, (open[1] ?? 0) + 1, seq);
            else rows.push([seq, text === null ? 0 : 1, seq]);
            last = text;
          }
          return rows;
        };
        for (const one of before) run(one);
        const { view, take } = open(filter, 10, { fold: 'repeats' });
        await take();
        for (const one of after) {
          run(one);
          if (one.kind !== 'look') continue;
          view.aim(one);
          const frame = await take();
          const model = runs();
          expect(runsOf(frame)).toEqual(model.slice(frame.from, frame.from + one.rows));
          expect(frame.matched).toBe(model.length);
          const kept = told.filter(({ seq }) => seq >= capture.first);
          expect(frame.folded).toBe(kept.filter((row) => row.passes).length - model.length);
          expect(frame.hidden).toBe(kept.filter((row) => !row.passes).length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('another source or channel begins a new row; entries and commands are compared without id and time', async () => {
    const { capture, say, open } = arrange();
    capture.describe(3, 'entry');
    say('a', 'x');
    say('a', 'x', 2);
    say('b', 'x', 2);
    say('b', 'x', 2);
    for (const id of ['1-1', '1-2']) capture.append(3, utf8('s'), packWords([utf8(id), utf8('f'), utf8('v')]), 9);
    capture.append(3, utf8('s'), packWords([utf8('1-3'), utf8('f'), utf8('w')]), 9);
    expect(runsOf(await open('', 20, { fold: 'repeats' }).take())).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 2, 4],
      [5, 2, 6],
      [7, 1, 7],
    ]);
  });

  test('a message is found within the row it went into', async () => {
    const { say, open } = arrange();
    for (const payload of ['1', '2', '2', '2', '3']) say('a', payload);
    const { view, take } = open('', 20, { fold: 'repeats' });
    await take();
    expect(view.find({ kind: 'seq', seq: 4 })).toBe(1);
    expect(view.find({ kind: 'seq', seq: 5 })).toBe(2);
  });
});

describe('grouping', () => {
  test('is a row for each channel with its newest message and how many there are, whatever was evicted', async () => {
    const say = fc.record({ channel: fc.constantFrom('a', 'b', 'c', 'd', null), payload: fc.constantFrom('1', '2x') });
    const said = fc.array(say, { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('', 'x'), said, said, async (filter, before, after) => {
        const { capture, say, open } = arrange({ budget: 1200, segmentBytes: 30, segmentRows: 6 });
        const told: { seq: number; channel: string | null; passes: boolean }[] = [];
        const run = (all: typeof before): void => {
          for (const { channel, payload } of all) {
            told.push({ seq: capture.next, channel, passes: channel === null || payload.includes(filter) });
            if (channel === null) capture.openGap(1).end();
            else say(channel, payload);
          }
        };
        run(before);
        const { view, take } = open(filter, 100, { fold: 'channel' });
        await take();
        run(after);
        view.aim({ follow: true, from: 0, rows: 100 });
        const frame = await take();
        const kept = told.filter(({ seq, passes }) => passes && seq >= capture.first);
        const model = new Map<string, number[]>();
        for (const { seq, channel } of kept) model.set(channel ?? `gap ${seq}`, [...(model.get(channel ?? `gap ${seq}`) ?? []), seq]);
        const lines = (rows: readonly (readonly (number | undefined)[])[]): string[] => rows.map((row) => row.join(' ')).sort();
        const shown = runsOf(frame).map(([seq, count, last]) => [seq, Math.max(1, count ?? 1), last]);
        expect(lines(shown)).toEqual(lines([...model.values()].map((seqs) => [seqs.at(-1), seqs.length, seqs.at(-1)])));
        expect(frame.folded).toBe(kept.length - model.size);
        for (const row of frame.rows) expect(view.find({ kind: 'seq', seq: row.seq })).toBe(frame.from + frame.rows.indexOf(row));
      }),
      { numRuns: 200 },
    );
  });

  test('keeps the place of a channel when it says more', async () => {
    const { say, open } = arrange();
    const { view, take } = open('', 10, { fold: 'channel' });
    for (const channel of ['b', 'a', 'c']) say(channel, '1');
    expect(runsOf(await take())).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 1, 3],
    ]);
    say('b', '2');
    view.aim({ follow: false, from: 0, rows: 10 });
    expect(runsOf(await take())).toEqual([
      [4, 2, 4],
      [2, 1, 2],
      [3, 1, 3],
    ]);
  });
});

describe('marks', () => {
  test('are told of the rows in sight, counted over all, and gone to', async () => {
    const { capture, say, open } = arrange();
    for (let n = 1; n <= 30; n++) {
      if (n === 11) capture.openGap(1).end();
      say('a', n % 10 === 0 ? 'hit' : 'miss');
    }
    // 10, 21 and 31: the gap has a number too.
    const { view, take } = open('', 12, { mark: 'hit' });
    const frame = await take();
    expect(frame.matched).toBe(31);
    expect(frame.hidden).toBe(0);
    expect(frame.marked).toBe(3);
    expect(frame.rows.filter((row) => row.kind === 'message' && row.marked === true).map((row) => row.seq)).toEqual([21, 31]);
    expect(view.find({ kind: 'mark', seq: 31, back: true })).toBe(20);
    expect(view.find({ kind: 'mark', seq: 21, back: true })).toBe(9);
    expect(view.find({ kind: 'mark', seq: 10, back: true })).toBeNull();
    expect(view.find({ kind: 'mark', seq: 10, back: false })).toBe(20);
    expect(view.find({ kind: 'mark', seq: 31, back: false })).toBeNull();
  });

  test('go with folding: the row stands for what it holds', async () => {
    const { say, open } = arrange();
    for (const payload of ['a', 'hit', 'hit', 'b', 'hit']) say('c', payload);
    const { view, take } = open('', 12, { mark: 'hit', fold: 'repeats' });
    expect((await take()).marked).toBe(3);
    expect(view.find({ kind: 'mark', seq: 1, back: false })).toBe(1);
    expect(view.find({ kind: 'mark', seq: 5, back: true })).toBe(1);
  });
});
