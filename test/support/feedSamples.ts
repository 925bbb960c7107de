/** Examples of everything about the feed that crosses the contract. */
import type { FeedFrame, FeedRow } from '../../shared/feed/feed.ts';
import type { MethodSample, Methods, StreamSample, Streams } from './sampleTypes.ts';

type FeedMethods = Extract<Methods, `feed.${string}`>;
type FeedStreams = Extract<Streams, `feed.${string}`>;

const everyByte = Uint8Array.from({ length: 256 }, (_, at) => at);
const key = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a, 0x80, 0x24);
const session = 's1';

const row: FeedRow = { kind: 'message', seq: 7, at: 1_700_000_000_123, source: 1, channel: key, size: 256, preview: everyByte, form: 'payload' };
const frame: FeedFrame = {
  view: 1,
  counters: { received: 8, kept: 7, evicted: 1, missed: null, gaps: 1, bytes: 4096, perSecond: 2.5 },
  sources: [
    {
      id: 1,
      kind: 'pattern',
      name: key,
      state: 'live',
      detail: '',
      received: 8,
      options: {},
      note: null,
      bytes: 0,
      perSecond: 0,
      colour: 0,
      muted: false,
      solo: false,
    },
  ],
  channels: [{ channel: key, received: 8, bytes: 0, firstAt: 0, lastAt: 0, perSecond: 2.5 }],
  channelsKnown: 1,
  channelsForgotten: 0,
  matched: 2,
  hidden: 5,
  folded: 0,
  marked: null,
  pending: 0,
  from: 0,
  base: 0,
  rows: [row, { kind: 'gap', seq: 8, from: 1, to: null, why: 'cut-off', atMost: null, sources: [1] }],
  trimmed: { fromSeq: 1, toSeq: 6, from: 1, to: 2 },
  following: true,
  recording: null,
};

export const feedMethodSamples: { readonly [N in FeedMethods]: MethodSample<N> } = {
  'feed.add': {
    input: { session, kind: 'channel', name: everyByte },
    invalid: [
      { session, kind: 'monitor?', name: everyByte },
      { session, kind: 'channel', name: 'chat' },
    ],
    output: { source: 1 },
  },
  'feed.source': { input: { session, source: 1 }, invalid: [{ session, source: 1, colour: -1 }], output: undefined },
  'feed.events': {
    input: { session, flags: 'KEA' },
    invalid: [{ session, flags: 'K E' }],
    output: [{ address: '127.0.0.1:6379', before: 'Ex', after: 'AKE' }],
  },
  'feed.setEvents': {
    input: { session, changes: [{ address: '127.0.0.1:6379', after: 'AKE' }], confirmed: '' },
    invalid: [{ session, changes: [{ address: 'a', after: '; FLUSHALL' }], confirmed: '' }],
    output: undefined,
  },
  'feed.groups': {
    input: { session },
    invalid: [{ session: 7 }],
    output: [{ source: 1, length: 2, groups: [{ name: key, consumers: 1, pending: 0, lastId: '1-0', lag: null }] }],
  },
  'feed.drop': { input: { session, source: 1 }, invalid: [{ session, source: -1 }], output: undefined },
  'feed.aim': {
    input: { session, view: 1, follow: false, from: 12_345, rows: 50 },
    invalid: [
      { session, view: 1, follow: 'no', from: 0, rows: 50 },
      { session, view: 1, follow: true, from: -1, rows: 50 },
      { session, view: 1, follow: true, from: 0, rows: 501 },
      { session, view: 1, follow: false, from: 0, rows: 50, seen: 0.5 },
    ],
    output: undefined,
  },
  'feed.find': {
    input: { session, view: 1, place: { kind: 'gap', seq: 7.5, back: true } },
    invalid: [
      { session, view: 1, place: { kind: 'gap', seq: 7 } },
      { session, view: 1, place: { kind: 'gap', seq: 7.25, back: true } },
      { session, view: 1, place: { kind: 'time', at: Number.NaN } },
    ],
    output: { position: 12 },
  },
  'feed.before': { input: { session, seq: 7 }, invalid: [{ session, seq: -1 }], output: { seq: null } },
  'feed.message': { input: { session, seq: 7 }, invalid: [{ session, seq: '7' }], output: { row, payload: everyByte } },
  'feed.clear': { input: { session }, invalid: [{ session: undefined }], output: undefined },
  'feed.publish': {
    input: { session, channel: key, payload: everyByte, confirmed: null },
    invalid: [{ session, channel: key, payload: {}, confirmed: null }],
    output: { receivers: 2 },
  },
  'feed.kept': {
    input: { profile: 'p1' },
    invalid: [{ profile: 7 }],
    output: {
      templates: [{ name: 'order', letter: { kind: 'channel', channel: 'orders', payload: '{{uuid}}', encoding: 'text' } }],
      sent: [],
      pins: [{ id: 'a', seq: 7, at: 1, channel: key, size: 256, form: 'payload', payload: everyByte, note: 'late' }],
      saved: true,
      payloads: 'sealed',
    },
  },
  'feed.keep': {
    input: { profile: 'p1', change: { kind: 'pin', pin: { id: 'a', seq: 7, at: 1, channel: key, size: 256, form: 'payload', payload: everyByte, note: '' } } },
    invalid: [
      { profile: 'p1', change: { kind: 'template', name: ' ', letter: null } },
      { profile: 'p1', change: { kind: 'sent', letter: { kind: 'channel', channel: 'a', payload: 'b', encoding: 'rot13' } } },
    ],
    output: undefined,
  },
  'feed.fields': {
    input: { session, channel: key, messages: 100 },
    invalid: [{ session, channel: 'text', messages: 100 }],
    output: { looked: 2, fields: [{ path: 'a', count: 2, types: [['number', 2]], example: '1', drift: null }] },
  },
  'feed.record': {
    input: { session, maxBytes: 1024 },
    invalid: [{ session, maxBytes: -1 }],
    output: { name: 'a.ktrec', rows: 0, bytes: 0, since: 1, state: 'recording', fault: null },
  },
  'feed.stopRecording': { input: { session }, invalid: [{ session: 1 }], output: undefined },
  'feed.captures': {
    input: {},
    invalid: [null],
    output: [{ capture: 'c1', session: null, title: 'a', received: 1, perSecond: 0, sources: 1 }],
  },
  'feed.recordings': { input: {}, invalid: [null], output: [{ name: 'a.ktrec', bytes: 7, modified: 1 }] },
  'feed.import': {
    input: { session, ndjson: everyByte, last: true },
    invalid: [{ session, ndjson: 'text', last: true }],
    output: { rows: 1, from: 1, to: 2, dropped: 0 },
  },
  'feed.steer': {
    input: { replay: 'r1', to: 'step' },
    invalid: [{ replay: 'r1', to: 'back' }],
    output: undefined,
  },
  'feed.removeRecording': { input: { name: 'a.ktrec' }, invalid: [{ name: 7 }], output: undefined },
};

