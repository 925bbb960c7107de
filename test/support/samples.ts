/** One example of everything that crosses the contract: an input, inputs to be refused, and what comes back. Complete by type. */
import { defaultSettings } from '../../shared/app.ts';
import { utf8 } from '../../shared/bytes.ts';
import type { Offer } from '../../shared/connections/arrivals.ts';
import { newProfile, type Profile } from '../../shared/connections/profile.ts';
import type { SessionState } from '../../shared/connections/session.ts';
import { wholeLook } from '../../shared/value/edit.ts';
import { feedMethodSamples, feedStreamSamples } from './feedSamples.ts';
import { jobMethodSamples, jobStreamSamples } from './jobSamples.ts';
import { keyMethodSamples, keyStreamSamples } from './keySamples.ts';
import type { MethodSample, Methods, StreamSample, Streams } from './sampleTypes.ts';

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
  doubts: [{ entry: 7, at: 1_700_000_000_000, words: [key], cut: true }],
  vitals: { latencyMs: 0.25, usedMemory: 1_048_576, opsPerSecond: null, clients: 3 },
};
export const methodSamples: { readonly [N in Methods]: MethodSample<N> } = {
  ...feedMethodSamples,
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
  'profiles.decoders': {
    input: { id: 'p1', decoders: [{ pattern: 'session:*', path: 'gzip > php' }], schemas: [] },
    invalid: [{ id: 'p1', decoders: [{ pattern: '', path: 'hex' }], schemas: [] }],
    output: undefined,
  },
  'profiles.watching': {
    input: { id: 'p1', queries: [{ name: 'late', query: 'ms>100' }], alerts: [{ id: 'a', kind: 'gap', query: '', value: 0 }] },
    invalid: [
      { id: 'p1', queries: [{ name: ' ', query: 'x' }], alerts: [] },
      { id: 'p1', queries: [], alerts: [{ id: 'a', kind: 'never', query: '', value: 0 }] },
    ],
    output: undefined,
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
    output: { steps: [{ step: 'login', ms: 1.5, fault: { code: 'auth', message: 'WRONGPASS' } }], facts: state.facts, abilities: null },
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
  'session.databases': { input: { session }, invalid: [{}], output: { databases: [{ db: 3, keys: 12, expires: 1 }] } },
  'session.check': {
    input: { session, entry: 7 },
    invalid: [
      { session, entry: -1 },
      { session, entry: '7' },
    ],
    output: { entry: 7, verdict: 'there', keys: [{ key, type: 'string', ttlMs: null, size: 256, sample: everyByte }], more: 0 },
  },
  'session.settle': { input: { session, entries: [7] }, invalid: [{ session, entries: [null] }], output: undefined },
  'session.permissions': {
    input: { session },
    invalid: [{ session: 1 }],
    output: { user: 'reader', abilities: [{ purpose: 'write', command: 'SET', may: 'some' }], refused: ['CONFIG GET'] },
  },
  'session.unlock': { input: { session }, invalid: [{}, { session: null }], output: undefined },
  'session.lock': { input: { session }, invalid: [{}, { session: 7 }], output: undefined },
  'session.acknowledge': { input: { session }, invalid: [{ session: 1 }], output: undefined },
  'hostKeys.approve': { input: { host: 'gate', port: 22, sha256: 'abc' }, invalid: [{ host: 'gate' }, { host: 7, port: 22, sha256: '' }], output: undefined },
  'session.approve': { input: { session, hosts: ['10.0.0.7'] }, invalid: [{ session }, { session, hosts: [7] }], output: undefined },
  ...keyMethodSamples,
  'pins.set': {
    input: { session, key: everyByte, pinned: true },
    invalid: [
      { session, key: 'text', pinned: true },
      { session, key, pinned: 1 },
    ],
    output: undefined,
  },
  'value.read': {
    input: { session, key, look: wholeLook, from: '', count: 100 },
    invalid: [
      { session, key: [255, 0], look: wholeLook, from: '', count: 100 },
      { session, key, look: wholeLook, from: '', count: 0 },
      { session, key, look: wholeLook, from: '', count: 1001 },
      { session, key, look: { ...wholeLook, by: 'colour' }, from: '', count: 100 },
    ],
    output: {
      kind: 'table',
      type: 'zset',
      columns: ['member', 'score'],
      edits: ['add', 'replace', 'remove'],
      paging: 'rank',
      rows: [
        [everyByte, utf8('1.5')],
        [none, key],
      ],
      length: 2,
      count: 2,
      next: null,
      ttl: 1000,
    },
  },
  'value.load': { input: { session, key: none }, invalid: [{ session, key: '' }], output: { kind: 'string', bytes: everyByte, length: 256, ttl: null } },
  'value.bytes': {
    input: { session, key, from: 2 ** 29, length: 65_536 },
    invalid: [
      { session, key, from: -1, length: 10 },
      { session, key, from: 0, length: 2 ** 21 },
    ],
    output: { bytes: everyByte, length: 2 ** 29 },
  },
  'value.change': {
    input: { session, key, change: { kind: 'patch', at: 7, from: key, to: key }, confirmed: null },
    invalid: [
      { session, key, change: { kind: 'bit', offset: 1, to: 2 }, confirmed: null },
      { session, key, change: { kind: 'count', by: 1 }, confirmed: null },
    ],
    output: { undo: 'u1', count: '9223372036854775807' },
  },
  'value.upload': {
    input: { session, key, upload: '', at: 0, bytes: everyByte, confirmed: null },
    invalid: [
      { session, key, upload: '../etc', at: 0, bytes: everyByte, confirmed: null },
      { session, key, upload: '', at: 0, bytes: 'text', confirmed: null },
    ],
    output: { upload: '0123456789abcdef01' },
  },
  'value.finish': {
    input: { session, key, upload: '0123456789abcdef01', length: 256, replaced: { length: 6, head: key }, confirmed: null },
    invalid: [{ session, key, upload: '0123456789abcdef01', length: 256, replaced: { length: 6 }, confirmed: null }],
    output: { undo: null },
  },
  'value.dropUpload': {
    input: { session, key, upload: '0123456789abcdef01', confirmed: null },
    invalid: [{ session, key, upload: 7, confirmed: null }],
    output: undefined,
  },
  'value.hll': { input: { session, key }, invalid: [{ session, key: 'hll' }], output: { count: '17' } },
  'value.merge': {
    input: { session, key, others: [key, none], confirmed: null },
    invalid: [{ session, key, others: [], confirmed: null }],
    output: { undo: null },
  },
  'value.groups': {
    input: { session, key },
    invalid: [{ session, key: 'x' }],
    output: [{ name: key, pending: 3, lastDelivered: '5-5', lag: null, consumers: [{ name: none, pending: 3, idle: 1000 }] }],
  },
  'value.pending': {
    input: { session, key, group: key, from: '', count: 100, minIdle: 60_000 },
    invalid: [
      { session, key, group: 'g', from: '', count: 100, minIdle: 0 },
      { session, key, group: key, from: '', count: 100, minIdle: -1 },
    ],
    output: { rows: [{ id: '5-5', consumer: key, idle: 1000, deliveries: 2 }], next: '5-6' },
  },
  'value.group': {
    input: { session, key, act: { kind: 'claim', group: key, consumer: none, minIdle: 0, ids: ['5-5'] }, confirmed: null },
    invalid: [
      { session, key, act: { kind: 'ack', group: key, ids: [] }, confirmed: null },
      { session, key, act: { kind: 'trim', by: 'LUCK', to: '5' }, confirmed: null },
    ],
    output: { changed: 1, undo: 'u1' },
  },
  'value.types': { input: { session }, invalid: [{ session: 7 }], output: ['ReJSON-RL', 'vectorset'] },
  'value.ask': {
    input: { session, key, ask: { of: 'json', what: 'children', path: [everyByte, 7, none], from: 200, all: false } },
    invalid: [
      { session, key, ask: { of: 'json', what: 'children', path: ['name'], from: 0, all: false } },
      { session, key, ask: { of: 'json', what: 'find', query: 'name' } },
      { session, key, ask: { of: 'series', from: '-', to: '', count: 10, by: null, newest: false } },
      { session, key, ask: { of: 'vectors', what: 'list', after: null, count: 0 } },
      { session, key, ask: { of: 'geo', what: 'around', centre: key, radius: '1', unit: 'parsec', count: 10 } },
      { session, key, ask: { of: 'search' } },
    ],
    output: { of: 'json', what: 'children', total: 1, held: false, nodes: [{ step: everyByte, kind: 'string', size: 5000, text: null }] },
  },
  'value.act': {
    input: { session, key, act: { of: 'json', what: 'set', path: [], from: utf8('1'), to: utf8('1e400') }, confirmed: null },
    invalid: [
      { session, key, act: { of: 'json', what: 'set', path: [], to: utf8('1') }, confirmed: null },
      { session, key, act: { of: 'series', what: 'remove', from: '', to: '5' }, confirmed: null },
      { session, key, act: { of: 'sketch', kind: 'bloom', type: 'MBbloom--', item: key, by: '0' }, confirmed: null },
    ],
    output: { undo: null },
  },
  'value.element': {
    input: { session, key, type: 'hash', row: [key, none] },
    invalid: [{ session, key, type: 'hash', row: ['text'] }],
    output: [key, everyByte],
  },
  'value.locate': {
    input: { session, key, type: 'zset', target: { by: 'score', value: utf8('1.5') }, look: wholeLook },
    invalid: [{ session, key, type: 'zset', target: { by: 'luck', value: none }, look: wholeLook }],
    output: 7,
  },
  'value.edit': {
    input: { session, key, type: 'hash', edit: { kind: 'replace', row: [key, none], with: [key, everyByte] }, confirmed: null },
    invalid: [
      { session, key, type: 'hash', edit: { kind: 'empty' }, confirmed: null },
      { session, key, type: 'hash', edit: { kind: 'remove', rows: [] }, confirmed: null },
      { session, key, type: 'hash', edit: { kind: 'add', rows: [['text']], at: 'tail' }, confirmed: null },
    ],
    output: { undo: 'u1', length: 2, ttl: null, rows: [[key, everyByte], null] },
  },
  'value.exchange': {
    input: { session, key, type: 'hash', from: [[key, none]], to: [[key, everyByte]], whole: true, confirmed: null },
    invalid: [
      { session, key, type: 'hash', from: [['text']], to: [], whole: true, confirmed: null },
      { session, key, type: 'hash', from: [], to: [], confirmed: null },
    ],
    output: { undo: 'u1' },
  },
  'value.undo': { input: { session, undo: 'u1', confirmed: null }, invalid: [{ session, undo: 7, confirmed: null }], output: undefined },
  'value.save': {
    input: { session, key, bytes: everyByte, expected: { kind: 'bytes', bytes: none }, confirmed: null },
    invalid: [
      { session, key, bytes: 'text', expected: { kind: 'absent' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'any' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'bytes' }, confirmed: null },
      { session, key, bytes: none, expected: { kind: 'absent' }, confirmed: true },
    ],
    output: { ttl: 98_765, undo: 'u1' },
  },
  'value.expire': {
    input: { session, key, ttl: 60_000, confirmed: '' },
    invalid: [
      { session, key, ttl: -1, confirmed: null },
      { session, key, ttl: 1e18, confirmed: null },
    ],
    output: { ttl: 60_000, undo: null },
  },
  'value.remove': { input: { session, key, confirmed: 'prod' }, invalid: [{ session, key, confirmed: 'x'.repeat(1025) }], output: undefined },
  'value.restore': { input: { session, key, confirmed: null }, invalid: [{ session, key: null, confirmed: null }], output: undefined },
  'drafts.read': { input: { owner: 'p1 text' }, invalid: [{ owner: 7 }], output: [{ id: 'a1', name: '0\nkey', text: '{}' }] },
  'drafts.keep': {
    input: { owner: 'p1 text', id: 'a1', draft: { name: '0\nkey', text: '{}' } },
    invalid: [
      { owner: 'p1 text', id: '', draft: null },
      { owner: 'p1 text', id: 'a1', draft: { name: '0\nkey' } },
    ],
    output: { kept: true },
  },
  'commands.save': {
    input: { commands: [{ name: 'thumbs', program: '/usr/bin/thumbs', args: ['{HEX_FILE}'], exchange: 'base64' }] },
    invalid: [{ commands: [{ name: 'a(b)', program: 'x', args: [], exchange: 'raw' }] }, { commands: [{ name: 'a', program: '', args: [], exchange: 'raw' }] }],
    output: undefined,
  },
  'commands.run': {
    input: { name: 'thumbs', key: everyByte, bytes: everyByte },
    invalid: [{ name: 'thumbs', key: 'text', bytes: everyByte }],
    output: { ok: true, value: everyByte },
  },
  'console.run': {
    input: { session, words: [utf8('SET'), key, everyByte], confirmed: null },
    invalid: [
      { session, words: [], confirmed: null },
      { session, words: ['PING'], confirmed: null },
    ],
    output: { reply: [everyByte, '9223372036854775807', null, true, { prefix: 'WRONGTYPE', message: 'no' }, [none, [key]]], ms: 0.125 },
  },
  'server.info': { input: { session }, invalid: [{ session: [] }], output: { sections: [{ name: 'Server', rows: [['redis_version', '7.0.15']] }] } },
  ...jobMethodSamples,
  'sample.rate': { input: { perSecond: 100 }, invalid: [{ perSecond: 5001 }, { perSecond: 0.1 }], output: undefined },
};

export const streamSamples: { readonly [N in Streams]: StreamSample<N> } = {
  ...feedStreamSamples,
  'value.find': {
    input: { session, key, needle: everyByte, from: 0 },
    invalid: [{ session, key, needle: 'text', from: 0 }],
    items: [{ looked: 262_144, length: 300_000, found: [7, 4096], done: false }],
  },
  'app.events': {
    input: { menu: [{ id: 'file', label: 'File', items: [{ command: 'connection.new', label: 'New', accelerator: 'CmdOrCtrl+N' }] }] },
    invalid: [{ menu: [{ id: 'evil', label: '', items: [] }] }, { menu: {} }],
    items: [{ kind: 'command', command: 'connection.new' }],
  },
  'app.notice': { input: { tag: 'a', title: 'Alert', body: '‮' }, invalid: [{ tag: 'a', title: 'x'.repeat(301), body: '' }], items: ['clicked'] },
  'app.badge': {
    input: { unseen: 3, words: 'Alerts: 3 new' },
    invalid: [
      { unseen: 0, words: '' },
      { unseen: 1.5, words: '' },
      { unseen: 1, words: 'x'.repeat(201) },
    ],
    items: [],
  },
  'settings.watch': { input: {}, invalid: ['x'], items: [defaultSettings, { ...defaultSettings, panels: { __x: [50, 50], constructor: [1] } }] },
  'profiles.watch': { input: {}, invalid: [null], items: [[], [profile]] },
  'commands.watch': { input: {}, invalid: [null], items: [[], [{ name: 'thumbs', program: 'thumbs', args: ['{KEY}'], exchange: 'raw' }]] },
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
  'session.shown': { input: { session }, invalid: [{}, { session: 7 }], items: [] },
  'session.activity': {
    input: { session },
    invalid: [{ session: 0 }],
    items: [[{ seq: 1, at: 1_700_000_000_000, words: [utf8('GET'), key], cut: false, ms: 0.4, outcome: 'rejected', why: 'WRONGTYPE' }]],
  },
  ...keyStreamSamples,
  ...jobStreamSamples,
  'pins.watch': { input: { session }, invalid: [{}, { session: 7 }], items: [[key, none], []] },
  'sample.start': {
    input: {},
    invalid: ['now'],
    items: [{ kind: 'starting' }, { kind: 'seeding', keys: 10 }, { kind: 'running', profileId: 'p2', port: 40_000, keys: 20 }, { kind: 'ended' }],
  },
};
