/** Alerts that wait while nobody looks, and what is watched only while it is on screen. */
import { afterEach, expect, test, vi } from 'vitest';
import { alertWords, ruleWords } from '../../../renderer/feed/alertWords.ts';
import { type FeedSlice, feedSlice } from '../../../renderer/feed/slice.ts';
import { en } from '../../../renderer/i18n/en.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { Alert } from '../../../shared/feed/insight.ts';
import type { AlertRule } from '../../../shared/watching.ts';
import { type TestTab, testTab } from '../../support/tab.ts';

let tab: TestTab<FeedSlice>;
afterEach(() => tab.close());

const rule = (id: string, patch: Partial<AlertRule> = {}): AlertRule => ({ id, kind: 'match', query: 'status=failed', value: 0, ...patch });

function open(handlers: Parameters<typeof testTab<FeedSlice>>[1] = {}) {
  const watched: { readonly session: string; readonly rules: readonly string[]; tell(alerts: readonly Alert[]): void; readonly signal: AbortSignal }[] = [];
  tab = testTab((tools) => feedSlice(tools), {
    async *'feed.alerts'({ session, rules }, { signal }) {
      const waiting: (readonly Alert[])[] = [];
      let wake = (): void => undefined;
      watched.push({
        session,
        rules: rules.map(({ id }) => id),
        signal,
        tell: (alerts) => {
          waiting.push(alerts);
          wake();
        },
      });
      signal.addEventListener('abort', () => wake());
      while (!signal.aborted) {
        yield* waiting.splice(0);
        if (waiting.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    ...handlers,
  });
  return watched;
}

test('rules are told to the session there is, anew when they or the session change, and not at all without any', async () => {
  const watched = open();
  tab.slice.begin('s1');
  tab.slice.setRules([rule('a')]);
  await vi.waitFor(() => expect(watched).toHaveLength(1));
  tab.slice.setRules([rule('a'), rule('b')]);
  await vi.waitFor(() => expect(watched).toHaveLength(2));
  await vi.waitFor(() => expect(watched[0]?.signal.aborted).toBe(true));
  tab.slice.begin('s1');
  tab.slice.begin('s2');
  await vi.waitFor(() => expect(watched).toHaveLength(3));
  expect(watched.map(({ session, rules }) => [session, ...rules])).toEqual([
    ['s1', 'a'],
    ['s1', 'a', 'b'],
    ['s2', 'a', 'b'],
  ]);
  tab.slice.setRules([]);
  await vi.waitFor(() => expect(watched[2]?.signal.aborted).toBe(true));
  expect(watched).toHaveLength(3);
});

test('alerts are newest first and unseen until they are looked at', async () => {
  const watched = open();
  tab.slice.begin('s1');
  tab.slice.setRules([rule('a')]);
  await vi.waitFor(() => expect(watched).toHaveLength(1));
  const alert = (at: number): Alert => ({ rule: 'a', at, seq: at, value: 1 });
  watched[0]?.tell([alert(1), alert(2)]);
  await vi.waitFor(() => expect(tab.slice.unseen).toBe(2));
  tab.slice.seeAlerts();
  watched[0]?.tell([alert(3)]);
  await vi.waitFor(() => expect(tab.slice.unseen).toBe(1));
  expect(tab.slice.alerts.map(({ at }) => at)).toEqual([3, 2, 1]);
  tab.slice.clearAlerts();
  expect([tab.slice.alerts, tab.slice.unseen]).toEqual([[], 0]);
});

test('a refusal is told, and the rules stay', async () => {
  open({
    async *'feed.alerts'() {
      yield* [];
      fail({ code: 'input', path: 'rules', message: 'no' });
    },
  });
  tab.slice.begin('s1');
  tab.slice.setRules([rule('a')]);
  await vi.waitFor(() => expect(tab.faults).toHaveLength(1));
  expect(tab.slice.rules).toHaveLength(1);
});

test('an alert says which rule and how much; one of a rule that went says so', () => {
  const above = rule('b', { kind: 'above', query: '', value: 1000 });
  expect(ruleWords(en, above)).toBe('More than 1,000/s: any message');
  expect(alertWords(en, { rule: 'b', at: 1, seq: null, value: 1234.4 }, [above])).toBe('More than 1,000/s: any message (1,234/s)');
  expect(alertWords(en, { rule: 'z', at: 1, seq: null, value: 1 }, [above])).toBe(en.live.alerts.former);
});

test('what servers tell and what is frequent is watched until nobody looks', async () => {
  const ended: string[] = [];
  const held = (name: string) =>
    async function* <T>(item: T, signal: AbortSignal): AsyncGenerator<T> {
      yield item;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.push(name);
    };
  open({
    'feed.channels': (_, { signal }) =>
      held('channels')({ channels: [{ channel: utf8('a'), sharded: false, subscribers: 2 }], total: 1, patterns: 0, unasked: [], at: 1 }, signal),
  });
  const abort = new AbortController();
  const totals: number[] = [];
  const watching = tab.slice.watchServed(({ total }) => totals.push(total), abort.signal);
  await vi.waitFor(() => expect(totals).toEqual([1]));
  abort.abort();
  await expect(watching).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  await vi.waitFor(() => expect(ended).toEqual(['channels']));
});
