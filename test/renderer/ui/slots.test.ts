/** Elements of rows: each row has one, keeps it as long as it is drawn, and no more are made than are needed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlots } from '../../../renderer/ui/slots.ts';

test('a row keeps its element, and a new one takes that of one that went', () => {
  const slots = createSlots();
  expect(slots.assign(['a', 'b', 'c'])).toEqual([0, 1, 2]);
  expect(slots.assign(['b', 'c', 'd'])).toEqual([1, 2, 0]);
  expect(slots.assign(['x', 'b', 'c', 'd'])).toEqual([3, 1, 2, 0]);
  expect(slots.assign([])).toEqual([]);
});

test('whatever rows come and go, no two have one element, those that stay keep theirs, and a window that only moves needs no more', () => {
  const windows = fc.array(fc.record({ from: fc.nat(60), to: fc.nat(12) }), { maxLength: 30 });
  fc.assert(
    fc.property(windows, (moves) => {
      const slots = createSlots();
      let before = new Map<number, number>();
      for (const { from, to } of moves) {
        const keys = Array.from({ length: to }, (_, at) => from + at);
        const given = slots.assign(keys);
        expect(new Set(given).size).toBe(keys.length);
        const now = new Map(keys.map((key, at) => [key, given[at] as number]));
        for (const [key, slot] of now) if (before.has(key)) expect(slot).toBe(before.get(key));
        if (keys.length > 0 && keys.length <= before.size) expect(given.every((slot) => [...before.values()].includes(slot))).toBe(true);
        before = now;
      }
    }),
  );
});
