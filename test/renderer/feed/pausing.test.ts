/** What the page says of a pause: where its display stood, how the row reads, and that it is no row of the feed. */
import { afterEach, expect, test, vi } from 'vitest';
import { keepRows, shiftOf } from '../../../renderer/feed/frames.ts';
import { gapWords } from '../../../renderer/feed/gapWords.ts';
import { selectedRange } from '../../../renderer/feed/selecting.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { en } from '../../../renderer/i18n/en.ts';
import { enFormat } from '../../../renderer/i18n/format.ts';
import type { FeedPause, FeedPlace } from '../../../shared/feed/feed.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { frameOf, message } from './feedFrames.ts';

let tab: TestTab<FeedSlice> | undefined;
afterEach(() => tab?.close());

const pause: FeedPause = { kind: 'pause', seq: 2.5, from: 1000, to: 13_000, came: 12_340, evicted: 0 };

test('every wish while it stands still names the frame it stands at, also after a new filter showed newer rows', async () => {
  const aims: { follow: boolean; seen: number | undefined }[] = [];
  let matched = 100;
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'(_, { signal }) {
      yield frameOf({ first: 1, matched, from: matched - 16, rows: 16 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    'feed.aim': ({ follow, seen }) => void aims.push({ follow, seen }),
  });
  const { slice } = tab;
  const leave = slice.show();
  slice.look(84, 100);
  slice.begin('s1');
  await vi.waitFor(() => expect(tab?.slice.frame?.matched).toBe(100));
  slice.pause();
  await vi.waitFor(() => expect(aims.at(-1)).toEqual({ follow: false, seen: 100 }));
  slice.look(10, 40);
  await vi.waitFor(() =>
    expect(aims.slice(-2)).toEqual([
      { follow: false, seen: 100 },
      { follow: false, seen: 100 },
    ]),
  );
  matched = 250;
  slice.setFilter('p');
  await vi.waitFor(() => expect(aims.at(-1)).toEqual({ follow: false, seen: 250 }));
  expect(tab.slice.pausedAt).toBe(250);
  slice.resume();
  await vi.waitFor(() => expect(aims.at(-1)).toEqual({ follow: true, seen: undefined }));
  leave();
});

test('the row says when, how much came, and what of it is gone', () => {
  const at = (ms: number): string => enFormat.clock(ms);
  expect(gapWords(en, enFormat, pause)).toBe(`Display was paused ${at(1000)} to ${at(13_000)} · 12,340 messages came meanwhile`);
  expect(gapWords(en, enFormat, { ...pause, to: null, came: 1 })).toBe(`Display paused since ${at(1000)} · 1 message came meanwhile`);
  expect(gapWords(en, enFormat, { ...pause, evicted: 340 })).toContain('12,340 messages came meanwhile, 340 of them evicted since');
});

test('it is drawn anew as it changes, and rows move though it stays', () => {
  expect(keepRows([pause], [{ ...pause, evicted: 7 }])).toEqual([{ ...pause, evicted: 7 }]);
  const before = { ...frameOf({ first: 1, matched: 9, from: 0, rows: 0 }), rows: [pause, message(3), message(4), message(5)] };
  const after = { ...before, rows: [pause, message(5), message(6)] };
  expect(shiftOf(before, after)).toBe(-2);
});

test('it is none of the messages that are selected, and the next gap is looked for from it', async () => {
  const places: FeedPlace[] = [];
  const rows = [message(1), message(2), pause, message(3)];
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'(_, { signal }) {
      yield { ...frameOf({ first: 1, matched: 4, from: 0, rows: 0 }), rows };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    'feed.aim': () => undefined,
    'feed.message': ({ seq }) => ({ row: message(seq), payload: new Uint8Array(0) }),
    'feed.find': ({ place }) => {
      places.push(place);
      return { position: null };
    },
  });
  tab.slice.begin('s1');
  await vi.waitFor(() => expect(tab?.slice.frame).not.toBeNull());
  tab.slice.choose(2);
  expect(tab.slice.chosen?.row).toEqual(pause);
  expect(selectedRange(tab.slice)).toBeNull();
  expect(await tab.slice.copied()).toBeNull();
  await tab.slice.toNext('gap', false);
  expect(places).toEqual([{ kind: 'gap', seq: 2.5, back: false }]);
  tab.slice.choose(3, true);
  expect(selectedRange(tab.slice)).toEqual({ from: 3, to: 3 });
  tab.slice.choose(2);
  tab.slice.choose(0, true);
  expect(selectedRange(tab.slice)).toEqual({ from: 1, to: 2 });
});
