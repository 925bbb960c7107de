/** What is listened to: options of each kind, marks that outlive the host, MONITOR that is never begun by itself. */
import { afterEach, expect, test } from 'vitest';
import { toChange } from '../../../renderer/feed/events.ts';
import { overlapping } from '../../../renderer/feed/overlaps.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedSource, SourceKind } from '../../../shared/feed/feed.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => tab.close());

function open(handlers: Parameters<typeof testTab<FeedSlice>>[1] = {}): void {
  tab = testTab((tools) => feedSlice(tools), handlers);
}

const asked = (name: string): readonly unknown[] => tab.stub.asked.filter((one) => one.name === name).map(({ input }) => input);

function sourceOf(id: number, kind: SourceKind, name: string, patch: Partial<FeedSource> = {}): FeedSource {
  return {
    id,
    kind,
    name: utf8(name),
    options: {},
    state: 'live',
    detail: '',
    note: null,
    received: 0,
    bytes: 0,
    perSecond: 0,
    colour: 0,
    muted: false,
    solo: false,
    ...patch,
  };
}

test('a name is listened to as something else this once, and the form stays as it is', async () => {
  open();
  tab.slice.typeName('orders.*');
  await tab.slice.subscribe('pattern');
  tab.slice.typeName('orders.*');
  await tab.slice.subscribe('channel');
  expect(asked('feed.add')).toMatchObject([
    { kind: 'pattern', name: utf8('orders.*') },
    { kind: 'channel', name: utf8('orders.*') },
  ]);
  expect(tab.slice.draft).toMatchObject({ kind: 'channel', typed: '' });
});

test('a stream begins where it is told to, and an id that is none is not sent', async () => {
  open();
  tab.slice.setKind('stream');
  tab.slice.typeName('log');
  tab.slice.setFrom('id', 'yesterday');
  await tab.slice.subscribe();
  expect(tab.slice.draft.problem).toBe('id');
  expect(asked('feed.add')).toEqual([]);
  tab.slice.setFrom('id', '5-1');
  await tab.slice.subscribe();
  tab.slice.typeName('log');
  tab.slice.setFrom('start');
  await tab.slice.subscribe();
  expect(asked('feed.add')).toEqual([
    { session: 's1', kind: 'stream', name: utf8('log'), options: { from: '5-1' } },
    { session: 's1', kind: 'stream', name: utf8('log'), options: { from: '0' } },
  ]);
});

test('events of every key have no name; a channel needs one', async () => {
  open();
  await tab.slice.subscribe();
  expect(tab.slice.draft.problem).toBe('empty');
  tab.slice.setKind('keyevent');
  await tab.slice.subscribe();
  expect(asked('feed.add')).toEqual([{ session: 's1', kind: 'keyevent', name: utf8('') }]);
});

test('MONITOR is begun with its limits, production asks for its name besides, and no is no', async () => {
  const tried: (string | null | undefined)[] = [];
  open({
    'feed.add': ({ confirmed }) => {
      tried.push(confirmed);
      if (confirmed !== 'orders') fail({ code: 'confirm', blast: { command: 'MONITOR', keys: null, typed: 'orders' } });
      return { source: 1 };
    },
  });
  tab.answer = null;
  await expect(tab.slice.monitor({ seconds: 5 })).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  tab.answer = 'orders';
  await tab.slice.monitor({ seconds: 5 });
  expect(tried).toEqual(['', '', 'orders']);
  expect(tab.blasts).toHaveLength(2);
});

test('a host that lost everything is told of sources with their options and marks, but not of MONITOR', async () => {
  const told: unknown[] = [];
  open({
    'feed.add': ({ session, kind, options }) => {
      told.push([session, kind, options]);
      return { source: 9 };
    },
    'feed.source': ({ session, source, muted }) => void told.push([session, source, muted]),
  });
  tab.slice.begin('s1');
  await tab.slice.subscribeAll();
  await tab.slice.monitor({});
  await tab.slice.mark(sourceOf(3, 'pattern', '*'), { muted: true });
  told.length = 0;
  tab.slice.begin('s2');
  await expect
    .poll(() => told)
    .toEqual([
      ['s2', 'pattern', undefined],
      ['s2', 9, true],
    ]);
});

test('sources that hear the same are named to each other', () => {
  const all = [sourceOf(1, 'pattern', 'orders.*'), sourceOf(2, 'channel', 'orders.eu'), sourceOf(3, 'pattern', '*'), sourceOf(4, 'stream', 'orders.eu')];
  const of = (index: number): readonly number[] => overlapping(all[index] as FeedSource, all).map(({ id }) => id);
  expect([0, 1, 2, 3].map(of)).toEqual([[2, 3], [1, 3], [1, 2], []]);
});

test('notifications are turned on where they are not, and put back as they were first', async () => {
  const sent: unknown[] = [];
  open({ 'feed.setEvents': ({ changes }) => void sent.push(changes) });
  const offer = [
    { address: 'a:1', before: '', after: 'AKE' },
    { address: 'b:1', before: 'AKE', after: 'AKE' },
    { address: 'c:1', before: null, after: null },
  ];
  expect(toChange(offer).map(({ address }) => address)).toEqual(['a:1']);
  await tab.slice.enableEvents(offer);
  await tab.slice.enableEvents([{ address: 'a:1', before: 'AKE', after: 'AKEm' }]);
  await tab.slice.undoEvents();
  expect(sent).toEqual([[{ address: 'a:1', after: 'AKE' }], [{ address: 'a:1', after: 'AKEm' }], [{ address: 'a:1', after: '' }]]);
  expect(tab.slice.eventsChanged).toEqual([]);
});