export const feedStreamSamples: { readonly [N in FeedStreams]: StreamSample<N> } = {
  'feed.view': {
    input: { session, filter: '', rows: 100 },
    invalid: [
      { session, filter: 'x'.repeat(1025), rows: 1 },
      { session, filter: '', rows: 0 },
    ],
    items: [frame, { ...frame, rows: [], trimmed: null }],
  },
  'feed.repeat': {
    input: { session, kind: 'channel', channel: key, payload: everyByte, perSecond: 10, count: 100, confirmed: null },
    invalid: [{ session, kind: 'list', channel: key, payload: everyByte, perSecond: 10, count: 100, confirmed: null }],
    items: [{ sent: 1, receivers: 0, perSecond: 10 }],
  },
  'feed.channels': {
    input: { session, everyMs: 1000 },
    invalid: [{ session, everyMs: 0 }],
    items: [{ channels: [{ channel: key, sharded: false, subscribers: 2 }], total: 1, patterns: 0, unasked: [], at: 1 }],
  },
  'feed.alerts': {
    input: { session, rules: [{ id: 'a', kind: 'match', query: 'x', value: 0 }] },
    invalid: [{ session, rules: [{ id: 'a', kind: 'never', query: 'x', value: 0 }] }],
    items: [[{ rule: 'a', at: 1, seq: 7, value: 1 }]],
  },
  'feed.analytics': {
    input: { session, filter: '', everyMs: 1000, timeField: '' },
    invalid: [{ session, filter: '', everyMs: 0, timeField: '' }],
    items: [
      {
        since: 1,
        messages: 2,
        perSecond: 1,
        channels: [{ name: key, count: 2, share: 1 }],
        keys: [],
        prefixes: [],
        clients: [],
        events: [],
        errors: [{ name: key, count: 1, share: 1 }],
        gapP50: null,
        gapP95: null,
        latency: [[10, 2]],
      },
    ],
  },
  'feed.openRecording': { input: { name: 'a.ktrec' }, invalid: [{ name: 7 }], items: [{ session: 's2', rows: 1, from: 1, to: 2, dropped: 0 }] },
  'feed.join': { input: { capture: 'c1' }, invalid: [{ capture: 7 }], items: [{ session: 's2', rows: 1, from: 1, to: 2, dropped: 0 }] },
  'feed.openImport': { input: {}, invalid: [null], items: [{ session: 's2', rows: 1, from: 1, to: 2, dropped: 0 }] },
  'feed.export': {
    input: { session, format: 'ndjson', filter: '', seqs: null },
    invalid: [{ session, format: 'xml', filter: '', seqs: null }],
    items: [{ bytes: everyByte, rows: 1, total: 1 }],
  },
  'feed.replay': {
    input: { session, to: 's2', filter: '', from: 0, count: 10, speed: 1, map: [{ from: key, to: key }], confirmed: null },
    invalid: [{ session, to: 's2', filter: '', from: 0, count: 10, speed: 0, map: [], confirmed: null }],
    items: [{ replay: 'r1', sent: 1, skipped: 0, total: 1, seq: 7, paused: false }],
  },
};
