/** What each entry of the contract may do to a server: the table behind `doors.test.ts`. A new entry belongs here, or nothing proves that it is guarded. */
import { utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Methods, Streams } from './sampleTypes.ts';

/** An input that would change a server, without its `session` and `confirmed`. */
export interface Attempt {
  readonly what: string;
  readonly input: object;
  /** A plain yes is not enough under `confirm`: the connection's name has to be typed. */
  readonly danger?: true;
  /** It is refused in another way, whatever the tier. */
  readonly instead?: Fault['code'];
}

/**
 * host: Keytide's own files, and the state of sessions. reads: asks a server and changes nothing there; tried with its sample.
 * Otherwise what it is tried with.
 */
export type Door = 'host' | 'reads' | readonly Attempt[];

/** A string that is there, with `old` in it. */
export const kept = utf8('kept');
const other = utf8('other');
/** The same session, the same database. */
const here = { session: null, db: null };

const console = (line: string, more: Omit<Partial<Attempt>, 'input'> = {}): Attempt => ({
  what: line,
  input: { words: line.split(' ').map((word) => utf8(word)) },
  ...more,
});

export const doors: Readonly<Record<Methods | Streams, Door>> = {
  'app.info': 'host',
  'app.events': 'host',
  'app.openDoc': 'host',
  'app.notice': 'host',
  'app.badge': 'host',
  'settings.watch': 'host',
  'settings.write': 'host',
  'profiles.watch': 'host',
  'profiles.save': 'host',
  'profiles.remove': 'host',
  'profiles.duplicate': 'host',
  'profiles.favourite': 'host',
  'profiles.watching': 'host',
  'profiles.move': 'host',
  'profiles.moveGroup': 'host',
  'profiles.recent': 'host',
  'profiles.export': 'host',
  'profiles.unseal': 'host',
  'secrets.state': 'host',
  'secrets.choose': 'host',
  'secrets.unlock': 'host',
  'secrets.lock': 'host',
  'connections.test': 'host',
  'connections.arrivals': 'host',
  'connections.environment': 'host',
  'connections.find': 'host',
  'session.open': 'host',
  'session.retry': 'host',
  'session.select': 'host',
  'session.acknowledge': 'host',
  // Opening the write session is the user's answer; what it opens is tried in doors.test.ts.
  'session.unlock': 'host',
  'session.lock': 'host',
  'session.approve': 'host',
  'hostKeys.approve': 'host',
  'session.shown': 'host',
  'session.activity': 'host',
  'session.check': 'reads',
  'session.databases': 'reads',
  'session.permissions': 'reads',
  'session.settle': 'host',

  'keys.view': 'reads',
  'keys.aim': 'reads',
  'keys.shape': 'reads',
  'keys.open': 'reads',
  'keys.reveal': 'reads',
  'keys.select': 'reads',
  'keys.scan': 'reads',
  'keys.meta': 'reads',
  'keys.details': 'reads',
  'keys.sizes': 'reads',
  'keys.recreate': 'reads',
  'keys.liveOffer': 'reads',
  'keys.changes': 'host',
  'keys.rename': [
    { what: 'another name', input: { key: kept, to: other, replace: false } },
    { what: 'another name, whatever is there', input: { key: kept, to: other, replace: true } },
  ],
  'keys.duplicate': [
    { what: 'a copy', input: { key: kept, to: other, target: here, replace: false } },
    { what: 'a copy into another database', input: { key: kept, to: other, target: { session: null, db: 1 }, replace: true } },
  ],
  'keys.move': [
    { what: 'into another database', input: { key: kept, to: kept, target: { session: null, db: 1 }, replace: false } },
    { what: 'into another database by another name', input: { key: kept, to: other, target: { session: null, db: 1 }, replace: true } },
  ],
  'keys.create': [{ what: 'a new key', input: { key: other, value: { type: 'list', items: [other] }, ttl: null } }],
  'keys.clock': 'reads',
  'keys.expireAt': [{ what: 'a moment to live until', input: { key: kept, at: 4_000_000_000_000 } }],
  'keys.live': [{ what: 'notifications that are off', input: { mode: 'notifications' }, danger: true }],

  'drafts.read': 'host',
  'drafts.keep': 'host',
  'pins.watch': 'host',
  'pins.set': 'host',

  'value.read': 'reads',
  'value.load': 'reads',
  'value.bytes': 'reads',
  'value.find': 'reads',
  'value.element': 'reads',
  'value.locate': 'reads',
  'value.hll': 'reads',
  'value.groups': 'reads',
  'value.pending': 'reads',
  'value.types': 'reads',
  'value.ask': 'reads',
  'value.act': [
    { what: 'a member of a JSON object', input: { key: kept, act: { of: 'json', what: 'add', path: [utf8('m')], text: utf8('1') } } },
    {
      what: 'a member of a JSON object under another name',
      input: { key: kept, act: { of: 'json', what: 'rename', path: [utf8('m')], to: utf8('n'), from: utf8('1') } },
    },
    { what: 'a sample', input: { key: kept, act: { of: 'series', what: 'add', time: '1', value: '2' } } },
    { what: 'an element of a vector set that goes', input: { key: kept, act: { of: 'vectors', what: 'remove', element: utf8('e') } } },
    { what: 'an item of a sketch', input: { key: kept, act: { of: 'sketch', kind: 'bloom', type: 'MBbloom--', item: utf8('i'), by: '1' } } },
    { what: 'a place', input: { key: kept, act: { of: 'geo', member: utf8('m'), longitude: '1', latitude: '2' } } },
  ],
  'value.group': [
    { what: 'a consumer group', input: { key: other, act: { kind: 'create', group: utf8('g'), id: '0' } } },
    { what: 'entries that go', input: { key: other, act: { kind: 'trim', by: 'MAXLEN', to: '0' } } },
  ],
  'value.change': [
    { what: 'a bit', input: { key: kept, change: { kind: 'bit', offset: 0, to: 1 } } },
    { what: 'bytes in place', input: { key: kept, change: { kind: 'patch', at: 0, from: utf8('o'), to: utf8('x') } } },
    { what: 'a count', input: { key: kept, change: { kind: 'count', by: '1' } } },
  ],
  'value.upload': [{ what: 'a part of a file', input: { key: kept, upload: '', at: 0, bytes: utf8('x') } }],
  'value.finish': [{ what: 'a file', input: { key: kept, upload: '0123456789abcdef01', length: 1, replaced: { length: 3, head: utf8('old') } } }],
  'value.dropUpload': [{ what: 'a file that is given up', input: { key: kept, upload: '0123456789abcdef01' } }],
  'value.merge': [{ what: 'another HyperLogLog', input: { key: kept, others: [other] } }],
  'value.edit': [
    { what: 'an element', input: { key: kept, type: 'hash', edit: { kind: 'add', rows: [[utf8('f'), utf8('v')]], at: 'tail' } } },
    { what: 'the elements of a list', input: { key: kept, type: 'list', edit: { kind: 'remove', rows: [[utf8('0'), utf8('v')]] } } },
  ],
  'value.exchange': [{ what: 'rows for rows', input: { key: kept, type: 'hash', from: [], to: [[utf8('f'), utf8('v')]], whole: false } }],
  // Nothing was written that could be taken back.
  'value.undo': [{ what: 'what was never done', input: { undo: 'none' }, instead: 'missing' }],
  'value.save': [
    { what: 'another value', input: { key: kept, bytes: utf8('new'), expected: { kind: 'bytes', bytes: utf8('old') } } },
    { what: 'a new key', input: { key: other, bytes: utf8('new'), expected: { kind: 'absent' } } },
  ],
  'value.expire': [
    { what: 'a time to live', input: { key: kept, ttl: 60_000 } },
    { what: 'no time to live', input: { key: kept, ttl: null } },
  ],
  'value.remove': [{ what: 'a key that is there', input: { key: kept } }],
  // Nothing was taken that could be put back.
  'value.restore': [{ what: 'a key that was never taken', input: { key: other }, instead: 'missing' }],

  'feed.add': 'reads',
  'feed.drop': 'reads',
  'feed.view': 'reads',
  'feed.aim': 'reads',
  'feed.message': 'reads',
  'feed.clear': 'reads',
  'profiles.decoders': 'host',
  'commands.watch': 'host',
  'commands.save': 'host',
  'commands.run': 'host',
  'jobs.plan': 'reads',
  'jobs.start': [{ what: 'a plan that nobody made', input: { plan: 'none', keep: true, pace: 'full', name: 'x' }, instead: 'missing' }],
  'jobs.watch': 'host',
  'jobs.steer': 'host',
  'jobs.failures': 'host',
  'jobs.undo': [{ what: 'a job that was none', input: { job: 7 }, instead: 'missing' }],
  'jobs.file': 'host',
  'feed.source': 'reads',
  'feed.find': 'reads',
  'feed.before': 'reads',
  'feed.events': 'reads',
  // Where the server is one of the session's, CONFIG SET goes through the guard: sources.redis.test.ts.
  'feed.setEvents': [{ what: 'a server that is none of this session', input: { changes: [{ address: 'nowhere:1', after: 'KEA' }] }, instead: 'missing' }],
  'feed.groups': 'reads',
  'feed.fields': 'reads',
  'feed.channels': 'reads',
  'feed.alerts': 'reads',
  'feed.analytics': 'reads',
  'feed.record': 'host',
  'feed.stopRecording': 'host',
  'feed.captures': 'host',
  'feed.join': 'host',
  'feed.recordings': 'host',
  'feed.removeRecording': 'host',
  'feed.openRecording': 'host',
  'feed.openImport': 'host',
  'feed.import': 'host',
  'feed.kept': 'host',
  'feed.keep': 'host',
  'feed.export': 'reads',
  'feed.publish': [
    { what: 'a message', input: { kind: 'channel', channel: utf8('news'), payload: utf8('x') } },
    { what: 'an entry', input: { kind: 'stream', channel: utf8('log'), payload: utf8('field value') } },
  ],
  'feed.repeat': [{ what: 'messages', input: { kind: 'stream', channel: utf8('log'), payload: utf8('n {{seq}}'), perSecond: 10, count: 3 } }],
  // What it sends goes through the guard of the session it goes to: replay.test.ts.
  'feed.steer': 'host',
  'feed.replay': [{ what: 'to a session of nobody', input: { to: 'other', filter: '', from: 0, count: 1, speed: null, map: [] }, instead: 'missing' }],

  'console.run': [
    console('SET kept new'),
    console('sEt kept new'),
    console('DEL kept'),
    console('GETEX kept PERSIST'),
    console('SORT kept STORE other'),
    console('XREADGROUP GROUP g c STREAMS s >'),
    console('EVAL return(redis.call("del","kept")) 0'),
    console('EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0'),
    console('FCALL f 1 kept'),
    console('SCRIPT LOAD return(1)'),
    console('PUBLISH news x'),
    console('SPUBLISH news x'),
    console('RESTORE other 0 x REPLACE'),
    console('MIGRATE 127.0.0.1 1 kept 0 1'),
    console('KEYTIDE.UNKNOWN kept'),
    console('FLUSHALL', { danger: true }),
    console('flushdb ASYNC', { danger: true }),
    console('SWAPDB 0 1', { danger: true }),
    console('CONFIG SET maxmemory 1', { danger: true }),
    console('SCRIPT FLUSH', { danger: true }),
    console('FUNCTION FLUSH', { danger: true }),
    console('ACL SETUSER eve on', { danger: true }),
    console('CLIENT KILL TYPE normal', { danger: true }),
    console('CLIENT PAUSE 60000', { danger: true }),
    console('DEBUG SLEEP 0', { danger: true }),
    console('REPLICAOF 127.0.0.1 1', { danger: true }),
    console('SHUTDOWN NOSAVE', { danger: true }),
    console('LATENCY RESET', { danger: true }),
    console('MULTI', { instead: 'input' }),
    console('EXEC', { instead: 'input' }),
    console('RESET', { instead: 'input' }),
    console('SELECT 1', { instead: 'input' }),
    console('CLIENT REPLY OFF', { instead: 'input' }),
    console('BLPOP l 0', { instead: 'input' }),
    console('MONITOR', { instead: 'input' }),
    console(' SET kept new', { instead: 'input' }),
  ],
  'server.info': 'reads',

  'sample.start': 'host',
  'sample.rate': 'host',
};
