/** Differences of decoded values: found where they are, none where there are none, and the tree between them untouched. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Difference, differencesOf } from '../../../shared/decoders/difference.ts';
import { type Node, nodeAt, number, textNode, word } from '../../../shared/decoders/tree.ts';

function nodeOf(value: unknown): Node {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return textNode(value);
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf) };
  if (value instanceof Map) return { kind: 'map', entries: [...value].map(([key, one]) => [textNode(String(key)), nodeOf(one)]) };
  if (value !== null && typeof value === 'object') return { kind: 'map', entries: Object.entries(value).map(([key, one]) => [textNode(key), nodeOf(one)]) };
  return word(String(value));
}

/** Equal for nodes that differ in the order of entries only. */
function sorted(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(sorted).join()}]`;
  if (node.kind === 'map')
    return `{${node.entries
      .map(([key, one]) => `${sorted(key)}:${sorted(one)}`)
      .sort()
      .join()}}`;
  return `${node.kind} ${node.kind === 'number' || node.kind === 'text' || node.kind === 'word' ? node.text : ''}`;
}

const short = ({ path, kind }: Difference): string => `${kind} ${path.join('.')}`;
const between = (one: unknown, other: unknown, most = 100): readonly string[] => differencesOf(nodeOf(one), nodeOf(other), most).list.map(short);

test('changed, added and removed entries are told by their path', () => {
  const before = {
    id: 7,
    status: 'new',
    lines: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 2 },
    ],
    note: null,
  };
  const after = {
    status: 'paid',
    id: 7,
    lines: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 3 },
    ],
    paid: true,
  };
  expect(between(before, after)).toEqual(['changed status', 'changed lines.1.n', 'removed note', 'added paid']);
});

test('an item put in front does not make every item after it differ', () => {
  expect(between([1, 2, 3], [0, 1, 2, 3])).toEqual(['added 0']);
  expect(between([1, 2, 3], [1, 3])).toEqual(['removed 1']);
  expect(between([1, 2, 3, 4], [1, 9, 3, 4, 5])).toEqual(['changed 1', 'added 4']);
});

test('numbers are compared as they are written, and a number is no text', () => {
  expect(differencesOf(number('1.0'), number('1'), 9).list).toHaveLength(1);
  expect(differencesOf(textNode('1'), number('1'), 9).list).toHaveLength(1);
  expect(between({ a: 1 }, new Map([['a', 1]]))).toEqual([]);
});

test('doubled keys and keys that objects have by themselves are entries like all others', () => {
  const doubled = (last: number): Node => ({
    kind: 'map',
    entries: [
      [textNode('__proto__'), number(1)],
      [textNode('a'), number(1)],
      [textNode('a'), number(last)],
    ],
  });
  expect(differencesOf(doubled(2), doubled(3), 9).list.map(short)).toEqual(['changed a']);
  expect(differencesOf(doubled(2), nodeOf({ a: 1 }), 9).list.map(short)).toEqual(['removed __proto__', 'removed a']);
});

test('more than is wanted ends the list and says so', () => {
  const one = Array.from({ length: 50 }, (_, index) => index);
  const found = differencesOf(nodeOf(one), nodeOf(one.map((value) => value + 100)), 10);
  expect(found.list).toHaveLength(10);
  expect(found.cut).toBe(true);
});

test('what was added within an item that others have moved is where it is now', () => {
  const { list } = differencesOf(nodeOf(['y', []]), nodeOf(['x', 'y', [0]]), 100);
  expect(list.map(({ kind, path }) => [kind, path])).toEqual([
    ['added', ['0']],
    ['added', ['2', '0']],
  ]);
});

test('the same value has none; another has some, each with what stands at its path', () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.nat(3),
      fc.constantFrom('x', 'y'),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('node')),
    ),
  })).node;
  fc.assert(
    fc.property(value, value, (one, other) => {
      const [before, after] = [nodeOf(one), nodeOf(other)];
      expect(differencesOf(before, nodeOf(one), 100).list).toEqual([]);
      const { list } = differencesOf(before, after, 1000);
      expect(list.length === 0).toBe(sorted(before) === sorted(after));
      for (const { kind, path, before: former, after: latter } of list) {
        if (kind !== 'added') expect(nodeAt(before, path)).toBe(former);
        if (kind === 'added') expect(nodeAt(after, path)).toBe(latter);
      }
    }),
    { numRuns: 1000 },
  );
});
