/** Pauses of the display among the rows: against a model that inserts them by hand, and of the page that paused alone. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../../../../electron/core/feed/capture.ts';
import { feedHandlers } from '../../../../electron/core/feed/handlers.ts';
import { mostPauses, openPauses } from '../../../../electron/core/feed/pauses.ts';
import { openPulse } from '../../../../electron/core/feed/pulse.ts';
import { openRecordings } from '../../../../electron/core/feed/recordings.ts';
import { openRunning } from '../../../../electron/core/feed/running.ts';
import { openView } from '../../../../electron/core/feed/view.ts';
import { createSessions } from '../../../../electron/core/sessions.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame, FeedShape } from '../../../../shared/feed/feed.ts';
import { createOpener } from '../../../../shared/feed/query/opener.ts';
import { handClock } from './clock.ts';
import { fakeSession } from './fakeSession.ts';

function arrange(limits = { budget: 2500, segmentBytes: 60, segmentRows: 8 }) {
  const clock = handClock();
  const capture = openCapture(clock, limits);
  const pulse = openPulse();
  const opener = createOpener([], [], () => 0);
  const told = { sources: () => [], sourceOf: () => null, shown: null, recording: () => null, ended: false, check: () => undefined };
  const watched = { capture, clock, pulse, opener, ...told };
  const pauses = openPauses(capture, clock);
  return {
    clock,
    capture,
    pulse,
    pauses,
    say(payload: string) {
      capture.append(1, utf8('c'), utf8(payload), clock.now++);
      pulse.beat();
    },
    gap() {
      capture.openGap(clock.now++).end();
      pulse.beat();
    },
    open(filter: string, shape: FeedShape = {}) {
      const view = openView(1, watched, filter, 10, shape, pauses);
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

interface Said {
  readonly seq: number;
  /** Null: a gap. */
  readonly payload: string | null;
}

interface Stood {
  readonly after: number;
  until: number | null;
}

type Act =
  | { readonly kind: 'say'; readonly payload: string; readonly n: number }
  | { readonly kind: 'gap' | 'resume' | 'clear' }
  /** So many come while the page's wish is on its way. */
  | { readonly kind: 'pause'; readonly late: number }
  | { readonly kind: 'refilter'; readonly filter: string }
  | { readonly kind: 'look'; readonly from: number; readonly rows: number };

const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('say' as const), payload: fc.constantFrom('1', '2x'), n: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('gap' as const, 'resume' as const, 'resume' as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('pause' as const), late: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refilter' as const), filter: fc.constantFrom('', 'x') }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), from: fc.nat(40), rows: fc.integer({ min: 1, max: 12 }) }) },
);

/** The same feed and page, row by row. */
function openModel(folds: boolean) {
  const told: Said[] = [];
  const stood: Stood[] = [];
  const heard = (after: number, to: number): number => told.filter(({ seq, payload }) => payload !== null && seq > after && seq <= to).length;
  const running = (): Stood | undefined => stood.find(({ until }) => until === null);
  return {
    told,
    note: (payload: string | null): void => void told.push({ seq: told.length + 1, payload }),
    pause(after: number) {
      if (running() === undefined) stood.push({ after, until: null });
    },
    resume() {
      const one = running();
      if (one === undefined) return;
      if (one.after === told.length) stood.pop();
      else one.until = told.length;
    },
    hidden: (first: number, filter: string): number => told.filter(({ seq, payload }) => seq >= first && payload?.includes(filter) === false).length,
    rows(first: number, filter: string): readonly (number | string)[] {
      const pauses = stood
        .filter(({ after, until }) => (until ?? first) >= first && after < told.length)
        .map(({ after, until }) => {
          const to = until ?? told.length;
          return { seq: after + 0.5, row: `${after + 0.5}: ${heard(after, to)} came, ${heard(after, Math.min(to, first - 1))} evicted` };
        });
      const passing = told.filter(({ seq, payload }) => seq >= first && payload?.includes(filter) !== false);
      const heads = passing.filter(({ payload }, at) => !folds || payload === null || payload !== passing[at - 1]?.payload);
      const all = [...pauses, ...heads.map(({ seq }) => ({ seq, row: seq }))].sort((one, other) => one.seq - other.seq);
      return all.map(({ row }) => row);
    },
  };
}

