/** The rows of a tree: only what is unfolded, long lists in portions, paths that can be pasted. */
import { expect, test } from 'vitest';
import { en } from '../../../../renderer/i18n/en.ts';
import { statistics } from '../../../../renderer/ui/decoded/numbers.ts';
import { firstOpen, pathOf, portion, treeRows } from '../../../../renderer/ui/decoded/treeRows.ts';
import { whyText } from '../../../../renderer/ui/decoded/whyText.ts';
import { type Node, number, tagged, textNode } from '../../../../shared/decoders/tree.ts';

const list = (count: number): Node => ({ kind: 'list', items: Array.from({ length: count }, (_, at) => number(at)) });
const root: Node = {
  kind: 'map',
  entries: [
    [textNode('user'), tagged('object User', { kind: 'map', entries: [[textNode('first name'), textNode('Ann')]] })],
    [textNode('ids'), list(1200)],
  ],
};

test('what is folded costs no row', () => {
  expect(treeRows(root, new Map()).map(({ id }) => id)).toEqual(['']);
  expect(treeRows(root, new Map([['', 10]])).map(({ id, count, open }) => [id, count, open])).toEqual([
    ['', 2, true],
    ['/0', 1, false],
    ['/1', 1200, false],
  ]);
});

test('a long list shows a portion and says what is left', () => {
  const rows = treeRows(
    root,
    new Map([
      ['', 10],
      ['/1', portion],
    ]),
  );
  expect(rows).toHaveLength(3 + portion + 1);
  expect(rows.at(-1)).toMatchObject({ id: '/1/more', node: null, count: 1200 - portion, level: 3 });
});

test('the first look unfolds what fits', () => {
  expect([...firstOpen(root).keys()]).toEqual(['', '/0']);
  expect([...firstOpen(list(5)).keys()]).toEqual(['']);
  expect([...firstOpen(textNode('x')).keys()]).toEqual([]);
});

test('paths go through tags, and quote what is no word', () => {
  expect(pathOf(root, '')).toBe('$');
  expect(pathOf(root, '/0/0')).toBe('$.user["first name"]');
  expect(pathOf(root, '/1/7')).toBe('$.ids[7]');
});

test('statistics of a vector, reasons in words', () => {
  expect(statistics(Float32Array.of(3, -4))).toEqual({ least: '-4', most: '3', mean: '-0.5', norm: '5' });
  expect(statistics(BigInt64Array.of())).toBeNull();
  expect(whyText(en, { kind: 'invalid', at: 1234, detail: 'type 0xc1\u0007' })).toBe('not valid (type 0xc1‹BEL›), at byte 1,234');
});
