/** The strip over a tab: what each phase says, what it remembers of the phases before. */
import { describe, expect, test } from 'vitest';
import { blank, lineBanner, type Memory, remember, secondsUntil } from '../../../renderer/connections/banner.ts';
import { newProfile } from '../../../shared/connections/profile.ts';
import type { Phase, ServerFacts, SessionState } from '../../../shared/connections/session.ts';
import type { Fault } from '../../../shared/fault.ts';

const facts: ServerFacts = {
  product: 'redis',
  version: '7.0.15',
  mode: 'standalone',
  role: 'master',
  runId: 'one',
  user: 'default',
  protocol: 3,
  databases: 16,
};
const refused: Fault = { code: 'connect', reason: 'refused', detail: 'x' };
const state = (phase: Phase, more: Partial<SessionState> = {}): SessionState => ({
  session: 's',
  profile: { ...newProfile, secrets: [] },
  db: 0,
  phase,
  facts,
  different: false,
  nodes: [],
  uncovered: 0,
  writing: null,
  vitals: null,
  ...more,
});

/** What is said after each of a tab's states. */
function said(...states: readonly (SessionState | null)[]) {
  let memory: Memory = blank;
  return states.map((one) => {
    memory = remember(memory, { state: one });
    return lineBanner({ state: one, fault: null }, memory);
  });
}

describe('nothing is said', () => {
  test.each([
    ['before there is a session', null],
    ['at the first attempt', state({ kind: 'connecting', attempt: 1 }, { facts: null })],
    ['while the first answer is checked, or a database is chosen', state({ kind: 'verifying' })],
    ['when all is well', state({ kind: 'ready' })],
  ])('%s', (_when, one) => {
    expect(said(one)).toEqual([null]);
  });

  test('by this strip when the host is gone: the window says that', () => {
    expect(lineBanner({ state: null, fault: { code: 'closed' } }, blank)).toBeNull();
  });
});

const steps = [{ step: 'tcp', ms: 1, fault: refused }] as const;

test('between attempts it says why and when; during them it still says why', () => {
  expect(
    said(
      state({ kind: 'ready' }),
      state({ kind: 'waiting', fault: refused, retryInMs: 800, attempt: 2, steps }),
      state({ kind: 'connecting', attempt: 3 }),
      state({ kind: 'verifying' }),
      state({ kind: 'ready' }),
      state({ kind: 'verifying' }),
    ),
  ).toEqual([
    null,
    { kind: 'waiting', fault: refused, retryInMs: 800, attempt: 2, steps },
    { kind: 'trying', fault: refused, attempt: 3, steps },
    { kind: 'trying', fault: refused, attempt: 3, steps },
    null,
    null,
  ]);
});

test('a later attempt is told even where the failure before it was not seen', () => {
  expect(said(state({ kind: 'connecting', attempt: 4 }))).toEqual([{ kind: 'trying', fault: null, attempt: 4, steps: [] }]);
});

test('what was given up and tried again by hand starts without the old reason', () => {
  const wrong: Fault = { code: 'auth', message: 'WRONGPASS' };
  expect(said(state({ kind: 'stopped', fault: wrong }), state({ kind: 'connecting', attempt: 1 }))).toEqual([
    { kind: 'stopped', fault: wrong, steps: [] },
    null,
  ]);
});

test('silence is told with its length', () => {
  expect(said(state({ kind: 'degraded', silentMs: 12_000 }))).toEqual([{ kind: 'degraded', silentMs: 12_000 }]);
});

test('a session that could not be opened is told', () => {
  const fault: Fault = { code: 'missing', what: 'profile' };
  expect(lineBanner({ state: null, fault }, blank)).toEqual({ kind: 'failed', fault });
});

test('the former server is remembered until the new one is acknowledged', () => {
  const other = { ...facts, runId: 'two', role: 'slave' };
  const ready: Phase = { kind: 'ready' };
  let memory = remember(blank, { state: state(ready) });
  memory = remember(memory, { state: state(ready, { facts: other, different: true }) });
  expect(memory.facts).toEqual(facts);
  memory = remember(memory, { state: state(ready, { facts: other }) });
  expect(memory.facts).toEqual(other);
});

test('the countdown reads 1 until the last second is over', () => {
  expect([3000, 2999, 1000, 1, 0, -5].map((left) => secondsUntil(10_000 + left, 10_000))).toEqual([3, 3, 1, 1, 0, 0]);
});
