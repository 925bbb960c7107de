/** Recordings in the place of the feed, files of messages, and replays that ask the guard of where they go. */
import { afterEach, expect, test, vi } from 'vitest';
import { readMap } from '../../../renderer/feed/replayMap.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { type TestTab, testTab } from '../../support/tab.ts';
import { frameOf, message } from './feedFrames.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => {
  tab.close();
  vi.unstubAllGlobals();
});

const nowhere = new AbortController().signal;
const asked = (name: string): readonly unknown[] => tab.stub.asked.filter((one) => one.name === name).map(({ input }) => input);

function open(handlers: Parameters<typeof testTab<FeedSlice>>[1] = {}) {
  const looked: string[] = [];
  const read: string[] = [];
  let held = 0;
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.view'({ session }, { signal }) {
      looked.push(session);
      yield frameOf({ first: 1, matched: session === 'r1' ? 3 : 100, from: 0, rows: 3 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    async *'feed.openRecording'(_, { signal }) {
      held++;
      yield { session: 'r1', rows: 3, from: 1, to: 2, dropped: 0 };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      held--;
    },
    'feed.message': ({ session, seq }) => {
      read.push(`${session} ${seq}`);
      return { row: message(seq), payload: utf8('p') };
    },
    ...handlers,
  });
  tab.slice.begin('s1');
  return { looked, read, held: () => held };
}

