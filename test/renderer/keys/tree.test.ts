/** The key tree: rows of what is open, byte for byte, however odd the names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTree, folderId, folderIdsOf, type KeyTree, maxDepth, type Row } from '../../../renderer/keys/tree.ts';
import { displayText, idOf, utf8 } from '../../../shared/bytes.ts';

function treeOf(names: readonly string[], delimiter = ':'): KeyTree {
  const tree = createTree(utf8(delimiter));
  for (const name of names) tree.add(utf8(name));
  return tree;
}

const opening = (...prefixes: readonly string[]) => {
  const ids = new Set(prefixes.map((prefix) => folderId(utf8(prefix))));
  return (id: string): boolean => ids.has(id);
};
const all = (): boolean => true;
const none = (): boolean => false;

function draw(rows: readonly Row[]): readonly string[] {
  return rows.map(
    (row) =>
      `${'  '.repeat(row.level - 1)}${row.kind === 'folder' ? (row.open ? 'v ' : '> ') : ''}${displayText(row.label)}${row.kind === 'folder' ? ` ${row.count}` : ''}`,
  );
}

describe('rows', () => {
  const tree = treeOf(['user:2', 'app:user:1', 'user:1', 'plain', 'app:n', 'user']);

  test('folders come before keys, each sorted, with the keys they hold', () => {
    expect(draw(tree.rows('tree', none))).toEqual(['> app: 2', '> user: 2', 'plain', 'user']);
    expect(draw(tree.rows('tree', opening('user:', 'app:')))).toEqual(['v app: 2', '  > user: 1', '  n', 'v user: 2', '  1', '  2', 'plain', 'user']);
  });

  test('every row knows its level and its place among its siblings', () => {
    const rows = tree.rows('tree', opening('user:'));
    expect(rows.map(({ level, position, siblings }) => [level, position, siblings])).toEqual([
      [1, 1, 4],
      [1, 2, 4],
      [2, 1, 2],
      [2, 2, 2],
      [1, 3, 4],
      [1, 4, 4],
    ]);
  });

  test('a list keeps the order of arrival and full names', () => {
    expect(draw(tree.rows('list', none))).toEqual(['user:2', 'app:user:1', 'user:1', 'plain', 'app:n', 'user']);
  });
});

test('a name that comes twice is one row', () => {
  const tree = treeOf(['a:1']);
  expect(tree.add(utf8('a:1'))).toBe(false);
  expect(tree.size).toBe(1);
  expect(draw(tree.rows('tree', all))).toEqual(['v a: 1', '  1']);
});

test('what is removed takes its empty folders with it', () => {
  const tree = treeOf(['a:b:1', 'a:2']);
  expect(tree.remove(utf8('a:b:1'))).toBe(true);
  expect(tree.remove(utf8('a:b:1'))).toBe(false);
  expect(draw(tree.rows('tree', all))).toEqual(['v a: 1', '  2']);
});

test('empty names and empty segments are rows', () => {
  expect(draw(treeOf(['', ':', 'a:']).rows('tree', all))).toEqual(['v : 1', '  ', 'v a: 1', '  ', '']);
});

test('names of built-in properties are names', () => {
  const tree = treeOf(['__proto__', 'constructor:toString', 'hasOwnProperty']);
  expect(draw(tree.rows('tree', all))).toEqual(['v constructor: 1', '  toString', '__proto__', 'hasOwnProperty']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('bytes that are no text keep their own rows', () => {
  const tree = createTree(utf8(':'));
  tree.add(Uint8Array.of(0xff));
  tree.add(Uint8Array.of(0xfe));
  expect(tree.rows('tree', none).map((row) => row.kind === 'key' && [...row.key])).toEqual([[0xfe], [0xff]]);
});

test('a delimiter of several bytes is found whole', () => {
  expect(draw(treeOf(['a::b', 'a:c', 'é→x'], '::').rows('tree', all))).toEqual(['v a:: 1', '  b', 'a:c', 'é→x']);
  expect(draw(treeOf(['é→x'], '→').rows('tree', all))).toEqual(['v é→ 1', '  x']);
});

test('a name of a million delimiters is 63 folders deep and its rest one label', () => {
  const tree = createTree(utf8(':'));
  const key = new Uint8Array(1_000_000).fill(0x3a);
  tree.add(key);
  const rows = tree.rows('tree', all);
  expect(rows).toHaveLength(maxDepth);
  expect(rows.at(-1)).toMatchObject({ kind: 'key', level: maxDepth, deep: true });
  expect(rows.at(-1)?.label.length).toBe(1_000_000 - (maxDepth - 1));
  expect(tree.remove(key)).toBe(true);
  expect(tree.rows('tree', all)).toEqual([]);
});

test('with everything open every key is there once, under the folders that its name says', () => {
  const name = fc.array(fc.constantFrom(0x3a, 0x61, 0x62, 0xff), { maxLength: 8 }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const delimiter = utf8(':');
      const tree = createTree(delimiter);
      for (const one of names) tree.add(one);
      const wanted = new Set(names.map(idOf));
      const path: string[] = [];
      const seen: string[] = [];
      for (const row of tree.rows('tree', all)) {
        path.length = row.level - 1;
        if (row.kind === 'folder') path.push(row.id);
        else {
          seen.push(idOf(row.key));
          expect(path).toEqual(folderIdsOf(row.key, delimiter));
        }
      }
      expect(seen).toHaveLength(wanted.size);
      expect(new Set(seen)).toEqual(wanted);
      for (const one of names) tree.remove(one);
      expect(tree.rows('tree', all)).toEqual([]);
    }),
  );
});
