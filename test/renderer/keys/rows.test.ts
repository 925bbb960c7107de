/** What one frame says against the one before: rows that are the same keep their objects, moved ones are followed, the cursor stays on its row. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepRows, nextCursor, rowAt, rowId, shiftOf } from '../../../renderer/keys/rows.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { folderRow, keyRow } from './keyFrames.ts';

const window = (from: number, names: readonly string[], total = 1000) => ({ from, rows: names.map((name) => keyRow(name)), total });

describe('a row', () => {
  test('has one name, by its bytes', () => {
    expect(rowId(keyRow(Uint8Array.of(0xff)))).not.toBe(rowId(keyRow(Uint8Array.of(0xfe))));
    expect(rowId(keyRow('a:'))).not.toBe(rowId(folderRow('a:')));
    expect(rowId(keyRow('__proto__'))).toBe(rowId(keyRow('__proto__', { selected: true, type: 'hash' })));
  });

  test('that says the same keeps its object, whatever copies its bytes came in', () => {
    const before = [keyRow('a'), folderRow('f:', { count: 2 }), keyRow('b')];
    const after = keepRows(before, [folderRow('f:', { count: 3 }), keyRow('a', { name: utf8('a') }), keyRow('c')]);
    expect(after[1]).toBe(before[0]);
    expect(after[0]).not.toBe(before[1]);
    expect(after.map(rowId)).toEqual(['ff:', 'ka', 'kc']);
  });

  test('flashes for a new event and not again for the one that grew old', () => {
    const changed = keyRow('a', { mark: { what: 'changed', age: 10 } });
    expect(keepRows([changed], [keyRow('a', { mark: { what: 'changed', age: 200 } })])[0]).toBe(changed);
    expect(keepRows([changed], [keyRow('a', { mark: { what: 'changed', age: 0 } })])[0]).not.toBe(changed);
    expect(keepRows([changed], [keyRow('a', { mark: { what: 'expired', age: 20 } })])[0]).not.toBe(changed);
    expect(keepRows([changed], [keyRow('a')])[0]?.kind).toBe('key');
    expect(keepRows([changed], [keyRow('a')])[0]).not.toBe(changed);
  });
});

test('rows are followed by the first one in sight that both frames hold', () => {
  const before = window(10, ['a', 'b', 'c', 'd']);
  expect(shiftOf(before, window(10, ['x', 'a', 'b', 'c', 'd']), 10)).toBe(1);
  // What stands above the first row in sight does not count.
  expect(shiftOf(before, window(10, ['a', 'x', 'b', 'c']), 11)).toBe(1);
  expect(shiftOf(before, window(8, ['a', 'b', 'c']), 10)).toBe(-2);
  // Looking elsewhere is no movement.
  expect(shiftOf(before, window(12, ['c', 'd', 'e']), 10)).toBe(0);
  expect(shiftOf(before, window(500, ['q']), 10)).toBe(0);
});

describe('the cursor', () => {
  test('stays on its row', () => {
    expect(nextCursor({ at: 1, id: 'kb' }, window(0, ['x', 'a', 'b'], 3), 1)).toEqual({ at: 2, id: 'kb' });
  });

  test('goes to what stands in the place of a row that is gone, and to the last row at the end', () => {
    expect(nextCursor({ at: 1, id: 'kb' }, window(0, ['a', 'c'], 2), 0)).toEqual({ at: 1, id: 'kc' });
    expect(nextCursor({ at: 1, id: 'kb' }, window(0, ['a'], 1), 0)).toEqual({ at: 0, id: 'ka' });
    expect(nextCursor({ at: 1, id: 'kb' }, window(0, [], 0), 0)).toBeNull();
  });

  test('keeps the name of a row that is out of sight, and learns that of one that arrives', () => {
    expect(nextCursor({ at: 500, id: 'kb' }, window(0, ['a'], 1000), 3)).toEqual({ at: 503, id: 'kb' });
    expect(nextCursor({ at: 11, id: null }, window(10, ['a', 'b'], 1000), 0)).toEqual({ at: 11, id: 'kb' });
  });

  test('is always on a row there is', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: -60, max: 60 }), fc.nat(20), (at, shift, count) => {
        const after = { from: 0, rows: Array.from({ length: count }, (_, index) => keyRow(String(index))), total: count };
        const next = nextCursor({ at, id: 'kgone' }, after, shift);
        if (count === 0) expect(next).toBeNull();
        else expect(rowAt(after, next?.at ?? -1)).not.toBeNull();
      }),
    );
  });
});