test('a capture that runs elsewhere is watched in the place of the feed, and never the own one', async () => {
  const about = { title: 'prod', received: 9, perSecond: 1, sources: 2 };
  const joined: string[] = [];
  const host = open({
    'feed.recordings': () => [],
    'feed.captures': () => [
      { capture: 'mine', session: 's1', ...about },
      { capture: 'theirs', session: null, ...about },
    ],
    async *'feed.join'({ capture }, { signal }) {
      joined.push(capture);
      yield { session: 'r1', rows: 3, from: 1, to: 2, dropped: 0 };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  await tab.slice.listRecordings();
  expect(tab.slice.elsewhere.map((one) => one.capture)).toEqual(['theirs']);
  await tab.slice.joinCapture({ capture: 'theirs', session: null, ...about });
  expect(tab.slice.opened).toMatchObject({ name: 'prod', running: true, session: 'r1' });
  await vi.waitFor(() => expect(host.looked).toEqual(['s1', 'r1']));
  expect(joined).toEqual(['theirs']);
});

test('a recording is looked at in the place of the feed, and given back when it is closed', async () => {
  const host = open();
  await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(100));
  tab.slice.choose(1);
  await tab.slice.openRecording('a.ktrec');
  expect(tab.slice.opened).toMatchObject({ name: 'a.ktrec', session: 'r1', rows: 3 });
  expect(tab.slice.chosen).toBeNull();
  await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(3));
  tab.slice.choose(2);
  await vi.waitFor(() => expect(host.read.at(-1)).toBe('r1 3'));
  // The session answers again meanwhile: the recording stays.
  tab.slice.begin('s1');
  tab.slice.closeRecording();
  await vi.waitFor(() => expect(tab.slice.frame?.matched).toBe(100));
  expect(host.looked).toEqual(['s1', 'r1', 's1']);
  await vi.waitFor(() => expect(host.held()).toBe(0));
});

test('a recording that the host lets go of is closed', async () => {
  const host = open({
    async *'feed.openRecording'() {
      yield { session: 'r1', rows: 3, from: 1, to: 2, dropped: 0 };
    },
  });
  await tab.slice.openRecording('a.ktrec');
  await vi.waitFor(() => expect(tab.slice.opened).toBeNull());
  await vi.waitFor(() => expect(host.looked.at(-1)).toBe('s1'));
});

test('one that cannot be opened leaves everything as it was', async () => {
  open({
    async *'feed.openRecording'() {
      yield* [];
      fail({ code: 'disk', file: 'a.ktrec', message: 'gone' });
    },
  });
  await expect(tab.slice.openRecording('a.ktrec')).rejects.toMatchObject({ fault: { code: 'disk' } });
  expect(tab.slice.opened).toBeNull();
});

test('the list is newest first and shorter by what was removed', async () => {
  open({
    'feed.recordings': () => [
      { name: 'old.ktrec', bytes: 1, modified: 1 },
      { name: 'new.ktrec', bytes: 1, modified: 2 },
    ],
  });
  await tab.slice.listRecordings();
  expect(tab.slice.recordings?.map(({ name }) => name)).toEqual(['new.ktrec', 'old.ktrec']);
  await tab.slice.removeRecording('new.ktrec');
  expect(tab.slice.recordings?.map(({ name }) => name)).toEqual(['old.ktrec']);
  expect(asked('feed.removeRecording')).toEqual([{ name: 'new.ktrec' }]);
});

test('a failure to record is told', async () => {
  open({ 'feed.record': () => fail({ code: 'disk', file: 'x', message: 'full' }) });
  await tab.slice.record(1e9);
  expect(tab.faults).toEqual([{ code: 'disk', file: 'x', message: 'full' }]);
});

test('an export is saved whole, and not at all where it was stopped', async () => {
  const saved: string[] = [];
  const link = { href: '', download: '', click: () => saved.push(link.download) };
  vi.stubGlobal('document', { visibilityState: 'visible', createElement: () => link });
  const stop = new AbortController();
  open({
    async *'feed.export'({ format }, { signal }) {
      yield { bytes: utf8(format), rows: 1, total: 2 };
      if (format === 'csv') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield { bytes: utf8('end'), rows: 2, total: 2 };
    },
  });
  vi.stubGlobal('document', { visibilityState: 'visible', createElement: () => link });
  const told: number[] = [];
  const wish = { filter: '', seqs: null, range: null, title: 'orders' };
  expect(await tab.slice.exportTo({ ...wish, format: 'ndjson' }, (rows) => told.push(rows), nowhere)).toBe(2);
  expect(told).toEqual([1, 2]);
  expect(saved).toEqual([expect.stringMatching(/^orders-.*\.ndjson$/)]);
  const stopped = tab.slice.exportTo({ ...wish, format: 'csv' }, () => stop.abort(), stop.signal);
  await expect(stopped).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  expect(saved).toHaveLength(1);
});

test('a replay asks the guard of where it goes before the first message', async () => {
  const tried: (string | null)[] = [];
  open({
    async *'feed.replay'({ confirmed }) {
      tried.push(confirmed);
      if (confirmed === null) fail({ code: 'confirm', blast: { command: 'PUBLISH', keys: null, typed: null } });
      yield { replay: 'r1', sent: 3, skipped: 1, total: 4, seq: 4, paused: false };
    },
  });
  await tab.slice.replay({ to: 's2', filter: '', speed: null, stepwise: false, map: [] }, nowhere);
  expect(tried).toEqual([null, '']);
  expect(tab.slice.replaying).toMatchObject({ sent: 3, skipped: 1, total: 4, seq: 4 });
});

test('step by step nothing goes before it is let go, and the step that the guard asked about is taken with the answer', async () => {
  const tried: (number | undefined)[] = [];
  const steered: unknown[] = [];
  open({
    async *'feed.replay'({ confirmed, steps }) {
      tried.push(steps);
      if (confirmed === null) fail({ code: 'confirm', blast: { command: 'PUBLISH', keys: null, typed: null } });
      yield { replay: 'r7', sent: 1, skipped: 0, total: 4, seq: 2, paused: true };
    },
    'feed.steer': (input) => void steered.push(input),
  });
  await tab.slice.replay({ to: 's2', filter: '', speed: 1, stepwise: true, map: [] }, nowhere);
  expect(tried).toEqual([0, 1]);
  await tab.slice.steer('step');
  expect(steered).toEqual([{ replay: 'r7', to: 'step' }]);
});

test('a map of channels is a pattern and a name a line', () => {
  expect(readMap('')).toEqual([]);
  expect(readMap('a.* => b:*\n\n"c d" => e')).toEqual([
    { from: utf8('a.*'), to: utf8('b:*') },
    { from: utf8('c d'), to: utf8('e') },
  ]);
  for (const wrong of ['a', 'a =>', '=> b', 'a => b => c']) expect(readMap(wrong)).toBeNull();
});
