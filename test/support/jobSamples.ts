/** One example of everything about jobs that crosses the contract. */
import { utf8 } from '../../shared/bytes.ts';
import type { JobState } from '../../shared/jobs/jobs.ts';
import type { MethodSample, Methods, StreamSample, Streams } from './sampleTypes.ts';

const session = 's1';
const key = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a, 0x80, 0x24);

const jobState: JobState = {
  job: 3,
  action: 'delete',
  of: null,
  command: 'UNLINK',
  target: 'pattern',
  match: key,
  to: '',
  db: 0,
  phase: { kind: 'halted', why: { kind: 'fault', fault: { code: 'redis', prefix: 'OOM', message: 'OOM command not allowed' } } },
  pace: 'gentle',
  total: 1000,
  done: 400,
  counts: { applied: 390, gone: 7, changed: 1, failed: 1, unknown: 1 },
  perSecond: 1234.5,
  startedAt: 1_700_000_000_000,
  workedMs: 812.25,
  nodes: [{ address: '127.0.0.1:6379', total: 1000, done: 400 }],
  reasons: [{ why: { kind: 'type' }, count: 1 }],
  listed: 3,
  undo: { keys: 390, bytes: 40_000 },
  keep: true,
  file: { name: '‮keys.ndjson', bytes: 12, offered: false },
};

type JobMethods = Extract<Methods, `jobs.${string}`>;
type JobStreams = Extract<Streams, `jobs.${string}`>;

export const jobMethodSamples: { readonly [N in JobMethods]: MethodSample<N> } = {
  'jobs.start': {
    input: { session, plan: 'p', keep: true, pace: 'full', name: 'keys', confirmed: 'delete 3' },
    invalid: [
      { session, plan: 'p', keep: 'yes', pace: 'full', name: '', confirmed: null },
      { session, plan: 'p', keep: true, pace: 'fast', name: '', confirmed: null },
    ],
    output: { job: 3 },
  },
  'jobs.steer': {
    input: { session, job: 3, how: 'pause' },
    invalid: [
      { session, job: 3, how: 'explode' },
      { session, job: -1, how: 'pause' },
    ],
    output: undefined,
  },
  'jobs.failures': {
    input: { session, job: 3, from: 0, count: 500 },
    invalid: [{ session, job: 3, from: 0, count: 501 }],
    output: [
      { key, why: { kind: 'exists' } },
      { key: utf8('a'), why: { kind: 'fault', fault: { code: 'redis', prefix: 'NOPERM', message: 'no' } } },
    ],
  },
  'jobs.undo': { input: { session, job: 3, confirmed: null }, invalid: [{ session, job: '3', confirmed: null }], output: { job: 4 } },
};

export const jobStreamSamples: { readonly [N in JobStreams]: StreamSample<N> } = {
  'jobs.plan': {
    input: { session, action: { kind: 'expire', ttl: { kind: 'in', ms: 60_000 } }, target: { kind: 'pattern', match: key, type: null } },
    invalid: [
      // Nothing that would delete: bad input 17.
      ...[0, -1, 999, 1.5, Number.NaN, 1e18, '10m'].map((ms) => ({
        session,
        action: { kind: 'expire', ttl: { kind: 'in', ms } },
        target: { kind: 'pattern', match: key, type: null },
      })),
      { session, action: { kind: 'flush' }, target: { kind: 'pattern', match: key, type: null } },
      { session, action: { kind: 'delete' }, target: { kind: 'keys', keys: [] } },
      { session, action: { kind: 'delete' }, target: { kind: 'keys', keys: ['text'] } },
      { session, action: { kind: 'delete' }, target: { kind: 'pattern', match: 'user:*', type: null } },
      { session, action: { kind: 'copy', to: { kind: 'db', db: -1 }, replace: false }, target: { kind: 'keys', keys: [key] } },
    ],
    items: [
      { kind: 'counting', found: 1, looked: 1000, total: null, nodes: [{ address: 'a:1', found: 1, total: null, done: false }] },
      {
        kind: 'ready',
        plan: 'p',
        count: 3,
        gone: 1,
        nodes: [{ address: 'a:1', found: 3, total: 9, done: true }],
        sample: [{ key, type: 'hash', ttl: null, memory: 120 }],
        undo: { kind: 'estimate', bytes: 1000, budget: 2000, fits: 3, sampled: 3, bigger: 0, maxKey: 100 },
        typed: 'expire 3',
        pace: 'gentle',
      },
    ],
  },
  'jobs.watch': { input: { session }, invalid: [{ session: 1 }], items: [[], [jobState]] },
  'jobs.file': { input: { session, job: 3 }, invalid: [{ session, job: 1.5 }], items: [key, utf8('rest')] },
};
