/** One example of everything that crosses the contract: an input, inputs to be refused, and what comes back. Complete by type. */
import { defaultSettings } from '../../shared/app.ts';
import { utf8 } from '../../shared/bytes.ts';
import type { Offer } from '../../shared/connections/arrivals.ts';
import { newProfile, type Profile } from '../../shared/connections/profile.ts';
import type { SessionState } from '../../shared/connections/session.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { FeedFrame, FeedRow } from '../../shared/feed/feed.ts';
import type { InputOf, ItemOf, MethodName, OutputOf, StreamName } from '../../shared/rpc/define.ts';

export type Methods = MethodName<KeytideContract>;
export type Streams = StreamName<KeytideContract>;

export interface MethodSample<N extends Methods> {
  readonly input: InputOf<KeytideContract[N]>;
  /** Each is refused before the handler sees it; more are made by leaving fields out. */
  readonly invalid: readonly unknown[];
  readonly output: OutputOf<KeytideContract[N]>;
}

export interface StreamSample<N extends Streams> {
  readonly input: InputOf<KeytideContract[N]>;
  readonly invalid: readonly unknown[];
  readonly items: readonly ItemOf<KeytideContract[N]>[];
}

/** All 256 of them, so that nothing that is done to text on the way goes unseen. */
const everyByte = Uint8Array.from({ length: 256 }, (_, at) => at);
const none = new Uint8Array(0);
const key = Uint8Array.of(0xff, 0x00, 0x0d, 0x0a, 0x80, 0x24);
const session = 's1';

const profile: Profile = { ...newProfile, id: 'p1', name: '‮<img src=x>', secrets: ['password', 'ssh0'] };
const draft = { profile: { ...newProfile, name: 'new' }, secrets: { password: { kind: 'set', password: 'päss\u0000' }, proxy: { kind: 'none' } } } as const;
const offer: Offer = { name: 'REDIS_URL', draft, problem: null, ignored: ['path', '‮'], exposed: true };
const state: SessionState = {
  session,
  profile,
  db: 3,
  phase: { kind: 'waiting', fault: { code: 'connect', reason: 'refused', detail: 'ECONNREFUSED' }, retryInMs: 500, attempt: 2 },
  facts: { product: 'redis', version: '7.0.15', mode: 'standalone', role: 'master', runId: 'a'.repeat(40), user: 'default', protocol: 3, databases: 16 },
  different: false,
  nodes: [],
  uncovered: 0,
  writing: { endsInMs: 900_000 },
  vitals: { latencyMs: 0.25, usedMemory: 1_048_576, opsPerSecond: null, clients: 3 },
};
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
  pending: 0,
  from: 0,
  rows: [row, { kind: 'gap', seq: 8, from: 1, to: null, why: 'cut-off', atMost: null, sources: [1] }],
  trimmed: { fromSeq: 1, toSeq: 6, from: 1, to: 2 },
  following: true,
  recording: null,
};

