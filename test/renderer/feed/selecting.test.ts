/** Messages selected together: which these are, and what is copied of them. */
import { afterEach, expect, test, vi } from 'vitest';
import { selectedRange } from '../../../renderer/feed/selecting.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { frameOf, message } from './feedFrames.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => tab.close());

async function open() {
  const exported: object[] = [];
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'(_, { signal }) {
      yield frameOf({ first: 11, matched: 20, from: 0, rows: 20 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    'feed.aim': () => undefined,
    'feed.message': ({ seq }) => ({ row: message(seq), payload: utf8(`all of ${seq}\u202e`) }),
    async *'feed.export'(wish) {
      exported.push(wish);
      yield { bytes: utf8('one\n'), rows: 1, total: 2 };
      yield { bytes: utf8('two\n'), rows: 2, total: 2 };
    },
  });
  tab.slice.begin('s1');
  await vi.waitFor(() => expect(tab.slice.frame).not.toBeNull());
  return exported;
}

test('from where it began to where it is, in either direction; a plain step begins anew', async () => {
  await open();
  expect(selectedRange(tab.slice)).toBeNull();
  tab.slice.choose(5);
  expect(selectedRange(tab.slice)).toEqual({ from: 16, to: 16 });
  tab.slice.choose(7, true);
  tab.slice.choose(8, true);
  expect(selectedRange(tab.slice)).toEqual({ from: 16, to: 19 });
  tab.slice.choose(2, true);
  expect(selectedRange(tab.slice)).toEqual({ from: 13, to: 16 });
  tab.slice.choose(3);
  expect(tab.slice.anchor).toBeNull();
  tab.slice.selectAll();
  expect(selectedRange(tab.slice)).toEqual({ from: 0, to: 30 });
});

test('one message is copied as its payload, with what hides as escapes; several as their lines', async () => {
  const exported = await open();
  tab.slice.choose(5);
  expect(await tab.slice.copied()).toBe('"all of 16\\xe2\\x80\\xae"');
  tab.slice.choose(7, true);
  expect(await tab.slice.copied()).toBe('one\ntwo\n');
  expect(exported).toEqual([{ session: 's1', format: 'text', filter: '', seqs: null, range: { from: 16, to: 18 } }]);
});
