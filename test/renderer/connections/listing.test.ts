/** The list as rows, and where a step or a drop takes something: every step up is undone by a step down. */
import { expect, test } from 'vitest';
import { moved } from '../../../electron/core/connections/order.ts';
import { dropped, groupKey, type ListRow, listRows, stepped } from '../../../renderer/connections/listing.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';

const profile = (id: string, ...group: string[]): Profile => ({ ...newProfile, id, group, secrets: [] });
const all = [profile('a'), profile('b', 'G'), profile('c', 'G', 'H'), profile('d', 'G'), profile('e'), profile('f', 'G')];
const shown = (rows: readonly ListRow[]): string[] =>
  rows.map((row) => `${'  '.repeat(row.depth)}${row.kind === 'group' ? `${row.path.at(-1)} ${row.count}${row.open ? '' : ' folded'}` : row.profile.id}`);
const none: ReadonlySet<string> = new Set();

test('a group stands where its first connection stands, with all that is in it', () => {
  expect(shown(listRows(all, none))).toEqual(['a', 'G 4', '  b', '  H 1', '    c', '  d', '  f', 'e']);
  expect(shown(listRows(all, new Set([groupKey(['G'])])))).toEqual(['a', 'G 4 folded', 'e']);
  expect(listRows([], none)).toEqual([]);
});

test('ten thousand are rows in one go', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => profile(`p${at}`, `g${at % 100}`, 'in'));
  expect(listRows(many, none)).toHaveLength(10_000 + 200);
});

/** Steps the connection down until it stands at the end, and tells every place on the way. */
function walk(id: string, step: 1 | -1, start: readonly Profile[], folded = none): string[] {
  let list = start;
  const places: string[] = [];
  for (let count = 0; count < 20; count++) {
    const rows = listRows(list, folded);
    const at = rows.findIndex(({ key }) => key === id);
    if (at === -1) break;
    const target = stepped(list, rows, at, step);
    if (target === null) break;
    list = moved(list, [id], target.group, target.before) as readonly Profile[];
    places.push(
      shown(listRows(list, folded))
        .map((text) => text.trim().replace(/ \d+( folded)?$/, ''))
        .join(''),
    );
  }
  return places;
}

test('a connection steps down through every place, into groups and out of them, and up again the same way', () => {
  const list = [profile('x'), profile('b', 'G'), profile('c', 'G', 'H'), profile('e')];
  expect(walk('x', 1, list)).toEqual(['GxbHce', 'GbxHce', 'GbHxce', 'GbHcxe', 'GbHcxe', 'GbHcxe', 'GbHcex']);
  const end = [profile('b', 'G'), profile('c', 'G', 'H'), profile('e'), profile('x')];
  expect(walk('x', -1, end).at(-1)).toBe('xGbHce');
  expect(walk('x', 1, [profile('x'), profile('b', 'G'), profile('e')], new Set([groupKey(['G'])]))).toEqual(['Ge']);
});

test('a group steps over its neighbours as a whole, and out of the one it is in', () => {
  const at = (path: string[]): number => listRows(all, none).findIndex(({ key }) => key === groupKey(path));
  const rows = listRows(all, none);
  expect(stepped(all, rows, at(['G']), -1)).toEqual({ group: [], before: 'a' });
  expect(stepped(all, rows, at(['G', 'H']), -1)).toEqual({ group: ['G'], before: 'b' });
  expect(stepped(all, rows, at(['G', 'H']), 1)).toEqual({ group: ['G'], before: 'e' });
  const only = [profile('c', 'G', 'H'), profile('e')];
  // Not before itself: it is all that is in the group it leaves.
  expect(stepped(only, listRows(only, none), 1, -1)).toEqual({ group: [], before: 'e' });
  expect(stepped(only, listRows(only, none), 1, 1)).toEqual({ group: [], before: 'e' });
  expect(stepped(only, listRows(only, none), 0, -1)).toBeNull();
});

test('dropped before, after, or at the end of a group', () => {
  const rows = listRows(all, none);
  const row = (key: string): ListRow => rows.find((one) => one.key === key) as ListRow;
  expect(dropped(all, row('d'), false)).toEqual({ group: ['G'], before: 'd' });
  expect(dropped(all, row('d'), true)).toEqual({ group: ['G'], before: 'e' });
  expect(dropped(all, row(groupKey(['G', 'H'])), true)).toEqual({ group: ['G', 'H'], before: 'd' });
  expect(dropped(all, row(groupKey(['G'])), false)).toEqual({ group: ['G'], before: null });
});
