/** Following a session's activity: only while somebody looks, anew for another session. */
import { afterEach, expect, test, vi } from 'vitest';
import { type JobsSlice, jobsSlice } from '../../../renderer/jobs/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { ActivityEntry } from '../../../shared/jobs/activity.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<JobsSlice>;
afterEach(() => tab.close());

const entry = (seq: number): ActivityEntry => ({ seq, at: 0, words: [utf8('PING')], cut: false, ms: 1, outcome: 'applied', why: '' });
const numbers = (): readonly number[] | undefined => tab.slice.entries?.map(({ seq }) => seq);

function follows(items: (session: string) => AsyncIterable<readonly ActivityEntry[]>) {
  const watched: { readonly session: string; released: boolean }[] = [];
  tab = testTab(jobsSlice, {
    async *'session.activity'({ session }, { signal }) {
      const one = { session, released: false };
      watched.push(one);
      try {
        yield* items(session);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      } finally {
        one.released = true;
      }
    },
  });
  return watched;
}

test('the list is followed until nobody looks, and then stays as it was', async () => {
  const watched = follows(async function* () {
    yield [entry(1), entry(2)];
    yield [entry(2), entry(3)];
  });
  const leave = tab.slice.watch('s1');
  await vi.waitFor(() => expect(numbers()).toEqual([2, 3]));
  leave();
  await vi.waitFor(() => expect(watched[0]?.released).toBe(true));
  expect(numbers()).toEqual([2, 3]);
  tab.slice.watch('s1');
  expect(numbers()).toEqual([2, 3]);
});

test('the same entry in a later list is the same object', async () => {
  let next = (): void => undefined;
  const more = new Promise<void>((resolve) => (next = resolve));
  follows(async function* () {
    yield [entry(1)];
    await more;
    yield [entry(1), entry(2)];
  });
  tab.slice.watch('s1');
  await vi.waitFor(() => expect(numbers()).toEqual([1]));
  const first = tab.slice.entries?.[0];
  next();
  await vi.waitFor(() => expect(numbers()).toEqual([1, 2]));
  expect(tab.slice.entries?.[0]).toBe(first);
});

test('another session begins with nothing; the one before is no longer followed', async () => {
  const watched = follows(async function* (session) {
    if (session === 's1') yield [entry(1)];
  });
  tab.slice.watch('s1');
  await vi.waitFor(() => expect(numbers()).toEqual([1]));
  tab.slice.watch('s2');
  expect(tab.slice.entries).toBeNull();
  await vi.waitFor(() => expect(watched.map(({ released }) => released)).toEqual([true, false]));
});

test('whoever looked before leaves without ending what is looked at now', async () => {
  const watched = follows(async function* () {
    yield [entry(1)];
  });
  const before = tab.slice.watch('s1');
  tab.slice.watch('s1');
  before();
  await vi.waitFor(() => expect(numbers()).toEqual([1]));
  await vi.waitFor(() => expect(watched.at(-1)?.released).toBe(false));
});

test('a failure is kept and tried again when asked', async () => {
  let broken = true;
  const watched = follows(async function* () {
    if (broken) fail({ code: 'bug', id: 'b1' });
    yield [entry(1)];
  });
  tab.slice.watch('s1');
  await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'bug', id: 'b1' }));
  broken = false;
  tab.slice.retry();
  await vi.waitFor(() => expect(numbers()).toEqual([1]));
  expect(tab.slice.fault).toBeNull();
  expect(watched).toHaveLength(2);
});