export const methodSamples: { readonly [N in Methods]: MethodSample<N> } = {
  'app.info': {
    input: {},
    invalid: [null, 'x', 7],
    output: {
      version: '1.0.0',
      host: 'browser',
      platform: 'linux',
      dataFolder: '/tmp/ünïcode',
      notices: [{ kind: 'quarantined', file: 'settings.json', keptAs: 'settings.json.corrupt-1', restoredFromBackup: true }],
    },
  },
  'app.openDoc': { input: { page: 'home' }, invalid: [{ page: 'https://evil.example' }, { page: '__proto__' }], output: undefined },
  'settings.write': {
    input: { theme: 'dark', panels: { main: [20, 80] } },
    invalid: [{ theme: 'pink' }, { panels: { main: [Number.POSITIVE_INFINITY] } }, { panels: { main: 'wide' } }, { sampleRate: 0.5 }],
    output: undefined,
  },
  'profiles.save': {
    input: draft,
    invalid: [
      { ...draft, secrets: { password: 'plain' } },
      { ...draft, secrets: { pin: { kind: 'none' } } },
      { ...draft, profile: { ...newProfile, port: 65_536 } },
      { ...draft, profile: { ...newProfile, port: '6379' } },
      { ...draft, profile: { ...newProfile, host: '   ' } },
    ],
    output: profile,
  },
  'profiles.remove': { input: { id: 'p1' }, invalid: [{ id: 1 }, { id: 'x'.repeat(41) }], output: undefined },
  'profiles.duplicate': {
    input: { id: 'p1', name: '‮copy' },
    invalid: [
      { id: 'p1', name: 'x'.repeat(201) },
      { id: 1, name: '' },
    ],
    output: profile,
  },
  'profiles.favourite': { input: { id: 'p1', favourite: true }, invalid: [{ id: 'p1', favourite: 'yes' }], output: undefined },
  'profiles.move': {
    input: { ids: ['p1'], group: ['Ops', 'EU'], before: null },
    invalid: [
      { ids: 'p1', group: [], before: null },
      { ids: [], group: 'Ops', before: null },
      { ids: [], group: [' '], before: null },
      { ids: [], group: Array.from({ length: 9 }, () => 'deep'), before: null },
    ],
    output: undefined,
  },
  'profiles.moveGroup': {
    input: { from: ['Ops'], to: ['Old', 'Ops'], before: 'p1' },
    invalid: [
      { from: ['Ops'], to: [''], before: null },
      { from: [1], to: [], before: null },
    ],
    output: undefined,
  },
  'profiles.export': {
    input: { ids: ['p1'], passphrase: 'päss' },
    invalid: [
      { ids: 'all', passphrase: '' },
      { ids: null, passphrase: null },
    ],
    output: { text: '{}' },
  },
  'profiles.unseal': {
    input: { text: '{}', passphrase: 'p' },
    invalid: [{ text: everyByte, passphrase: 'p' }],
    output: [{ profile: newProfile, secrets: { password: { kind: 'held', ref: 'r1' } } }],
  },
  'secrets.choose': {
    input: { backend: 'vault', passphrase: 'eight letters', idleMinutes: 15, discard: false },
    invalid: [
      { backend: 'cloud', passphrase: '', idleMinutes: 0, discard: false },
      { backend: 'vault', passphrase: 'short', idleMinutes: 0, discard: false },
      { backend: 'vault', passphrase: 'eight letters', idleMinutes: -1, discard: false },
    ],
    output: undefined,
  },
  'secrets.unlock': { input: { passphrase: 'p' }, invalid: [{ passphrase: null }], output: undefined },
  'secrets.lock': { input: {}, invalid: ['now'], output: undefined },
  'connections.test': {
    input: draft,
    invalid: [{ ...draft, secrets: { password: { kind: 'guess' } } }],
    output: { steps: [{ step: 'login', ms: 1.5, fault: { code: 'auth', message: 'WRONGPASS' } }], facts: state.facts },
  },
  'connections.environment': { input: {}, invalid: [null], output: [offer] },
  'connections.find': {
    input: {},
    invalid: ['all'],
    output: {
      servers: [{ host: '::1', port: 6379, socket: '', tls: true, product: 'valkey', version: '8.1.1', mode: 'cluster', answer: 'open' }],
      asked: 12,
      complete: false,
    },
  },
  'session.retry': { input: { session }, invalid: [{ session: null }, { session: 'x'.repeat(41) }], output: undefined },
  'session.select': {
    input: { session, db: 5 },
    invalid: [
      { session, db: -1 },
      { session, db: 1.5 },
      { session, db: '0' },
      { session, db: Number.NaN },
    ],
    output: undefined,
  },
  'session.unlock': { input: { session }, invalid: [{}, { session: null }], output: undefined },
  'session.lock': { input: { session }, invalid: [{}, { session: 7 }], output: undefined },
  'session.acknowledge': { input: { session }, invalid: [{ session: 1 }], output: undefined },
  'hostKeys.approve': { input: { host: 'gate', port: 22, sha256: 'abc' }, invalid: [{ host: 'gate' }, { host: 7, port: 22, sha256: '' }], output: undefined },
  'session.approve': { input: { session, hosts: ['10.0.0.7'] }, invalid: [{ session }, { session, hosts: [7] }], output: undefined },
  'keys.meta': {
    input: { session, keys: [key, none, everyByte] },
    invalid: [
      { session, keys: ['text'] },
      { session, keys: key },
      { session, keys: Array.from({ length: 501 }, () => key) },
    ],
    output: [{ kind: 'known', type: 'string', ttl: null }, { kind: 'gone' }, { kind: 'denied' }],
  },
  'value.read': {
    input: { session, key, from: '', count: 100 },
    invalid: [
      { session, key: [255, 0], from: '', count: 100 },
      { session, key, from: '', count: 0 },
      { session, key, from: '', count: 1001 },
    ],
    output: {
      kind: 'table',
      type: 'zset',
      columns: ['member', 'score'],
      rows: [
        [everyByte, utf8('1.5')],
        [none, key],
      ],
      length: 2,
      next: null,
      ttl: 1000,
    },
  },
  'value.load': { input: { session, key: none }, invalid: [{ session, key: '' }], output: { kind: 'string', bytes: everyByte, length: 256, ttl: null } },
  'value.save': {
    input: { session, key, bytes: everyByte, expected: { kind: 'bytes', bytes: none }, confirmed: null },
    invalid: [
      { session, key, bytes: 'text', expected: { kind: 'absent' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'any' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'bytes' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'absent' }, confirmed: true },
    ],
    output: { ttl: 98_765 },
  },
  'value.expire': {
    input: { session, key, ttl: 60_000, confirmed: '' },
    invalid: [
      { session, key, ttl: -1, confirmed: null },
      { session, key, ttl: 1e18, confirmed: null },
    ],
    output: { ttl: 60_000 },
  },
  'value.remove': { input: { session, key, confirmed: 'prod' }, invalid: [{ session, key, confirmed: 'x'.repeat(1025) }], output: undefined },
  'value.restore': { input: { session, key, confirmed: null }, invalid: [{ session, key: null, confirmed: null }], output: undefined },
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
    ],
    output: undefined,
  },
  'feed.find': {
    input: { session, view: 1, place: { kind: 'gap', seq: 7, back: true } },
    invalid: [
      { session, view: 1, place: { kind: 'gap', seq: 7 } },
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
  'feed.recordings': { input: {}, invalid: [null], output: [{ name: 'a.ktrec', bytes: 7, modified: 1 }] },
  'feed.removeRecording': { input: { name: 'a.ktrec' }, invalid: [{ name: 7 }], output: undefined },
  'console.run': {
    input: { session, words: [utf8('SET'), key, everyByte], confirmed: null },
    invalid: [
      { session, words: [], confirmed: null },
      { session, words: ['PING'], confirmed: null },
    ],
    output: { reply: [everyByte, '9223372036854775807', null, true, { prefix: 'WRONGTYPE', message: 'no' }, [none, [key]]], ms: 0.125 },
  },
  'server.info': { input: { session }, invalid: [{ session: [] }], output: { sections: [{ name: 'Server', rows: [['redis_version', '7.0.15']] }] } },
  'sample.rate': { input: { perSecond: 100 }, invalid: [{ perSecond: 5001 }, { perSecond: 0.1 }], output: undefined },
};

export const streamSamples: { readonly [N in Streams]: StreamSample<N> } = {
  'app.events': {
    input: { menu: [{ id: 'file', label: 'File', items: [{ command: 'connection.new', label: 'New', accelerator: 'CmdOrCtrl+N' }] }] },
    invalid: [{ menu: [{ id: 'evil', label: '', items: [] }] }, { menu: {} }],
    items: [{ kind: 'command', command: 'connection.new' }],
  },
  'settings.watch': { input: {}, invalid: ['x'], items: [defaultSettings, { ...defaultSettings, panels: { __x: [50, 50], constructor: [1] } }] },
  'profiles.watch': { input: {}, invalid: [null], items: [[], [profile]] },
  'profiles.recent': { input: {}, invalid: [7], items: [[], [{ id: 'p1', at: 1_700_000_000_000 }]] },
  'secrets.state': { input: {}, invalid: [null], items: [{ backend: 'vault', locked: true, keychain: false, idleMinutes: 15 }] },
  'connections.arrivals': {
    input: {},
    invalid: [null],
    items: [
      { kind: 'offer', offer },
      { kind: 'profile', profileId: 'p1', readOnly: true },
      { kind: 'unnamed', name: 'orders', found: 2 },
    ],
  },
  'session.open': {
    input: { profileId: 'p1', db: null },
    invalid: [
      { profileId: 'p1', db: -1 },
      { profileId: 'p1', db: '0' },
    ],
    items: [state, { ...state, phase: { kind: 'ready' }, vitals: null }],
  },
  'session.activity': {
    input: { session },
    invalid: [{ session: 0 }],
    items: [[{ seq: 1, at: 1_700_000_000_000, words: [utf8('GET'), key], cut: false, ms: 0.4, outcome: 'rejected', why: 'WRONGTYPE' }]],
  },
  'keys.scan': {
    input: { session, match: utf8('user:*'), type: null, count: 500 },
    invalid: [
      { session, match: 'user:*', type: null, count: 500 },
      { session, match: none, type: null, count: 10_001 },
      { session, match: none, type: 7, count: 1 },
    ],
    items: [
      { names: [key, none, everyByte], found: 3, total: 4, complete: false },
      { names: [utf8('last')], found: 4, total: null, complete: true },
    ],
  },
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
        gapP50: null,
        gapP95: null,
        latency: [[10, 2]],
      },
    ],
  },
  'feed.openRecording': { input: { name: 'a.ktrec' }, invalid: [{ name: 7 }], items: [{ session: 's2', rows: 1, from: 1, to: 2, dropped: 0 }] },
  'feed.openImport': { input: { ndjson: everyByte }, invalid: [{ ndjson: 'text' }], items: [{ session: 's2', rows: 1, from: 1, to: 2, dropped: 0 }] },
  'feed.export': {
    input: { session, format: 'ndjson', filter: '', seqs: null },
    invalid: [{ session, format: 'xml', filter: '', seqs: null }],
    items: [{ bytes: everyByte, rows: 1, total: 1 }],
  },
  'feed.replay': {
    input: { session, to: 's2', filter: '', from: 0, count: 10, speed: 1, map: [{ from: key, to: key }], confirmed: null },
    invalid: [{ session, to: 's2', filter: '', from: 0, count: 10, speed: 0, map: [], confirmed: null }],
    items: [{ sent: 1, skipped: 0, total: 1, seq: 7 }],
  },
  'sample.start': {
    input: {},
    invalid: ['now'],
    items: [{ kind: 'starting' }, { kind: 'seeding', keys: 10 }, { kind: 'running', profileId: 'p2', port: 40_000, keys: 20 }, { kind: 'ended' }],
  },
};
