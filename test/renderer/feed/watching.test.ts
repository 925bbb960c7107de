/** Saved queries, rules and letters: the connection's own, there again in the next tab, changed elsewhere, and of an unsaved one for its tab. */
import { afterEach, expect, test, vi } from 'vitest';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import { changed, type Keepsakes, nothingKept } from '../../../shared/feed/keepsakes.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { AlertRule, SavedQuery } from '../../../shared/watching.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => tab.close());

const rule: AlertRule = { id: 'a', kind: 'match', query: 'x', value: 0 };
/** A host that keeps what it is told, for one tab after the other. */
function keeper(): { readonly handlers: Partial<Handlers<KeytideContract>>; readonly saved: { queries: readonly SavedQuery[]; alerts: readonly AlertRule[] } } {
  let kept: Keepsakes = nothingKept;
  const saved: { queries: readonly SavedQuery[]; alerts: readonly AlertRule[] } = { queries: [], alerts: [] };
  return {
    saved,
    handlers: {
      'profiles.watching': ({ queries, alerts }) => void Object.assign(saved, { queries, alerts }),
      'feed.kept': () => ({ ...kept, saved: true, payloads: 'nowhere' }),
      'feed.keep': ({ change }) => void (kept = changed(kept, change)),
      'feed.publish': () => ({ receivers: 0 }),
    },
  };
}
const open = (handlers: Partial<Handlers<KeytideContract>>): FeedSlice => (tab = testTab((tools) => feedSlice(tools, 'p1'), handlers)).slice;

test('what one tab saved the next one has: queries by name, rules, templates, what was sent', async () => {
  const host = keeper();
  const first = open(host.handlers);
  first.begin('s1', host.saved);
  expect(first.saveQuery(' slow ', 'ms>100')).toBe(true);
  first.saveQuery('failed', 'status=failed');
  first.saveQuery('slow', 'ms>200');
  first.setRules([rule]);
  first.recall({ kind: 'channel', channel: 'orders', payload: 'x{{seq}}', encoding: 'text' });
  expect(first.saveTemplate('order')).toBe(true);
  await first.publish();
  await vi.waitFor(() => expect(host.saved.alerts).toHaveLength(1));
  tab.close();
  const next = open(host.handlers);
  next.begin('s2', host.saved);
  expect(tab.slice.queries).toEqual([
    { name: 'failed', query: 'status=failed' },
    { name: 'slow', query: 'ms>200' },
  ]);
  expect(tab.slice.rules).toEqual([rule]);
  await vi.waitFor(() => expect(tab.slice.templates.map(({ name }) => name)).toEqual(['order']));
  expect(tab.slice.sent).toMatchObject([{ channel: 'orders', payload: 'x{{seq}}' }]);
  expect(tab.slice.keeping).toEqual({ saved: true, payloads: 'nowhere' });
  next.removeQuery('slow');
  next.removeTemplate('order');
  next.forgetSent();
  expect([tab.slice.queries.length, tab.slice.templates.length, tab.slice.sent.length]).toEqual([1, 0, 0]);
});

test('what another tab saves is taken over, and what is being saved here is not undone by what was before', async () => {
  const saving = later<void>();
  const slice = open({ ...keeper().handlers, 'profiles.watching': () => saving.promise });
  slice.begin('s1', { queries: [], alerts: [] });
  slice.takeWatching({ queries: [{ name: 'a', query: 'x' }], alerts: [rule] });
  expect([tab.slice.queries, tab.slice.rules]).toEqual([[{ name: 'a', query: 'x' }], [rule]]);
  slice.saveQuery('b', 'y');
  slice.takeWatching({ queries: [{ name: 'a', query: 'x' }], alerts: [] });
  expect([tab.slice.queries.length, tab.slice.rules.length]).toEqual([2, 1]);
  saving.resolve();
  await vi.waitFor(() => {
    slice.takeWatching({ queries: [], alerts: [] });
    expect([tab.slice.queries, tab.slice.rules]).toEqual([[], []]);
  });
});

test('of a connection that is not saved they stay for the tab, through another session of it, without a word', async () => {
  const tried: string[] = [];
  const slice = open({
    ...keeper().handlers,
    'profiles.watching'({ id }) {
      tried.push(id);
      fail({ code: 'missing', what: 'profile' });
    },
  });
  slice.begin('s1', { queries: [], alerts: [] });
  slice.saveQuery('a', 'x');
  await vi.waitFor(() => expect(tried).toEqual(['p1']));
  slice.begin('s2', { queries: [], alerts: [] });
  expect(tab.slice.queries).toEqual([{ name: 'a', query: 'x' }]);
  expect(tab.faults).toEqual([]);
});

test('a disk that is full is told, and what was typed stays', async () => {
  const full = (): never => fail({ code: 'disk', file: 'keepsakes.json', message: 'ENOSPC' });
  const slice = open({ ...keeper().handlers, 'profiles.watching': full, 'feed.keep': full });
  slice.begin('s1', { queries: [], alerts: [] });
  slice.saveQuery('a', 'x');
  slice.recall({ kind: 'channel', channel: 'c', payload: 'p', encoding: 'text' });
  slice.saveTemplate('t');
  await vi.waitFor(() => expect(tab.faults.map(({ code }) => code)).toEqual(['disk', 'disk']));
  expect([tab.slice.queries.length, tab.slice.templates.length]).toEqual([1, 1]);
});