test('stand between what was seen and what came meanwhile, through filters, folds and eviction', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom<FeedShape>({}, { fold: 'repeats' }), fc.array(act, { minLength: 1, maxLength: 60 }), async (shape, acts) => {
      const { capture, pulse, say, gap, open } = arrange();
      const model = openModel(shape.fold !== undefined);
      let names = new Map<number, number>();
      let filter = '';
      let { view, take } = open(filter, shape);
      let frame = await take();
      let seen: number | null = null;
      const hear = (payload: string, n: number): void => {
        for (let left = n; left > 0; left--) {
          say(payload);
          model.note(payload);
        }
      };
      const run = (one: Act): void => {
        switch (one.kind) {
          case 'say':
            return hear(one.payload, one.n);
          case 'gap':
            gap();
            return model.note(null);
          case 'clear':
            return capture.clear();
          case 'pause': {
            const after = model.told.length;
            seen ??= frame.counters.received;
            hear('late', one.late);
            view.aim({ follow: false, from: frame.from, rows: 10, seen });
            return model.pause(after);
          }
          case 'resume':
            seen = null;
            view.aim({ follow: true, from: 0, rows: 10 });
            return model.resume();
          case 'refilter':
            ({ filter } = one);
            seen = null;
            ({ view, take } = open(filter, shape));
            names = new Map();
            return model.resume();
          case 'look':
            return view.aim({ follow: seen === null, from: one.from, rows: one.rows, ...(seen === null ? {} : { seen }) });
        }
      };
      for (const one of acts) {
        run(one);
        pulse.beat();
        frame = await take();
        const rows = model.rows(capture.first, filter);
        const shown = frame.rows.map((row) => (row.kind === 'pause' ? `${row.seq}: ${row.came} came, ${row.evicted} evicted` : row.seq));
        expect(frame.matched).toBe(rows.length);
        expect(shown).toEqual(rows.slice(frame.from, frame.from + shown.length));
        expect(shown.length > 0).toBe(rows.length > 0);
        expect(frame.hidden).toBe(model.hidden(capture.first, filter));
        for (const [at, row] of frame.rows.entries()) {
          if (row.kind === 'pause') {
            expect(view.find({ kind: 'gap', seq: row.seq + 0.5, back: true })).toBe(frame.from + at);
            expect(view.find({ kind: 'gap', seq: row.seq - 0.5, back: false })).toBe(frame.from + at);
            continue;
          }
          expect(view.find({ kind: 'seq', seq: row.seq })).toBe(frame.from + at);
          const name = frame.from + at + frame.base;
          if (shape.fold === undefined) expect(names.get(row.seq) ?? name).toBe(name);
          names.set(row.seq, name);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('going from gap to gap stops at pauses; a time or a number leads to what it led to', async () => {
  const { say, gap, pulse, open } = arrange({ budget: 100_000, segmentBytes: 1000, segmentRows: 100 });
  const { view, take } = open('');
  for (const payload of ['a', 'b']) say(payload);
  gap();
  const { counters } = await take();
  view.aim({ follow: false, from: 0, rows: 10, seen: counters.received });
  for (const payload of ['c', 'd']) say(payload);
  view.aim({ follow: true, from: 0, rows: 10 });
  gap();
  pulse.beat();
  const frame = await take();
  expect(frame.rows.map(({ kind, seq }) => `${kind} ${seq}`)).toEqual(['message 1', 'message 2', 'gap 3', 'pause 3.5', 'message 4', 'message 5', 'gap 6']);
  const next = (seq: number, back: boolean): number | null => view.find({ kind: 'gap', seq, back });
  expect([next(1, false), next(3, false), next(3.5, false), next(6, false)]).toEqual([2, 3, 6, null]);
  expect([next(7, true), next(6, true), next(3.5, true), next(3, true)]).toEqual([6, 3, 2, null]);
  expect(view.find({ kind: 'seq', seq: 5 })).toBe(5);
  expect(view.find({ kind: 'time', at: frame.rows[4]?.kind === 'message' ? frame.rows[4].at : 0 })).toBe(4);
});

test('as many as are told are kept, the newest ones', async () => {
  const { pauses, say, open } = arrange({ budget: 1_000_000, segmentBytes: 1000, segmentRows: 100 });
  for (let n = 0; n < mostPauses + 20; n++) {
    pauses.begin({ received: n, next: n + 1 });
    say('x');
    pauses.end({ received: n + 1, next: n + 2 });
  }
  const { view, take } = open('');
  const frame = await take();
  expect(frame.matched).toBe(2 * mostPauses + 20);
  expect(view.find({ kind: 'gap', seq: 0, back: false })).toBe(20);
  expect(pauses.row(20.5)).toMatchObject({ came: 1, evicted: 0 });
  expect(pauses.row(19.5)).toBeNull();
});

test('a pause is of the page that stood still, stays through a new filter, and is in no export', async () => {
  const fake = fakeSession();
  const sessions = createSessions();
  sessions.add(fake.session);
  const running = openRunning();
  const call = { signal: new AbortController().signal };
  const page = () => feedHandlers(sessions, openRecordings(join(tmpdir(), 'keytide-none')), running);
  const session = 'fake';
  const here = page();
  await here['feed.add']({ session, kind: 'channel', name: utf8('a') }, call);
  fake.line.events.ready();
  fake.line.deliver('a', 'before');
  const frames = here['feed.view']({ session, filter: '', rows: 10 }, call)[Symbol.asyncIterator]();
  const { view } = (await frames.next()).value as FeedFrame;
  await here['feed.aim']({ session, view, follow: false, from: 0, rows: 10, seen: 1 }, call);
  fake.line.deliver('a', 'meanwhile');
  await here['feed.aim']({ session, view, follow: true, from: 0, rows: 10 }, call);
  fake.line.deliver('a', 'after');
  const look = async (filter: string): Promise<FeedFrame> =>
    (await here['feed.view']({ session, filter, rows: 10 }, call)[Symbol.asyncIterator]().next()).value as FeedFrame;
  const pause = { kind: 'pause', seq: 1.5, came: 1, evicted: 0 };
  const all = { counters: { received: 3, kept: 3, gaps: 0 }, matched: 4, hidden: 0, rows: [{ seq: 1 }, pause, { seq: 2 }, { seq: 3 }] };
  expect((await frames.next()).value).toMatchObject(all);
  expect(await look('after')).toMatchObject({ matched: 2, hidden: 2, rows: [pause, { seq: 3 }] });
  expect(await look('')).toMatchObject(all);
  let written = '';
  for await (const { bytes } of here['feed.export']({ session, format: 'ndjson', filter: '', seqs: null }, call)) written += displayText(bytes);
  expect(written.trim().split('\n')).toHaveLength(3);
  expect(written).not.toContain('pause');

  // One page alone stood still.
  const there = page();
  const joined = there['feed.view']({ session, filter: '', rows: 10 }, call)[Symbol.asyncIterator]();
  expect(((await joined.next()).value as FeedFrame).rows.map(({ kind }) => kind)).not.toContain('pause');
});
