/** The picture of a number: which points are drawn, and that it stays within its disc. */
import { expect, test } from 'vitest';
import { overlay, overlaySize } from '../../../electron/desktop/overlay.ts';

/** White points as #, the disc as a dot. */
function drawn(unseen: number): readonly string[] {
  const pixels = overlay(unseen);
  return Array.from({ length: overlaySize }, (_, y) =>
    Array.from({ length: overlaySize }, (_, x) => {
      const [blue, green, , cover] = pixels.subarray((y * overlaySize + x) * 4, (y * overlaySize + x) * 4 + 4);
      return cover === 0 ? ' ' : blue === 255 && green === 255 ? '#' : '.';
    }).join(''),
  );
}

/** Every fourth point of the sign, from where it begins. */
function sign(unseen: number): readonly string[] {
  const rows = drawn(unseen).filter((row) => row.includes('#'));
  const left = Math.min(...rows.map((row) => row.indexOf('#')));
  return Array.from({ length: 5 }, (_, row) => [0, 1, 2].map((column) => (rows[row * 4]?.[left + column * 4] === '#' ? '#' : ' ')).join(''));
}

test('a digit is what it is', () => {
  expect(sign(3)).toEqual(['###', '  #', ' ##', '  #', '###']);
  expect(sign(7)).toEqual(['###', '  #', ' # ', ' # ', ' # ']);
});

test('all digits differ; more than nine are 9+', () => {
  const all = new Set(Array.from({ length: 9 }, (_, at) => drawn(at + 1).join('\n')));
  expect(all.size).toBe(9);
  expect(drawn(10)).toEqual(drawn(12_345));
  expect(all.has(drawn(10).join('\n'))).toBe(false);
});

test('corners are clear, nothing is drawn outside the disc', () => {
  for (const unseen of [1, 8, 100]) {
    const rows = drawn(unseen);
    expect([rows[0]?.[0], rows[0]?.at(-1), rows.at(-1)?.[0], rows.at(-1)?.at(-1)]).toEqual([' ', ' ', ' ', ' ']);
    for (const row of rows) if (row.includes('#')) expect(row.trim()).toMatch(/^\.+[.#]*\.+$/);
  }
});
