/** The query field: what cannot be read is not asked, what was seen is offered, conditions are added to what is there. */
import { afterEach, expect, test, vi } from 'vitest';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { frameOf } from './feedFrames.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => tab.close());

function open() {
  const looked: string[] = [];
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'({ filter }, { signal }) {
      looked.push(filter);
      yield frameOf(
        { first: 1, matched: 1, from: 0, rows: 1 },
        { channels: [{ channel: utf8('orders.eu'), received: 1, bytes: 1, firstAt: 1, lastAt: 1, perSecond: 1 }], channelsKnown: 1 },
      );
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    'feed.fields': () => ({
      looked: 3,
      fields: [
        { path: 'amount', count: 1, types: [['number', 1]], example: '1', drift: null },
        { path: 'status', count: 3, types: [['text', 3]], example: 'paid', drift: null },
      ],
    }),
  });
  tab.slice.begin('s1');
  return looked;
}

test('a query with a problem says where, and the one before it stays', async () => {
  const looked = open();
  tab.slice.setFilter('status=paid');
  tab.slice.setFilter('status=paid size>2x');
  expect(tab.slice.filterProblem).toEqual({ from: 17, to: 19, problem: 'size' });
  expect(tab.slice.filter).toBe('status=paid size>2x');
  expect(tab.slice.applied).toBe('status=paid');
  tab.slice.setFilter('status=paid size>2k');
  expect(tab.slice.filterProblem).toBeNull();
  await vi.waitFor(() => expect(looked.at(-1)).toBe('status=paid size>2k'));
  expect(looked).not.toContain('status=paid size>2x');
});

test('channels and the most frequent fields that were seen are offered', async () => {
  open();
  await vi.waitFor(() => expect(tab.slice.channels).toHaveLength(1));
  await tab.slice.learn();
  expect(tab.slice.completions(0).map(({ insert }) => insert)).toEqual(expect.arrayContaining(['status=', 'amount=', 'channel:']));
  tab.slice.setFilter('a');
  expect(
    tab.slice
      .completions(1)
      .map(({ insert }) => insert)
      .indexOf('amount='),
  ).toBe(0);
  tab.slice.setFilter('channel:ord');
  expect(tab.slice.completions(11)).toEqual([{ kind: 'channel', insert: 'orders.eu', from: 8, to: 11 }]);
});

test('a condition is added once, and what was said with OR stays one', () => {
  open();
  expect(tab.slice.narrow('status=paid')).toBe(true);
  expect(tab.slice.narrow('status=paid')).toBe(true);
  expect(tab.slice.applied).toBe('status=paid');
  tab.slice.setFilter('a OR b');
  tab.slice.narrow('c=1');
  expect(tab.slice.applied).toBe('(a OR b) c=1');
  expect(tab.slice.narrow(`x="${'y'.repeat(1100)}"`)).toBe(false);
});

test('a query that marks hides nothing: the view is asked for all rows, with what to mark; repeats are folded beside it', async () => {
  const asked: object[] = [];
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'({ filter, mark, fold }, { signal }) {
      asked.push({ filter, mark, fold });
      yield frameOf({ first: 1, matched: 1, from: 0, rows: 1 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  tab.slice.begin('s1');
  tab.slice.setFilterMode('mark');
  tab.slice.setFilter('status=paid');
  tab.slice.setFolding('repeats');
  tab.slice.setFilterMode('hide');
  tab.slice.setFilterMode('hide');
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  expect(asked).toEqual([
    { filter: '', mark: undefined, fold: undefined },
    { filter: '', mark: 'status=paid', fold: undefined },
    { filter: '', mark: 'status=paid', fold: 'repeats' },
    { filter: 'status=paid', mark: undefined, fold: 'repeats' },
  ]);
});

test('a query becomes an alert', () => {
  open();
  tab.slice.alertOn('status=failed');
  expect(tab.slice.rules).toMatchObject([{ kind: 'match', query: 'status=failed', value: 0 }]);
});
