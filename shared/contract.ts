/** Every method and stream between page and host, one entry each: the only door. */
import * as v from 'valibot';
import { type AppEvent, type AppInfo, type DocPage, docPages, menuSchema, type Settings, settingsSchema } from './app.ts';
import type { Bytes } from './bytes.ts';
import type { Arrival, FoundServers, Offer } from './connections/arrivals.ts';
import { groupSchema, type PortableDraft, type Profile, profileSchema, type Recent, secretChangesSchema } from './connections/profile.ts';
import { maxIdleMinutes, minPassphrase, type SecretsState, secretBackends } from './connections/secrets.ts';
import type { SessionState, TestReport } from './connections/session.ts';
import { type FeedFrame, type FeedRow, sourceKinds } from './feed/feed.ts';
import type { ActivityEntry } from './jobs/activity.ts';
import type { KeyMeta, KeyPage } from './keys/keys.ts';
import type { Reply } from './reply.ts';
import { method, stream } from './rpc/define.ts';
import type { SampleState } from './sample/sample.ts';
import type { ServerInfo } from './server/server.ts';
import type { Changed } from './value/change.ts';
import { type Edited, maxEditRows, places, type Row } from './value/edit.ts';
import type { Group, PendingEntry } from './value/groups.ts';
import type { BytesWindow, FindStep, Saved, ValueRead } from './value/value.ts';

const maxValue = 512 * 1024 * 1024;
const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= maxValue, 'expected bytes');
const nothing = v.object({});
const session = v.pipe(v.string(), v.maxLength(40));
const small = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const position = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const atMost = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** What the user answered to a `confirm` fault: null before it was asked, the typed words (or '') after. */
const confirmed = v.nullable(text(1024));
const expected = v.variant('kind', [v.object({ kind: v.literal('absent') }), v.object({ kind: v.literal('bytes'), bytes })]);
const row = v.pipe(v.array(bytes), v.maxLength(8), v.readonly());
const rows = v.pipe(v.array(row), v.minLength(1), v.maxLength(maxEditRows), v.readonly());
const edit = v.variant('kind', [
  v.object({ kind: v.literal('add'), rows, at: v.picklist(places) }),
  v.object({ kind: v.literal('replace'), row, with: row }),
  v.object({ kind: v.literal('remove'), rows }),
]);
const look = v.object({ match: bytes, descending: v.boolean(), by: v.picklist(['score', 'lex']), min: text(1024), max: text(1024) });
const change = v.variant('kind', [
  v.object({ kind: v.literal('bit'), offset: position, to: v.picklist([0, 1]) }),
  v.object({ kind: v.literal('patch'), at: position, from: bytes, to: bytes }),
  v.object({ kind: v.literal('count'), by: text(24) }),
]);
const group = bytes;
const ids = v.pipe(v.array(text(42)), v.minLength(1), v.maxLength(1000), v.readonly());
const groupAct = v.variant('kind', [
  v.object({ kind: v.literal('create'), group, id: text(42) }),
  v.object({ kind: v.literal('setId'), group, id: text(42) }),
  v.object({ kind: v.literal('destroy'), group }),
  v.object({ kind: v.literal('ack'), group, ids }),
  v.object({ kind: v.literal('claim'), group, consumer: bytes, minIdle: position, ids }),
  v.object({ kind: v.literal('dropConsumer'), group, consumer: bytes }),
  v.object({ kind: v.literal('trim'), by: v.picklist(['MAXLEN', 'MINID']), to: text(42) }),
]);
const uploadId = v.pipe(v.string(), v.regex(/^([0-9a-f]{18})?$/));
const part = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 1024 * 1024, 'expected at most 1 MB of bytes');
const target = v.object({ by: v.picklist(['score', 'member', 'value']), value: bytes });
const draft = v.object({ profile: profileSchema, secrets: secretChangesSchema });

