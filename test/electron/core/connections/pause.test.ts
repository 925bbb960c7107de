/** How long to wait before the next attempt: soon after a short outage, seldom after a long one. */
import { expect, test } from 'vitest';
import { backoff } from '../../../../electron/core/connections/pause.ts';
import { timing } from '../../../../electron/core/connections/timing.ts';

const between = (failures: number): readonly [number, number] => {
  const all = Array.from({ length: 200 }, () => backoff(failures, timing));
  return [Math.min(...all), Math.max(...all)];
};

test('doubling at first, then no more than a second and a quarter for about a minute, then up to the longest', () => {
  let waited = 0;
  for (let failures = 1; failures <= timing.eagerRetries; failures++) {
    const [least, most] = between(failures);
    expect(least).toBeGreaterThanOrEqual(Math.min(timing.eagerRetryMs, timing.firstRetryMs * 2 ** (failures - 1)));
    expect(most).toBeLessThanOrEqual(1250);
    waited += least;
  }
  expect(waited).toBeGreaterThan(45_000);
  const [later] = between(timing.eagerRetries + 1);
  expect(later).toBeGreaterThanOrEqual(timing.eagerRetryMs);
  expect(between(timing.eagerRetries + 20)).toEqual([timing.lastRetryMs, timing.lastRetryMs]);
});

test('by chance, so that many clients do not come back at once', () => {
  const [least, most] = between(3);
  expect(most).toBeGreaterThan(least);
});
