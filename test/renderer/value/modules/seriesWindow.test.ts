/** The window of a time series: typed, moved and narrowed in 64-bit milliseconds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endsOf, firstWindow, moved, timeText, typedTime, wholeSeries } from '../../../../renderer/value/modules/seriesWindow.ts';

const facts = { first: '1700000000000', last: '1700000001000' };

test.each([
  ['', ''],
  [' 0012 ', '12'],
  ['9223372036854775807', '9223372036854775807'],
  ['2026-01-31', '1769817600000'],
  ['2026-01-31 12:00', '1769860800000'],
  ['2026-01-31T12:00:01.5', '1769860801500'],
  ['2026-01-31T12:00:00+02:00', '1769853600000'],
  ['soon', null],
  ['-5', null],
] as const)('%j is read as %j', (typed, ms) => {
  expect(typedTime(typed)).toBe(ms);
});

test('what is shown can be typed again', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ms) => typedTime(timeText(String(ms))) === String(ms)));
  expect(timeText('1700000000000')).toBe('2023-11-14 22:13:20.000');
});

test('moves by half of its width, and never before the beginning', () => {
  expect(moved(wholeSeries, facts, 'in')).toEqual({ from: '1700000000250', to: '1700000000750' });
  expect(moved(wholeSeries, facts, 'out')).toEqual({ from: '1699999999500', to: '1700000001500' });
  expect(moved({ from: '0', to: '10' }, facts, 'earlier')).toEqual({ from: '0', to: '5' });
  expect(moved({ from: '0', to: '10' }, facts, 'later')).toEqual({ from: '5', to: '15' });
  expect(moved({ from: '5', to: '6' }, facts, 'in')).toEqual({ from: '5', to: '6' });
  expect(moved(wholeSeries, { first: '', last: '' }, 'in')).toEqual(wholeSeries);
});

test('of a very long series the newest part is shown first', () => {
  expect(firstWindow({ ...facts, samples: 500_000 })).toEqual(wholeSeries);
  expect(firstWindow({ ...facts, samples: 5_000_000 })).toEqual({ from: '1700000000900', to: '' });
  expect(firstWindow({ first: '', last: '', samples: 0 })).toEqual(wholeSeries);
});

test('ends that were typed the wrong way round are turned', () => {
  expect(endsOf({ from: '9', to: '3' }, facts)).toEqual([3n, 9n]);
  expect(endsOf(wholeSeries, { first: '', last: '' })).toBeNull();
});
