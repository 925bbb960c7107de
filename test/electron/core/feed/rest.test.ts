import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRest } from '../../../../electron/core/feed/rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const piece = 32 * 1024;

test('a flood is read in pieces with a rest between, until it is over', () => {
  const told: string[] = [];
  const rest = openRest(() => ({ pause: () => told.push('pause'), resume: () => told.push('resume') }));
  rest.took(0, piece);
  rest.took(1, piece);
  // What came in the same turn of the event loop is read before the rest begins.
  rest.took(2, 100);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['pause']);
  vi.advanceTimersByTime(10);
  rest.took(10, piece);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['pause', 'resume', 'pause']);
  vi.advanceTimersByTime(10);
  // What a rest brought was little: one more, then everything comes at once again.
  rest.took(20, 100);
  vi.advanceTimersByTime(10);
  rest.took(30, 100);
  rest.took(31, 100);
  expect(told).toEqual(['pause', 'resume', 'pause', 'resume', 'pause', 'resume']);
});

test('what comes now and then is read at once, however often', () => {
  const lane = { pause: vi.fn(), resume: vi.fn() };
  const rest = openRest(() => lane);
  for (let at = 0; at < 10_000; at++) rest.took(at / 10, 60);
  for (let at = 0; at < 100; at++) rest.took(2000 + at * 20, piece);
  expect(lane.pause).not.toHaveBeenCalled();
});
