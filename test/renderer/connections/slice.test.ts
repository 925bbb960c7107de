/** The tab's session: states as they come, since when it is away, opened anew when the host is back or the user asks. */
import { expect, test, vi } from 'vitest';
import { holdupOf } from '../../../renderer/connections/banner.ts';
import { type ConnectionSlice, connectionSlice, isReady } from '../../../renderer/connections/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { newProfile } from '../../../shared/connections/profile.ts';
import type { Holdup, Phase, SessionState } from '../../../shared/connections/session.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import { asText, type Reply } from '../../../shared/reply.ts';
import { later, testTab } from '../../support/tab.ts';

const state = (phase: Phase, db = 0): SessionState => ({
  session: 's1',
  profile: { ...newProfile, id: 'p', secrets: [] },
  db,
  phase,
  facts: null,
  different: false,
  nodes: [],
  uncovered: 0,
  writing: null,
  vitals: null,
});
const ready: Phase = { kind: 'ready' };
const waiting: Phase = { kind: 'waiting', fault: { code: 'connect', reason: 'refused', detail: '' }, retryInMs: 500, attempt: 1 };

test('ready, away, ready again: the time away begins with the loss and ends with the return', async () => {
  const turns = [later<Phase>(), later<Phase>(), later<Phase>(), later<Phase>()] as const;
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'() {
      yield state({ kind: 'connecting', attempt: 1 });
      for (const turn of turns) yield state(await turn.promise);
    },
  });
  await vi.waitFor(() => expect(tab.slice.state?.phase.kind).toBe('connecting'));
  expect(tab.slice.awaySince).toBeNull();
  turns[0].resolve(ready);
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  expect(tab.slice.session()).toBe('s1');
  turns[1].resolve(waiting);
  await vi.waitFor(() => expect(tab.slice.awaySince).not.toBeNull());
  const since = tab.slice.awaySince;
  turns[2].resolve({ ...waiting, attempt: 2 });
  await vi.waitFor(() => expect(tab.slice.state?.phase).toMatchObject({ attempt: 2 }));
  expect(tab.slice.awaySince).toBe(since);
  turns[3].resolve(ready);
  await vi.waitFor(() => expect(tab.slice.awaySince).toBeNull());
  tab.close();
});

test('on screen the session is looked at, and no longer when it is not', async () => {
  let looking = 0;
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'(_, { signal }) {
      yield state(ready);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    async *'session.shown'({ session }, { signal }) {
      expect(session).toBe('s1');
      looking++;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      looking--;
    },
  });
  // Without a session there is nothing to look at yet.
  tab.slice.show()();
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  const hide = tab.slice.show();
  await vi.waitFor(() => expect(looking).toBe(1));
  hide();
  await vi.waitFor(() => expect(looking).toBe(0));
  tab.slice.show();
  await vi.waitFor(() => expect(looking).toBe(1));
  tab.close();
  await vi.waitFor(() => expect(looking).toBe(0));
});

const holdupState = (holdup: Holdup): SessionState => ({
  ...state(ready),
  vitals: { latencyMs: 1, usedMemory: null, opsPerSecond: null, clients: null, holdup },
});

test('a pause ends by the clock of the page, counted from when it was told', async () => {
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'() {
      yield state(ready);
      const paused = holdupState({ kind: 'paused', what: 'write', leftMs: 60_000 });
      yield paused;
      // Another part of the state changes: the same numbers are no news.
      yield { ...paused, db: 1 };
    },
  });
  await vi.waitFor(() => expect(tab.slice.state?.db).toBe(1));
  const { pausedUntil } = tab.slice;
  expect(pausedUntil).toBeGreaterThan(Date.now() + 50_000);
  expect(holdupOf(tab.slice, Date.now())).toMatchObject({ kind: 'paused' });
  // Silent since: the pause says why, as long as it lasts.
  const silent = {
    ...tab.slice,
    state: { ...holdupState({ kind: 'paused', what: 'write', leftMs: 60_000 }), phase: { kind: 'degraded', silentMs: 5000 } as const },
  };
  expect(holdupOf(silent, Date.now())).toMatchObject({ kind: 'paused' });
  expect(holdupOf(silent, (pausedUntil ?? 0) + 1)).toBeNull();
  tab.close();
});

