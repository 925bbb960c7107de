/** The search, slice by slice, against a filter over everything that is kept. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureLimits, openCapture } from '../../../../electron/core/feed/capture.ts';
import { openSearch, type Search } from '../../../../electron/core/feed/search.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { compileQuery, type Query } from '../../../../shared/feed/query/compile.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';
import { handClock } from './clock.ts';

type Step = { readonly kind: 'message'; readonly channel: string; readonly payload: string } | { readonly kind: 'gap' | 'clear' | 'run' };

const word = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '.'), maxLength: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('message' as const), channel: word, payload: word }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('gap' as const, 'run' as const, 'run' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

test('finds the rows that pass, in order, whenever it starts and however it is interrupted', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', 'a', 'ab', 'A.b', 'bbb', '/a+b/', '-a', 'a -bb', 'a OR bb', 'size>5 a'),
      fc.array(step, { maxLength: 150 }),
      fc.array(step, { maxLength: 150 }),
      (text, before, after) => {
        const clock = handClock();
        const capture = openCapture(clock, { budget: 9000, segmentBytes: 40, segmentRows: 7 });
        const passes = new Map<number, boolean>();
        let search: Search | null = null;
        const play = (one: Step): void => {
          if (one.kind === 'message') {
            passes.set(capture.next, expectedOf(text, one.channel, one.payload));
            capture.append(1, utf8(one.channel), utf8(one.payload), 0);
          } else if (one.kind === 'gap') {
            passes.set(capture.next, true);
            capture.openGap(0);
          } else if (one.kind === 'clear') capture.clear();
          else search?.run(0);
          if (search === null) return;
          search.trim();
          const seen = seqsOf(search);
          for (const [at, seq] of seen.entries()) {
            expect(passes.get(seq)).toBe(true);
            expect(seq).toBeGreaterThan(seen[at - 1] ?? capture.first - 1);
            expect(search.found.positionOf(seq)).toBe(at);
          }
          // Found, hidden and pending are all there is.
          expect(capture.next - capture.first - seen.length - search.pending()).toBeGreaterThanOrEqual(0);
        };
        before.forEach(play);
        search = openSearch(capture, query(text), clock);
        after.forEach(play);
        for (let rounds = 0; search.pending() > 0; rounds++) {
          search.run(0);
          expect(rounds).toBeLessThan(1000);
        }
        search.trim();
        const expected = [];
        for (let seq = capture.first; seq < capture.next; seq++) if (passes.get(seq) === true) expected.push(seq);
        expect(seqsOf(search)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('works in steps: the newest of what was there come first, and one large payload does not hold it', () => {
  const clock = handClock();
  const capture = openCapture(clock);
  const large = new Uint8Array(3 * 1024 * 1024).fill(0x2e);
  large.set(utf8('NEEDLE'), 256 * 1024 - 3);
  capture.append(1, utf8('large'), large, 0);
  for (let n = 0; n < 20_000; n++) capture.append(1, utf8('c'), utf8(n % 100 === 0 ? 'a needle' : 'hay'), n);
  const search = openSearch(capture, query('needle'), clock);
  expect(search.pending()).toBe(20_001);
  clock.perRead = 10;
  search.run(8);
  const first = seqsOf(search);
  expect(first.at(-1)).toBe(19_902);
  expect(first.length).toBeLessThan(200);
  let steps = 1;
  for (; search.pending() > 0; steps++) search.run(8);
  expect(steps).toBeGreaterThan(5);
  expect(seqsOf(search)).toHaveLength(201);
  expect(search.found.at(0)).toBe(1);
});

test('a text that lies across two steps of one payload is found, and one that lies across two payloads is not', () => {
  const clock = handClock();
  clock.perRead = 10;
  // Where exactly a step ends is the search's own business: the text is put everywhere around it.
  for (let at = 256 * 1024 - 300; at < 256 * 1024 + 10; at++) {
    const capture = openCapture(clock, { ...captureLimits, segmentBytes: 1024 });
    const payload = new Uint8Array(260 * 1024);
    payload.set(utf8('needle'), at);
    capture.append(1, utf8('c'), payload, 0);
    capture.append(1, utf8('c'), utf8('nee'), 0);
    capture.append(1, utf8('c'), utf8('dle'), 0);
    const search = openSearch(capture, query('needle'), clock);
    while (search.pending() > 0) search.run(1);
    expect(seqsOf(search)).toEqual([1]);
  }
});

function expectedOf(text: string, channel: string, payload: string): boolean {
  const has = (wanted: string): boolean => [channel, payload].some((within) => within.toLowerCase().includes(wanted.toLowerCase()));
  switch (text) {
    case '/a+b/':
      return /a+b/.test(channel) || /a+b/.test(payload);
    case '-a':
      return !has('a');
    case 'a -bb':
      return has('a') && !has('bb');
    case 'a OR bb':
      return has('a') || has('bb');
    case 'size>5 a':
      return payload.length > 5 && has('a');
    default:
      return has(text);
  }
}

function seqsOf(search: Search): number[] {
  return Array.from({ length: search.found.count }, (_, position) => search.found.at(position) ?? -1);
}

function query(text: string): Query | null {
  const parsed = parseQuery(text, 0);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.term === null ? null : compileQuery(parsed.term, () => null);
}
