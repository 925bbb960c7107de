/** The capture against a list of everything it was ever given. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Capture, type CaptureLimits, type Gap, gapCost, openCapture } from '../../../../electron/core/feed/capture.ts';
import { rowCost } from '../../../../electron/core/feed/segment.ts';
import { type Bytes, idOf, utf8 } from '../../../../shared/bytes.ts';
import { type FeedRow, previewBytes } from '../../../../shared/feed/feed.ts';
import { handClock } from './clock.ts';

const roomy: CaptureLimits = { budget: 1024 * 1024, segmentBytes: 4096, segmentRows: 64 };

type Step =
  | { readonly kind: 'message'; readonly channel: Bytes; readonly payload: Bytes; readonly source: number }
  | { readonly kind: 'gap' | 'end' | 'explain' | 'clear' | 'time'; readonly n: number };

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('message' as const), channel: bytes(3), payload: bytes(60), source: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('message' as const), channel: bytes(40), payload: bytes(900), source: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('gap' as const, 'end' as const, 'explain' as const, 'time' as const), n: fc.nat(5000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), n: fc.constant(0) }) },
);
const limits: fc.Arbitrary<CaptureLimits> = fc.record({
  budget: fc.integer({ min: 2000, max: 20_000 }),
  segmentBytes: fc.integer({ min: 16, max: 2000 }),
  segmentRows: fc.integer({ min: 1, max: 50 }),
});

describe('against a model', () => {
  test('rows, counters and budget, whatever comes and goes', () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 300 }), (limit, steps) => {
        const clock = handClock();
        const capture = openCapture(clock, limit);
        const model: FeedRow[] = [];
        const payloads: Bytes[] = [];
        let open: { gap: Gap; row: number; ended: boolean } | null = null;
        let missed = 0;
        let untold = 0;
        let lastFirst = capture.first;
        for (const one of steps) {
          if (one.kind === 'message') {
            const { channel, payload, source } = one;
            model.push({
              kind: 'message',
              seq: model.length + 1,
              at: clock.now,
              source,
              channel,
              size: payload.length,
              preview: payload.slice(0, previewBytes),
              form: 'payload',
            });
            payloads.push(payload);
            capture.append(source, channel, payload, clock.now);
          } else if (one.kind === 'gap' && open === null) {
            open = { gap: capture.openGap(clock.now), row: model.length, ended: false };
            untold++;
            model.push({ kind: 'gap', seq: model.length + 1, from: clock.now, to: null, why: 'disconnected', atMost: null, sources: [] });
            payloads.push(new Uint8Array(0));
          } else if (one.kind === 'end' && open !== null && !open.ended) {
            const row = model[open.row] as FeedRow & { kind: 'gap' };
            const ended = { ...row, to: clock.now };
            if (row.seq < capture.first) {
              open.row = model.length;
              model.push({ ...ended, seq: model.length + 1 });
              payloads.push(new Uint8Array(0));
            } else model[open.row] = ended;
            open.gap.end();
            open.ended = true;
          } else if (one.kind === 'explain' && open?.ended === true) {
            const row = model[open.row] as FeedRow & { kind: 'gap' };
            model[open.row] = { ...row, why: 'cut-off', atMost: one.n };
            open.gap.explain({ why: 'cut-off', atMost: one.n });
            missed += one.n;
            untold--;
            open = null;
          } else if (one.kind === 'clear') capture.clear();
          else if (one.kind === 'time') clock.now += one.n;

          expect(capture.next).toBe(model.length + 1);
          expect(capture.first).toBeGreaterThanOrEqual(lastFirst);
          lastFirst = capture.first;
          const counters = capture.counters();
          const messages = model.filter((row) => row.kind === 'message').length;
          const kept = model.slice(capture.first - 1).filter((row) => row.kind === 'message').length;
          expect(counters).toMatchObject({ received: messages, kept, evicted: messages - kept, missed: untold > 0 ? null : missed });
          expect(capture.gapsKept).toBe(model.length - capture.first + 1 - kept);
          expect(counters.bytes).toBeLessThanOrEqual(limit.budget);
          const payloadBytes = payloads.slice(capture.first - 1).reduce((sum, payload) => sum + payload.length, 0);
          const rowBytes = (capture.next - capture.first) * rowCost + capture.gapsKept * gapCost;
          expect(counters.bytes).toBe(payloadBytes + rowBytes + capture.channels.cost);
        }
        for (let seq = 1; seq <= model.length; seq++) {
          const kept = seq >= capture.first;
          expect(capture.row(seq)).toEqual(kept ? model[seq - 1] : null);
          expect(capture.payload(seq)).toEqual(kept ? payloads[seq - 1] : null);
        }
        expect(capture.row(0)).toBeNull();
        expect(capture.row(model.length + 1)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('what was heard on each kept channel adds up, and names never mix when numbers are used again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 400 }), (heard) => {
        const capture = openCapture(handClock(), { budget: 12_000, segmentBytes: 64, segmentRows: 4 });
        for (const [at, n] of heard.entries()) capture.append(1, utf8(`channel-${n}`), utf8(`payload-${n}`), at);
        for (let seq = capture.first; seq < capture.next; seq++) {
          const n = heard[seq - 1] ?? -1;
          expect(capture.row(seq)).toMatchObject({ channel: utf8(`channel-${n}`), preview: utf8(`payload-${n}`) });
        }
        const keptNames = new Set(heard.slice(capture.first - 1));
        expect(capture.channels.size).toBeGreaterThanOrEqual(keptNames.size);
        if (capture.channels.forgotten > 0) return;
        const listed = capture.channels.busiest(1000, 0);
        expect(listed.reduce((sum, one) => sum + one.received, 0)).toBe(heard.length);
        for (const one of listed) expect(one.received).toBe(heard.filter((n) => idOf(one.name) === `channel-${n}`).length);
      }),
    );
  });
});

test('keeps its own copy, and gives out exact memory', () => {
  const capture = openCapture(handClock(), roomy);
  const chunk = new Uint8Array(65_536).fill(7);
  const channel = chunk.subarray(100, 110);
  const payload = chunk.subarray(1000, 1700);
  capture.append(1, channel, payload, 5);
  chunk.fill(0);
  const row = capture.row(1);
  if (row?.kind !== 'message') throw new Error('no message');
  expect(row.channel).toEqual(new Uint8Array(10).fill(7));
  expect(row.preview).toEqual(new Uint8Array(previewBytes).fill(7));
  expect(capture.payload(1)).toEqual(new Uint8Array(700).fill(7));
  expect(row.size).toBe(700);
  for (const part of [row.channel, row.preview, capture.payload(1)]) expect(part?.buffer.byteLength).toBe(part?.length);
});

test('fault 35: evicts no more than it must, and says which rows went', () => {
  const capture = openCapture(handClock(), { budget: 100_000, segmentBytes: 1000, segmentRows: 1000 });
  const payload = new Uint8Array(100);
  let at = 0;
  while (capture.counters().evicted === 0) capture.append(1, utf8('c'), payload, ++at);
  const { evicted, kept, bytes } = capture.counters();
  expect(evicted).toBe(10);
  expect(bytes).toBeGreaterThan(100_000 - 2 * 10 * 120);
  expect(capture.trimmed()).toEqual({ fromSeq: 1, toSeq: 10, from: 1, to: 10 });
  for (let more = 0; more < 25; more++) capture.append(1, utf8('c'), payload, ++at);
  expect(capture.trimmed()).toEqual({ fromSeq: 1, toSeq: capture.first - 1, from: 1, to: capture.first - 1 });
  expect(capture.counters()).toMatchObject({ received: evicted + kept + 25 });
  capture.clear();
  expect(capture.trimmed()).toBeNull();
  expect(capture.counters()).toMatchObject({ kept: 0, evicted: evicted + kept + 25 });
});

test('a message larger than the whole budget is counted and not kept; the next one is', () => {
  const capture = openCapture(handClock(), { budget: 10_000, segmentBytes: 1000, segmentRows: 10 });
  // A name that is forgotten as soon as it has no row: the next message is the first on it again.
  const name = utf8('a'.repeat(400));
  capture.append(1, name, utf8('small'), 1);
  capture.append(1, name, new Uint8Array(20_000), 2);
  expect(capture.channels.forgotten).toBe(1);
  expect(capture.counters()).toMatchObject({ received: 2, kept: 0, evicted: 2 });
  expect(capture.trimmed()).toEqual({ fromSeq: 1, toSeq: 2, from: 1, to: 2 });
  capture.append(1, name, utf8('again'), 3);
  expect(capture.row(3)).toMatchObject({ seq: 3, channel: name, preview: utf8('again') });
  expect(capture.counters()).toMatchObject({ received: 3, kept: 1, evicted: 2 });
});

test('an endless number of channels stays within the budget, and the forgotten ones are counted', () => {
  const budget = 200_000;
  const capture = openCapture(handClock(), { budget, segmentBytes: 2000, segmentRows: 100 });
  const total = 5000;
  for (let n = 0; n < total; n++) {
    capture.append(1, utf8(`only-once-${n}`), utf8('x'), n);
    expect(capture.counters().bytes).toBeLessThanOrEqual(budget);
  }
  expect(capture.channels.size + capture.channels.forgotten).toBe(total);
  expect(capture.channels.size).toBeLessThan(400);
});

test('a silent channel keeps its count while there is room for its name', () => {
  const capture: Capture = openCapture(handClock(), { budget: 64_000, segmentBytes: 1000, segmentRows: 100 });
  for (let n = 0; n < 3; n++) capture.append(1, utf8('quiet'), utf8('hello'), n);
  for (let n = 0; n < 2000; n++) capture.append(1, utf8('busy'), new Uint8Array(50), n);
  expect(capture.first).toBeGreaterThan(4);
  const listed = capture.channels.busiest(10, 0);
  expect(listed.map((one) => [idOf(one.name), one.received])).toEqual([
    ['busy', 2000],
    ['quiet', 3],
  ]);
});

test('busiest first, by rate and then by count', () => {
  const clock = handClock();
  const capture = openCapture(clock, roomy);
  for (let n = 0; n < 9; n++) capture.append(1, utf8('yesterday'), utf8(''), n);
  clock.now += 60_000;
  for (let n = 0; n < 2; n++) capture.append(1, utf8('twice'), utf8(''), n);
  capture.append(1, utf8('once'), utf8(''), 0);
  expect(capture.channels.busiest(2, clock.now).map((one) => idOf(one.name))).toEqual(['twice', 'once']);
  expect(capture.channels.busiest(3, clock.now).map((one) => idOf(one.name))).toEqual(['twice', 'once', 'yesterday']);
});