export const contract = {
  'app.info': method(nothing).returns<AppInfo>(),
  /** The page lends its translated menu and hears what is chosen there. */
  'app.events': stream(v.object({ menu: menuSchema })).of<AppEvent>(),
  'app.openDoc': method(v.object({ page: v.picklist(Object.keys(docPages) as DocPage[]) })).returns<void>(),
  'settings.watch': stream(nothing).of<Settings>(),
  'settings.write': method(v.partial(settingsSchema)).returns<void>(),

  'profiles.watch': stream(nothing).of<readonly Profile[]>(),
  'profiles.save': method(draft).returns<Profile>(),
  'profiles.remove': method(v.object({ id: text(40) })).returns<void>(),
  /** A copy with its secrets, right after it. */
  'profiles.duplicate': method(v.object({ id: text(40), name: text(200) })).returns<Profile>(),
  'profiles.favourite': method(v.object({ id: text(40), favourite: v.boolean() })).returns<void>(),
  /** Into the group, right before that connection; null: to the end. */
  'profiles.move': method(v.object({ ids: v.pipe(v.array(text(40)), v.maxLength(10_000)), group: groupSchema, before: v.nullable(text(40)) })).returns<void>(),
  /** A group with all that is in it; `to` is its new path. */
  'profiles.moveGroup': method(v.object({ from: groupSchema, to: groupSchema, before: v.nullable(text(40)) })).returns<void>(),
  'profiles.recent': stream(nothing).of<readonly Recent[]>(),
  /** Null: all. Without a passphrase there are no secrets in it; with one it is sealed. */
  'profiles.export': method(v.object({ ids: v.nullable(v.pipe(v.array(text(40)), v.maxLength(10_000))), passphrase: text(1024) })).returns<{
    readonly text: string;
  }>(),
  /** Opens a sealed export; nothing is saved by it. */
  'profiles.unseal': method(v.object({ text: text(64 * 1024 * 1024), passphrase: text(1024) })).returns<readonly PortableDraft[]>(),

  'secrets.state': stream(nothing).of<SecretsState>(),
  /** Those that can be read move there. With `discard`, a locked vault is forgotten with all that is in it. */
  'secrets.choose': method(
    v.object({
      backend: v.picklist(secretBackends),
      passphrase: v.union([v.literal(''), v.pipe(text(1024), v.minLength(minPassphrase))]),
      idleMinutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxIdleMinutes)),
      discard: v.boolean(),
    }),
  ).returns<void>(),
  'secrets.unlock': method(v.object({ passphrase: text(1024) })).returns<void>(),
  'secrets.lock': method(nothing).returns<void>(),

  'connections.test': method(draft).returns<TestReport>(),
  /** What was handed over from outside (a command line, a link). Each comes to one page, which asks before anything is connected. */
  'connections.arrivals': stream(nothing).of<Arrival>(),
  /** The addresses in the environment of the host. */
  'connections.environment': method(nothing).returns<readonly Offer[]>(),
  /** Servers on the host's machine, asked within some seconds and without a login. */
  'connections.find': method(nothing).returns<FoundServers>(),

  /** Opens a session that lives as long as this stream is watched. `readOnly` is stricter than the profile, never looser. */
  'session.open': stream(v.object({ profileId: text(40), db: v.nullable(small), readOnly: v.optional(v.boolean()) })).of<SessionState>(),
  'session.retry': method(v.object({ session })).returns<void>(),
  'session.select': method(v.object({ session, db: small })).returns<void>(),
  /** The user has read that this is a different server. */
  'session.acknowledge': method(v.object({ session })).returns<void>(),
  /** Opens the write session of a production connection, or begins its time anew. */
  'session.unlock': method(v.object({ session })).returns<void>(),
  'session.lock': method(v.object({ session })).returns<void>(),
  /** The user agrees that passwords go to these hosts, for as long as the session lives; `approved` of the profile is what remembers it. */
  'session.approve': method(v.object({ session, hosts: v.pipe(v.array(text(1100)), v.maxLength(1000)) })).returns<void>(),
  /** The user has compared the fingerprint of an SSH server that was unknown. */
  'hostKeys.approve': method(v.object({ host: text(1100), port: small, sha256: text(100) })).returns<void>(),
  'session.activity': stream(v.object({ session })).of<readonly ActivityEntry[]>(),

  /** One page of SCAN per credit; ends after the page that is complete. */
  'keys.scan': stream(v.object({ session, match: bytes, type: v.nullable(text(60)), count: atMost(10_000) })).of<KeyPage>(),
  'keys.meta': method(v.object({ session, keys: v.pipe(v.array(bytes), v.maxLength(500)) })).returns<readonly KeyMeta[]>(),

  /** `from` is '' for the first window; `count` is rows of a collection. */
  'value.read': method(v.object({ session, key: bytes, look, from: text(64), count: atMost(1000) })).returns<ValueRead>(),
  /** Some bytes of a string, of any size. */
  'value.bytes': method(v.object({ session, key: bytes, from: position, length: atMost(1024 * 1024) })).returns<BytesWindow>(),
  /** Where in a string these bytes are: one window of it for each credit, a thousand places at most. */
  'value.find': stream(v.object({ session, key: bytes, needle: bytes, from: position })).of<FindStep>(),
  /** A bit, some bytes in place, or a count: only while it is what was seen. */
  'value.change': method(v.object({ session, key: bytes, change, confirmed })).returns<Changed>(),
  /** A part of what shall become a string, kept beside it until `value.finish`; '' begins. */
  'value.upload': method(v.object({ session, key: bytes, upload: uploadId, at: position, bytes: part, confirmed })).returns<{ readonly upload: string }>(),
  /** The parts take the key's place in one step, with its TTL: only where it is still what was loaded; null: where there is none. */
  'value.finish': method(
    v.object({ session, key: bytes, upload: uploadId, length: position, replaced: v.nullable(v.object({ length: position, head: part })), confirmed }),
  ).returns<void>(),
  'value.dropUpload': method(v.object({ session, key: bytes, upload: uploadId, confirmed })).returns<void>(),
  /** What a HyperLogLog has counted. */
  'value.hll': method(v.object({ session, key: bytes })).returns<{ readonly count: string }>(),
  'value.merge': method(v.object({ session, key: bytes, others: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(100)), confirmed })).returns<{
    readonly undo: string | null;
  }>(),
  /** Consumer groups of a stream. */
  'value.groups': method(v.object({ session, key: bytes })).returns<readonly Group[]>(),
  /** What was delivered and not acknowledged, in the order of ids from `from` on. */
  'value.pending': method(v.object({ session, key: bytes, group: bytes, from: text(42), count: atMost(1000) })).returns<readonly PendingEntry[]>(),
  'value.group': method(v.object({ session, key: bytes, act: groupAct, confirmed })).returns<{ readonly changed: number }>(),
  /** What has the identity of this row now; null where nothing has. */
  'value.element': method(v.object({ session, key: bytes, type: text(60), row })).returns<Row | null>(),
  /** Position of the first row that fits, in the order of the look; null where there is none. */
  'value.locate': method(v.object({ session, key: bytes, type: text(60), target, look })).returns<number | null>(),
  /** The whole string, for editing; refused above 16 MiB. */
  'value.load': method(v.object({ session, key: bytes })).returns<ValueRead>(),
  'value.save': method(v.object({ session, key: bytes, bytes, expected, confirmed })).returns<Saved>(),
  /** One step, only while the rows are what was loaded; otherwise `conflict`, and nothing is changed. */
  'value.edit': method(v.object({ session, key: bytes, type: text(60), edit, confirmed })).returns<Edited>(),
  /** Takes back a save or an edit, where what it left is still there. */
  'value.undo': method(v.object({ session, undo: text(40), confirmed })).returns<void>(),
  'value.expire': method(v.object({ session, key: bytes, ttl: v.nullable(position), confirmed })).returns<Saved>(),
  'value.remove': method(v.object({ session, key: bytes, confirmed })).returns<void>(),
  /** Puts back what `value.remove` took, with its TTL; conflict `exists` where the key is there again. */
  'value.restore': method(v.object({ session, key: bytes, confirmed })).returns<void>(),

  'feed.add': method(v.object({ session, kind: v.picklist(sourceKinds), name: bytes })).returns<{ readonly source: number }>(),
  'feed.drop': method(v.object({ session, source: small })).returns<void>(),
  /** One frame whenever something changed and the page has credit. `filter` is text to be found in channel or payload. */
  'feed.view': stream(v.object({ session, filter: text(1024), rows: atMost(500) })).of<FeedFrame>(),
  /** Follow the newest rows, or look at the rows from a position; the next frame shows them. */
  'feed.aim': method(v.object({ session, view: small, follow: v.boolean(), from: position, rows: atMost(500) })).returns<void>(),
  'feed.message': method(v.object({ session, seq: position })).returns<{ readonly row: FeedRow; readonly payload: Bytes }>(),
  'feed.clear': method(v.object({ session })).returns<void>(),
  'feed.publish': method(v.object({ session, channel: bytes, payload: bytes, confirmed })).returns<{ readonly receivers: number }>(),

  'console.run': method(v.object({ session, words: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(10_000)), confirmed })).returns<{
    readonly reply: Reply;
    readonly ms: number;
  }>(),
  'server.info': method(v.object({ session })).returns<ServerInfo>(),

  /** Starts the sample server or joins the running one; ends with the page that asked last, or with the app. */
  'sample.start': stream(nothing).of<SampleState>(),
  'sample.rate': method(v.object({ perSecond: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)) })).returns<void>(),
};

export type KeytideContract = typeof contract;
