/** Rows that fit any browser: every row can be reached, none is skipped, and the maths is exact at both ends. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScaled, lastTop, moveBy, sheetHeight, spanOf, standAtScroll, standAtTop, tallest, topFor } from '../../../renderer/ui/rows.ts';

const sheets = fc.record({ count: fc.integer({ min: 0, max: 50_000_000 }), row: fc.constantFrom(24, 28), view: fc.integer({ min: 0, max: 3000 }) });

describe('rows', () => {
  it('never asks the browser for more than it can hold', () => {
    fc.assert(fc.property(sheets, (sheet) => void expect(sheetHeight(sheet)).toBeLessThanOrEqual(tallest)));
  });

  it('reaches both ends by scroll bar, scaled or not', () => {
    fc.assert(
      fc.property(sheets, (sheet) => {
        expect(standAtScroll(sheet, 0).top).toBe(0);
        const bottom = standAtScroll(sheet, Math.max(0, sheetHeight(sheet) - sheet.view));
        expect(bottom.top).toBeCloseTo(lastTop(sheet), 3);
        if (sheet.count > 0 && sheet.view > 0) expect(spanOf(sheet, lastTop(sheet), 0).to).toBe(sheet.count);
      }),
    );
  });

  it('comes back to where it was asked to stand', () => {
    fc.assert(
      fc.property(sheets, fc.double({ min: 0, max: 1, noNaN: true }), (sheet, share) => {
        const stand = standAtTop(sheet, share * lastTop(sheet));
        expect(standAtScroll(sheet, stand.scrollTop).top).toBeCloseTo(stand.top, 2);
      }),
    );
  });

  it('shows every row that it is told to show, whole', () => {
    fc.assert(
      fc.property(sheets, fc.nat(), fc.nat(), (sheet, some, place) => {
        if (sheet.count === 0 || sheet.view < sheet.row) return;
        const index = some % sheet.count;
        const top = topFor(sheet, index, place % (lastTop(sheet) + 1));
        expect(top).toBeLessThanOrEqual(index * sheet.row);
        expect(top + sheet.view).toBeGreaterThanOrEqual((index + 1) * sheet.row);
        const span = spanOf(sheet, top, 0);
        expect(index).toBeGreaterThanOrEqual(span.from);
        expect(index).toBeLessThan(span.to);
        expect(topFor(sheet, index, top)).toBe(top);
      }),
    );
  });

  it('draws a screenful, never the whole', () => {
    const sheet = { count: 10_000_000, row: 24, view: 480 };
    expect(isScaled(sheet)).toBe(true);
    const { from, to } = spanOf(sheet, 120_000_000, 8);
    expect([from, to]).toEqual([4_999_992, 5_000_028]);
    expect(spanOf({ count: 0, row: 24, view: 480 }, 0, 8)).toEqual({ from: 0, to: 0 });
  });
});

describe('moveBy', () => {
  const sheet = { count: 100, row: 24, view: 240 };
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 99, 99],
    ['ArrowUp', -1, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 9],
    ['PageDown', 95, 99],
    ['PageUp', 4, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['x', 50, null],
  ] as const)('%s from %d is %s', (key, active, expected) => expect(moveBy(key, active, sheet)).toBe(expected));
  it('moves nowhere in an empty list', () => expect(moveBy('End', -1, { ...sheet, count: 0 })).toBeNull());
});
