/** Which databases the menu lists. */
import { expect, test } from 'vitest';
import { databaseChoices, hasMore } from '../../../renderer/app/databases.ts';

const plain = { current: 0, count: 16, aliases: [], filled: null };
const listed = (more: Partial<Parameters<typeof databaseChoices>[0]>): unknown[] =>
  databaseChoices({ ...plain, ...more }).map(({ db, alias, keys }) => [db, alias, keys]);

test('all of a usual server, without numbers until they are known', () => {
  expect(listed({})).toHaveLength(16);
  expect(listed({})[3]).toEqual([3, '', null]);
  expect(listed({ filled: [{ db: 3, keys: 7, expires: 0 }] })[3]).toEqual([3, '', 7]);
  expect(listed({ filled: [] })[0]).toEqual([0, '', 0]);
});

test('of many, the first and those that have keys, a name, or are in use', () => {
  const many = { count: 10_000, current: 77, aliases: [{ db: 500, name: 'orders' }], filled: [{ db: 9999, keys: 1, expires: 1 }] };
  expect(listed(many).slice(16)).toEqual([
    [77, '', 0],
    [500, 'orders', 0],
    [9999, '', 1],
  ]);
  expect([hasMore({ count: 10_000 }), hasMore({ count: null }), hasMore({ count: 16 }), hasMore({ count: 1 })]).toEqual([true, true, false, false]);
});

test('a cluster has one; a name for one that is not there is not listed', () => {
  expect(listed({ count: 1, aliases: [{ db: 4, name: 'gone' }] })).toEqual([[0, '', null]]);
});
