/** The rows of a JSON document: what is unfolded, what is wanted for it, and ranges where there is very much. */
import { expect, test } from 'vitest';
import { type JsonPage, jsonProblem, jsonRows, placeId } from '../../../../renderer/value/modules/jsonRows.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { JsonNode } from '../../../../shared/value/types/json.ts';

const node = (step: JsonNode['step'], kind: JsonNode['kind'], size: number | null = null): JsonNode => ({ step, kind, size, text: null });
const page = (...nodes: readonly JsonNode[]): JsonPage => ({ nodes, held: null, fault: null });
const ids = (rows: ReturnType<typeof jsonRows>): readonly string[] =>
  rows.rows.map(({ kind, from, to, level }) => (kind === 'range' ? `${level} ${from}-${to}` : `${level} ${kind}`));

test('what is folded wants nothing', () => {
  expect(jsonRows(node(null, 'object', 5), new Set(), new Map())).toMatchObject({ wanted: [], rows: [{ kind: 'node', open: false, level: 1 }] });
  expect(jsonRows(node(null, 'object', 0), new Set(['']), new Map()).rows).toMatchObject([{ open: null }]);
});

test('what is unfolded waits for its page, then shows it', () => {
  const root = node(null, 'object', 2);
  const before = jsonRows(root, new Set(['']), new Map());
  expect(ids(before)).toEqual(['1 node', '2 wait']);
  expect(before.wanted).toEqual([{ page: '@0', path: [], from: 0 }]);
  const after = jsonRows(root, new Set(['']), new Map([['@0', page(node(utf8('a'), 'string'), node(utf8('b'), 'array', 1))]]));
  expect(after.rows.map(({ path }) => path)).toEqual([[], [utf8('a')], [utf8('b')]]);
  expect(after.rows.map(({ open }) => open)).toEqual([true, null, false]);
});

test('a long array is ranges of a window each, a very long one ranges of ranges', () => {
  expect(ids(jsonRows(node(null, 'array', 450), new Set(['']), new Map()))).toEqual(['1 node', '2 0-200', '2 200-400', '2 400-450']);
  const million = jsonRows(node(null, 'array', 1_000_000), new Set(['', '@0-40000', '@0-200']), new Map());
  expect(million.rows).toHaveLength(1 + 25 + 200 + 1);
  expect(ids(million).slice(0, 5)).toEqual(['1 node', '2 0-40000', '3 0-200', '4 wait', '3 200-400']);
  expect(million.wanted).toEqual([{ page: '@0', path: [], from: 0 }]);
  expect(ids(million).at(-1)).toBe('2 960000-1000000');
});

test('what was not listed and what failed is told in its place', () => {
  const root = node(null, 'object', 7);
  const held = jsonRows(root, new Set(['']), new Map([['@0', { nodes: [], held: 30_000, fault: null }]]));
  expect(held.rows[1]).toMatchObject({ kind: 'held', to: 30_000 });
  const failed = jsonRows(root, new Set(['']), new Map([['@0', { nodes: [], held: null, fault: { code: 'offline' } }]]));
  expect(failed.rows[1]).toMatchObject({ kind: 'failed', fault: { code: 'offline' } });
});

test('places have different ids, whatever their names are', () => {
  const paths = [[], [0], [utf8('0')], [utf8('#0')], [utf8('a/b')], [utf8('a'), utf8('b')], [utf8('"')], [Uint8Array.of(0xff)]];
  expect(new Set(paths.map(placeId)).size).toBe(paths.length);
});

test('a text is JSON, or it is said why not', () => {
  expect(jsonProblem('1e400')).toBeNull();
  expect(jsonProblem('{a:1}')).toMatch(/JSON/);
});
