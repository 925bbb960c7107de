/** Where a window stays, and where it is brought back to. */
import { describe, expect, test } from 'vitest';
import { rescuedBounds } from '../../../electron/desktop/reach.ts';

describe('a window', () => {
  const primary = { x: 0, y: 25, width: 1440, height: 875 };
  const second = { x: 1440, y: 0, width: 1920, height: 1080 };
  const at = (x: number, y: number, width = 1280, height = 820) => rescuedBounds({ x, y, width, height }, [primary, second], primary);

  test.each([
    ['on the primary screen', 10, 40],
    ['across two', 1300, 30],
    ['on the second', 2000, 100],
    ['hanging out at the right, its title still to be caught', 3200, 100],
    ['hanging out at the bottom', 100, 850],
  ])('stays where it is %s', (_where, x, y) => {
    expect(at(x, y)).toBeNull();
  });

  test.each([
    ['left of everything', -3000, 100],
    ['with its title above the screen', 100, -700],
    ['below everything', 100, 2000],
    ['a sliver at the right', 3340, 100],
  ])('is brought back from %s', (_where, x, y) => {
    expect(at(x, y)).toEqual({ x: 80, y: 53, width: 1280, height: 820 });
  });

  test('is made to fit the screen it is brought back to', () => {
    expect(at(-9000, 0, 5000, 5000)).toEqual(primary);
  });
});
