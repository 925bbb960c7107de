/** Examples of everything about keys that crosses the contract. */
import type { KeysFrame } from '../../shared/keys/frame.ts';
import { firstShape } from '../../shared/keys/shape.ts';
import type { MethodSample, Methods, StreamSample, Streams } from './sampleTypes.ts';

type KeyMethods = Extract<Methods, `keys.${string}`>;
type KeyStreams = Extract<Streams, `keys.${string}`>;

const everyByte = Uint8Array.from({ length: 256 }, (_, at) => at);
const none = new Uint8Array(0);
const key = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a, 0x80, 0x24);
const session = 's1';
const confirmed = null;
const shape = {
  ...firstShape,
  filter: { ...firstShape.filter, text: 'é', how: 'regex', type: 'hash', ttl: { kind: 'below', ms: 5 }, size: { atLeast: 9 } },
} as const;

const frame: KeysFrame = {
  view: 1,
  version: 7,
  era: 2,
  db: 3,
  scan: {
    state: 'failed',
    fault: { code: 'redis', prefix: 'NOPERM', message: 'NOPERM no' },
    found: 3,
    total: null,
    perSecond: 41_000,
    serverMs: 1.5,
    steps: 4,
    gentle: true,
    nodes: [{ address: 'a:1', found: 3, total: 4, state: 'failed', fault: { code: 'offline' } }],
    appeared: 1,
    gone: 2,
    limit: 5,
    match: key,
    type: 'hash',
    bytes: 100,
  },
  filter: { pending: true, matched: 2, unmeasured: 1, error: { at: 0, message: 'x' } },
  total: 2,
  from: 0,
  rows: [
    { kind: 'folder', id: 1, depth: 0, label: key, path: key, open: true, count: 1, share: 0.5, selected: true, position: 0, siblings: 1 },
    {
      kind: 'key',
      depth: 1,
      label: none,
      name: everyByte,
      deep: false,
      type: null,
      selected: false,
      mark: { what: 'created', age: 5 },
      position: 0,
      siblings: 1,
    },
  ],
  selected: 1,
  live: { mode: 'tracking', state: 'live', detail: '', events: 9 },
};

export const keyMethodSamples: { readonly [N in KeyMethods]: MethodSample<N> } = {
  'keys.aim': {
    input: { session, view: 1, from: 10, rows: 40 },
    invalid: [
      { session, view: 1, from: -1, rows: 40 },
      { session, view: 1, from: 0, rows: 501 },
    ],
    output: undefined,
  },
  'keys.shape': { input: { session, view: 1, shape }, invalid: [{ session, view: 1, shape: { ...shape, layout: 'grid' } }], output: undefined },
  'keys.open': { input: { session, view: 1, folder: 3, open: true }, invalid: [{ session, view: 1, folder: -1, open: true }], output: undefined },
  'keys.reveal': { input: { session, view: 1, key }, invalid: [{ session, view: 1, key: 'text' }], output: { position: null } },
  'keys.select': { input: { session, view: 1, how: 'range', at: 5 }, invalid: [{ session, view: 1, how: 'some', at: 5 }], output: undefined },
  'keys.scan': {
    input: { session, action: 'start' },
    invalid: [
      { session, action: 'go' },
      { session, action: 'start', limit: 0 },
    ],
    output: undefined,
  },
  'keys.meta': {
    input: { session, keys: [key, none, everyByte] },
    invalid: [
      { session, keys: ['text'] },
      { session, keys: key },
      { session, keys: Array.from({ length: 501 }, () => key) },
    ],
    output: [{ kind: 'known', type: 'string', ttl: null }, { kind: 'gone' }, { kind: 'denied' }],
  },
  'keys.details': {
    input: { session, keys: [key, none] },
    invalid: [{ session, keys: [7] }],
    output: [{ kind: 'known', type: 'hash', ttl: 5, length: 1, encoding: 'listpack', memory: null, slot: 16_383, node: 'a:1' }, { kind: 'gone' }],
  },
  'keys.rename': {
    input: { session, key, to: none, replace: false, confirmed },
    invalid: [{ session, key, to: 'x', replace: false, confirmed }],
    output: { atomic: true },
  },
  'keys.duplicate': {
    input: { session, key, to: everyByte, target: { session, db: 1 }, replace: true, confirmed: 'yes' },
    invalid: [{ session, key, to: key, target: { session, db: -1 }, replace: true, confirmed }],
    output: { atomic: false },
  },
  'keys.move': {
    input: { session, key, to: key, target: { session: 's2', db: null }, replace: false, confirmed },
    invalid: [{ session, key, to: key, target: { session: 's2', db: 0.5 }, replace: false, confirmed }],
    output: { atomic: true },
  },
  'keys.create': {
    input: { session, key, value: { type: 'zset', members: [{ member: key, score: '-inf' }] }, ttl: 1000, confirmed },
    invalid: [
      { session, key, value: { type: 'zset', members: [{ member: key, score: 'one' }] }, ttl: null, confirmed },
      { session, key, value: { type: 'hash', fields: [] }, ttl: null, confirmed },
      { session, key, value: { type: 'stream', entries: [{ id: '1-x', fields: [{ field: key, value: key }] }] }, ttl: null, confirmed },
      { session, key, value: { type: 'string', bytes: key }, ttl: 0, confirmed },
      { session, key, value: { type: 'string', bytes: key }, ttl: Number.NaN, confirmed },
    ],
    output: undefined,
  },
  'keys.recreate': { input: { session, key }, invalid: [{ session, key: 'x' }], output: { text: 'SET "\\xff" ""', complete: true } },
  'keys.expireAt': {
    input: { session, key, at: 4_000_000_000_000, confirmed },
    invalid: [0, -1, 1.5, 1e18, Number.NaN, '10m', null].map((at) => ({ session, key, at, confirmed })),
    output: undefined,
  },
  'keys.clock': { input: { session }, invalid: [{}], output: { now: 1_700_000_000_000.5 } },
  'keys.liveOffer': {
    input: { session },
    invalid: [{ session: 7 }],
    output: {
      nodes: [{ address: 'a:1', flags: '', wanted: 'AK' }],
      enable: [{ address: 'a:1', command: 'CONFIG SET notify-keyspace-events AK' }],
      undo: [{ address: 'a:1', command: 'CONFIG SET notify-keyspace-events ""' }],
      notifications: 'offered',
      tracking: 'refused',
    },
  },
  'keys.live': { input: { session, mode: 'tracking', confirmed }, invalid: [{ session, mode: 'on', confirmed }], output: undefined },
};

export const keyStreamSamples: { readonly [N in KeyStreams]: StreamSample<N> } = {
  'keys.view': {
    input: { session, rows: 100, shape },
    invalid: [
      { session, rows: 0, shape },
      { session, rows: 100, shape: { ...shape, filter: { ...shape.filter, text: 'x'.repeat(4097) } } },
      { session, rows: 100, shape: { ...shape, delimiters: [''] } },
    ],
    items: [frame, { ...frame, rows: [], live: { mode: 'off' } }],
  },
  'keys.sizes': {
    input: { session, view: 1, folder: 2 },
    invalid: [{ session, view: 1, folder: 'x' }],
    items: [{ keys: 10, sampled: 5, bytes: 1000, plusMinus: 20, done: false }],
  },
  'keys.changes': { input: { session, key }, invalid: [{ session, key: 'x' }], items: [{ what: 'changed', event: 'hset', at: 1_700_000_000_000 }] },
};
