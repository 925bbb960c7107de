/** Reading INFO: one read at a time, the last answer stays while a later read fails. */
import { afterEach, expect, test, vi } from 'vitest';
import { type ServerSlice, serverSlice } from '../../../renderer/server/slice.ts';
import { fail } from '../../../shared/fault.ts';
import { parseInfo, type ServerInfo } from '../../../shared/server/server.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<ServerSlice>;
afterEach(() => tab.close());

const value = (): string | undefined => tab.slice.tables[0]?.rows[0]?.value;

test('asked twice, INFO is sent once', async () => {
  const answer = later<ServerInfo>();
  let sent = 0;
  tab = testTab(serverSlice, { 'server.info': () => (sent++, answer.promise) });
  const first = tab.slice.refresh();
  await tab.slice.refresh();
  expect(tab.slice.reading).toBe(true);
  answer.resolve(parseInfo('a:1'));
  await first;
  expect(sent).toBe(1);
  expect(tab.slice).toMatchObject({ reading: false, fault: null });
  expect(value()).toBe('1');
  expect(tab.slice.readAt).not.toBeNull();
});

test('what changed since the answer before is named', async () => {
  const answers = ['a:1\nb:1', 'a:1\nb:2', 'a:1\nb:2'];
  tab = testTab(serverSlice, { 'server.info': () => parseInfo(answers.shift() ?? '') });
  await tab.slice.refresh();
  expect(tab.slice.changed.size).toBe(0);
  await tab.slice.refresh();
  expect([...tab.slice.changed]).toEqual([tab.slice.tables[0]?.rows[1]?.id]);
  await tab.slice.refresh();
  expect(tab.slice.changed.size).toBe(0);
});

test('a read that fails leaves what was read, and the next one clears the failure', async () => {
  let refuse = false;
  tab = testTab(serverSlice, { 'server.info': () => (refuse ? fail({ code: 'redis', prefix: 'NOPERM', message: 'no' }) : parseInfo('a:1')) });
  await tab.slice.refresh();
  refuse = true;
  await tab.slice.refresh();
  expect(tab.slice.fault).toEqual({ code: 'redis', prefix: 'NOPERM', message: 'no' });
  expect(value()).toBe('1');
  refuse = false;
  await tab.slice.refresh();
  expect(tab.slice.fault).toBeNull();
  tab.online = false;
  await tab.slice.refresh();
  expect(tab.slice).toMatchObject({ fault: { code: 'offline' }, reading: false });
});

test('an answer that comes after everybody left changes nothing, and the next look reads anew', async () => {
  const answer = later<ServerInfo>();
  const calls: AbortSignal[] = [];
  tab = testTab(serverSlice, {
    'server.info': (_, { signal }) => {
      calls.push(signal);
      return calls.length === 1 ? answer.promise : parseInfo('a:2');
    },
  });
  const first = tab.slice.refresh();
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  tab.slice.leave();
  await first;
  await vi.waitFor(() => expect(calls[0]?.aborted).toBe(true));
  answer.resolve(parseInfo('a:1'));
  await tab.slice.refresh();
  expect(value()).toBe('2');
  expect(tab.slice).toMatchObject({ fault: null, reading: false });
});
