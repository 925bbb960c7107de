/** Two frames in a row: which rows stay the same objects, and how far positions moved. */
import { describe, expect, test } from 'vitest';
import { endOf, keepRows, keepSources, nextRates, rateSeconds, rowAt, shiftOf, shownOf } from '../../../renderer/feed/frames.ts';
import { idOf, utf8 } from '../../../shared/bytes.ts';
import type { FeedRow, FeedSource } from '../../../shared/feed/feed.ts';
import { frameOf, message } from './feedFrames.ts';

describe('rows', () => {
  test('a message that was there keeps its object, new ones are taken', () => {
    const before = [message(1), message(2), message(4)];
    const after = [message(2), message(3), message(4), message(5)];
    const kept = keepRows(before, after);
    expect(kept).toEqual(after);
    expect(kept[0]).toBe(before[1]);
    expect(kept[2]).toBe(before[2]);
    expect(kept[1]).toBe(after[1]);
  });

  test('a gap is taken anew: it ends and is explained', () => {
    const lasting: FeedRow = { kind: 'gap', seq: 1, from: 10, to: null, why: 'disconnected', atMost: null, sources: [] };
    const over: FeedRow = { ...lasting, to: 20, atMost: 3 };
    expect(keepRows([lasting], [over])).toEqual([over]);
  });

  test('a message that is marked or repeated now is taken anew', () => {
    const old = { ...message(1), kind: 'message' as const } as Extract<FeedRow, { kind: 'message' }>;
    const marked: FeedRow = { ...old, marked: true };
    const repeated: FeedRow = { ...marked, repeats: { count: 2, lastSeq: 2, lastAt: 5 } };
    expect(keepRows([old], [marked])[0]).toBe(marked);
    expect(keepRows([marked], [{ ...marked }])[0]).toBe(marked);
    expect(keepRows([marked], [repeated])[0]).toBe(repeated);
  });

  test('a position finds its row only within the window', () => {
    const frame = frameOf({ first: 1, matched: 100, from: 40, rows: 10 });
    expect(rowAt(frame, 40)?.seq).toBe(41);
    expect(rowAt(frame, 49)?.seq).toBe(50);
    expect(rowAt(frame, 39)).toBeNull();
    expect(rowAt(frame, 50)).toBeNull();
  });
});

describe('shift', () => {
  const before = frameOf({ first: 1, matched: 100, from: 40, rows: 10 });
  test.each([
    ['nothing happened', { first: 1, matched: 100, from: 40, rows: 10 }, 0],
    ['newer rows came', { first: 1, matched: 200, from: 40, rows: 10 }, 0],
    ['fifteen of the oldest went', { first: 16, matched: 85, from: 25, rows: 10 }, -15],
    ['the window moved by four and five went', { first: 6, matched: 95, from: 39, rows: 10 }, -5],
    ['no row in common: nothing can be told', { first: 1, matched: 100, from: 60, rows: 10 }, 0],
  ])('%s', (_, after, shift) => {
    expect(shiftOf(before, frameOf(after))).toBe(shift);
  });

  test('older rows were found', () => {
    const found = { ...before, from: before.from + 30, matched: 130 };
    expect(shiftOf(before, found)).toBe(30);
  });
});

test('sources are the same list while only their numbers change', () => {
  const source: FeedSource = {
    id: 1,
    kind: 'channel',
    name: utf8('a'),
    options: {},
    state: 'live',
    detail: '',
    note: null,
    received: 1,
    bytes: 1,
    perSecond: 1,
    colour: 0,
    muted: false,
    solo: false,
  };
  const before = [source];
  expect(keepSources(before, [{ ...source, name: utf8('a'), received: 9, bytes: 9, perSecond: 9 }])).toBe(before);
  for (const other of [[], [{ ...source, muted: true }], [{ ...source, state: 'interrupted' as const }], [source, { ...source, id: 2 }]])
    expect(keepSources(before, other)).toBe(other);
});

test('a channel keeps the last minute of its rate; one that is gone is forgotten', () => {
  const [a, b] = [utf8('a'), utf8('b')];
  let rates = nextRates(new Map(), [{ channel: b, received: 1, bytes: 0, firstAt: 0, lastAt: 0, perSecond: 1 }]);
  for (let second = 0; second < rateSeconds + 5; second++)
    rates = nextRates(rates, [{ channel: a, received: second, bytes: 0, firstAt: 0, lastAt: 0, perSecond: second }]);
  expect(rates.get(idOf(a))).toEqual(Array.from({ length: rateSeconds }, (_, index) => index + 5));
  expect(rates.has(idOf(b))).toBe(false);
});

test('standing still, what comes is not shown, and what goes or is found at the other end does not let it in', () => {
  const frame = frameOf({ first: 1, matched: 100, from: 0, rows: 10 });
  const end = endOf(frame);
  const still = (matched: number, gone: number): number => shownOf({ frame: { ...frame, matched, base: frame.base + gone }, following: false, end });
  expect(still(130, 0)).toBe(100);
  expect(still(130, 20)).toBe(80);
  expect(still(160, -30)).toBe(130);
  expect(still(50, 200)).toBe(0);
  expect(shownOf({ frame: { ...frame, matched: 130 }, following: true, end })).toBe(130);
});