test('a script is ended by the command that the server named, after the question of the guard; one that has ended is no failure', async () => {
  const sent: unknown[] = [];
  let answer: Reply | FaultError = utf8('OK');
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'(_, { signal }) {
      yield holdupState({ kind: 'script', ends: 'FUNCTION KILL' });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    async 'console.run'({ words, confirmed, everywhere }) {
      sent.push([words.map(asText).join(' '), confirmed, everywhere]);
      if (confirmed === null) fail({ code: 'confirm', blast: { command: 'FUNCTION KILL', keys: null, typed: 'prod' } });
      if (answer instanceof FaultError) throw answer;
      return { reply: answer, ms: 1 };
    },
  });
  tab.answer = 'prod';
  await vi.waitFor(() => expect(holdupOf(tab.slice, 0)).toEqual({ kind: 'script', ends: 'FUNCTION KILL' }));
  await tab.slice.endScript('FUNCTION KILL');
  expect(sent).toEqual([
    ['FUNCTION KILL', null, false],
    ['FUNCTION KILL', 'prod', false],
  ]);
  answer = new FaultError({ code: 'redis', prefix: 'NOTBUSY', message: 'No scripts in execution right now.' });
  await tab.slice.endScript('FUNCTION KILL');
  expect(tab.faults).toEqual([]);
  // Of a cluster: one had none, the other is not to be ended.
  answer = [
    [utf8('a:1'), { prefix: 'NOTBUSY', message: '' }],
    [utf8('b:1'), { prefix: 'UNKILLABLE', message: 'written' }],
  ];
  await tab.slice.endScript('FUNCTION KILL');
  expect(tab.faults).toEqual([{ code: 'redis', prefix: 'UNKILLABLE', message: 'written' }]);
  tab.close();
});

test('before the first state there is no session to ask', () => {
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'(_, { signal }) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  expect(() => tab.slice.session()).toThrow(new FaultError({ code: 'offline' }));
  tab.close();
});

test('a profile that is gone is said, and asking again opens anew', async () => {
  let opened = 0;
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'() {
      if (opened++ === 0) fail({ code: 'missing', what: 'profile' });
      yield state(ready);
    },
  });
  await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'missing', what: 'profile' }));
  tab.slice.retry();
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  tab.close();
});

test('the host goes away: said with the time, no second session while it is away', async () => {
  let opened = 0;
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'(_, { signal }) {
      opened++;
      yield state(ready);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  tab.cut();
  await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'closed' }));
  expect(isReady(tab.slice)).toBe(false);
  expect(tab.slice.awaySince).not.toBeNull();
  expect(opened).toBe(1);
  tab.close();
});

test('an answered session asks its host; what is refused is told', async () => {
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: 3 }), {
    async *'session.open'(_, { signal }) {
      yield state(ready, 3);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
    'session.select': () => fail({ code: 'redis', prefix: 'ERR', message: 'DB index is out of range' }),
  });
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  tab.slice.select(99);
  await vi.waitFor(() => expect(tab.faults).toHaveLength(1));
  tab.slice.acknowledge();
  tab.slice.retry();
  await vi.waitFor(() => expect(tab.stub.asked.map(({ name }) => name)).toEqual(['session.acknowledge', 'session.retry']));
  tab.close();
});

test('the write session is asked for by name, and ends at a time of the page', async () => {
  const turns = [later<SessionState['writing']>(), later<SessionState['writing']>()] as const;
  const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
    async *'session.open'() {
      yield state(ready);
      for (const turn of turns) yield { ...state(ready), writing: await turn.promise };
    },
  });
  await vi.waitFor(() => expect(isReady(tab.slice)).toBe(true));
  expect(tab.slice.writingUntil).toBeNull();
  const before = Date.now();
  tab.slice.unlock();
  turns[0].resolve({ endsInMs: 900_000 });
  await vi.waitFor(() => expect(tab.slice.writingUntil).toBeGreaterThanOrEqual(before + 900_000));
  expect(tab.slice.writingUntil).toBeLessThanOrEqual(Date.now() + 900_000);
  tab.slice.lock();
  turns[1].resolve(null);
  await vi.waitFor(() => expect(tab.slice.writingUntil).toBeNull());
  expect(tab.stub.asked.map(({ name }) => name)).toEqual(['session.unlock', 'session.lock']);
  tab.close();
});
