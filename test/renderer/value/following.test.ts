/** Following a collection: what is loaded beyond the first window is read again, stays as it is looked at, and is what the versions hold. */
import { afterEach, expect, test, vi } from 'vitest';
import { windowRows } from '../../../renderer/value/entries.ts';
import { maxFollowed } from '../../../renderer/value/following.ts';
import { valueSlice } from '../../../renderer/value/slice.ts';
import type { ValueSlice } from '../../../renderer/value/state.ts';
import { comparable } from '../../../renderer/value/watching.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { ValueRead } from '../../../shared/value/value.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<ValueSlice>;
afterEach(() => tab.close());

/** A server that gives a collection window by window, as HSCAN or LRANGE do. */
function serving(type: 'hash' | 'list', texts: string[], reads: string[] = []): TestTab<ValueSlice> {
  return testTab(valueSlice, {
    'value.read': ({ from, count }): ValueRead => {
      reads.push(from);
      const first = from === '' ? 0 : Number(from);
      const end = first + count;
      return {
        kind: 'table',
        type,
        columns: type === 'hash' ? ['field', 'value'] : ['index', 'value'],
        edits: ['replace'],
        paging: type === 'hash' ? 'cursor' : 'rank',
        rows: texts.slice(first, end).map((text, at) => [utf8(String(first + at).padStart(6, '0')), utf8(text)]),
        length: texts.length,
        count: type === 'hash' ? null : texts.length,
        next: end < texts.length ? String(end) : null,
        ttl: null,
      };
    },
  });
}

const versions = (): readonly string[] => (tab.slice.watching?.versions ?? []).map((one) => new TextDecoder().decode(comparable(one)));
const lines = (text: string | undefined): number => (text ?? '').split('\n').length;

test('by cursor: as many windows as are loaded, and a change in the second one is a version', async () => {
  const texts = Array.from({ length: 1000 }, (_, at) => `v${at}`);
  const reads: string[] = [];
  tab = serving('hash', texts, reads);
  tab.slice.open(utf8('k'));
  await vi.waitFor(() => expect(tab.slice.entries?.rows.size).toBe(windowRows));
  tab.slice.more();
  await vi.waitFor(() => expect(tab.slice.entries?.rows.size).toBe(2 * windowRows));
  reads.length = 0;
  tab.slice.watch(500);
  await vi.waitFor(() => expect(versions()).toHaveLength(1));
  expect(reads).toEqual(['', '200']);
  expect(lines(versions()[0])).toBe(400);
  texts[300] = 'theirs';
  await vi.waitFor(() => expect(versions()).toHaveLength(2), { timeout: 5000 });
  expect(versions()[1]).toBe(versions()[0]?.replace('v300', 'theirs'));
  expect(tab.slice.entries?.rows.size).toBe(400);
  expect(tab.slice.watching?.versions.map((one) => one.table?.windows)).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test('by rank: the windows next to what is in sight, in their places, and no more than the bound', async () => {
  const texts = Array.from({ length: 10_000 }, (_, at) => `v${at}`);
  tab = serving('list', texts);
  tab.slice.open(utf8('k'));
  await vi.waitFor(() => expect(tab.slice.entries?.rows.size).toBe(windowRows));
  for (let at = 0; at < 15; at++) {
    tab.slice.want(at * windowRows, at * windowRows + 30);
    await vi.waitFor(() => expect(tab.slice.entries?.rows.has(at * windowRows)).toBe(true));
  }
  tab.slice.watch(500);
  await vi.waitFor(() => expect(versions()).toHaveLength(1));
  expect(tab.slice.entries?.rows.size).toBe(maxFollowed);
  texts[2900] = 'theirs';
  texts[9000] = 'not followed';
  await vi.waitFor(() => expect(versions()).toHaveLength(2), { timeout: 5000 });
  expect(versions()[1]).toBe(versions()[0]?.replace('v2900', 'theirs'));
  expect(tab.slice.entries?.rows.get(2900)?.[1]).toEqual(utf8('theirs'));
});
