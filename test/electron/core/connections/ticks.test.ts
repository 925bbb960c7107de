/** The clock of the heartbeats: everybody's turn comes once in its time, and nobody's after it has stopped. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onTick } from '../../../../electron/core/connections/ticks.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each runs once in its time, whoever else there is, in few turns', () => {
  const counts = Array.from({ length: 95 }, () => 0);
  const stops = counts.map((_, at) => onTick(1000, () => void (counts[at] = (counts[at] ?? 0) + 1)));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(counts).toEqual(counts.map(() => 5));
  // A turn is a tenth of them.
  const before = counts.reduce((sum, one) => sum + one, 0);
  vi.advanceTimersByTime(100);
  expect(counts.reduce((sum, one) => sum + one, 0) - before).toBeLessThanOrEqual(10);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('one that stops in its own turn, or in that of another, does not run again', () => {
  let ran = 0;
  const stopOther = onTick(100, () => void ran++);
  const stop = onTick(100, () => {
    stop();
    stopOther();
  });
  vi.advanceTimersByTime(100);
  const after = ran;
  vi.advanceTimersByTime(1000);
  expect(ran).toBe(after);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('different times do not wait for each other', () => {
  const ran: string[] = [];
  const stops = [onTick(50, () => void ran.push('fast')), onTick(1000, () => void ran.push('slow'))];
  vi.advanceTimersByTime(1000);
  expect(ran.filter((one) => one === 'fast')).toHaveLength(20);
  expect(ran.filter((one) => one === 'slow')).toHaveLength(1);
  for (const stop of stops) stop();
});
