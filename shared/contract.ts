/** Every method and stream between page and host, one entry each: the only door. */
import * as v from 'valibot';
import { type AppEvent, type AppInfo, type DocPage, docPages, menuSchema, type Settings, settingsSchema } from './app.ts';
import type { Bytes } from './bytes.ts';
import type { Arrival, FoundServers, Offer } from './connections/arrivals.ts';
import { groupSchema, type PortableDraft, type Profile, profileSchema, type Recent, secretChangesSchema } from './connections/profile.ts';
import { maxIdleMinutes, minPassphrase, type SecretsState, secretBackends } from './connections/secrets.ts';
import type { SessionState, TestReport } from './connections/session.ts';
import type { EventChange } from './feed/events.ts';
import { exportFormats } from './feed/exporting.ts';
import { type FeedFrame, type FeedMessage, type StreamGroups, sourceKinds } from './feed/feed.ts';
import { type Alert, type Analytics, alertKinds, type SeenFields, type ServedChannels } from './feed/insight.ts';
import { type Published, publishKinds, type Repeating, type Replaying } from './feed/publishing.ts';
import type { FeedRecording, OpenRecording, RecordingFile } from './feed/recording.ts';
import type { ActivityEntry } from './jobs/activity.ts';
import type { KeyMeta, KeyPage } from './keys/keys.ts';
import type { Reply } from './reply.ts';
import { method, stream } from './rpc/define.ts';
import type { SampleState } from './sample/sample.ts';
import type { ServerInfo } from './server/server.ts';
import type { Saved, ValueRead } from './value/value.ts';

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
const eventFlags = v.pipe(v.string(), v.regex(/^[A-Za-z$]{0,30}$/));
const sourceOptions = v.object({
  from: v.optional(v.pipe(v.string(), v.regex(/^(\$|\d{1,20}(-\d{1,20})?)$/))),
  seconds: v.optional(atMost(86_400)),
  lines: v.optional(atMost(100_000_000)),
  own: v.optional(v.boolean()),
});
const publishKind = v.picklist(publishKinds);
const alertRule = v.object({ id: text(60), kind: v.picklist(alertKinds), query: text(1024), value: v.pipe(v.number(), v.minValue(0), v.maxValue(1e9)) });
const feedPlace = v.variant('kind', [
  v.object({ kind: v.literal('time'), at: v.pipe(v.number(), v.finite()) }),
  v.object({ kind: v.literal('seq'), seq: position }),
  v.object({ kind: v.literal('gap'), seq: position, back: v.boolean() }),
]);
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
  'value.read': method(v.object({ session, key: bytes, from: text(64), count: atMost(1000) })).returns<ValueRead>(),
  /** The whole string, for editing; refused above 16 MiB. */
  'value.load': method(v.object({ session, key: bytes })).returns<ValueRead>(),
  'value.save': method(v.object({ session, key: bytes, bytes, expected, confirmed })).returns<Saved>(),
  'value.expire': method(v.object({ session, key: bytes, ttl: v.nullable(position), confirmed })).returns<Saved>(),
  'value.remove': method(v.object({ session, key: bytes, confirmed })).returns<void>(),
  /** Puts back what `value.remove` took, with its TTL; conflict `exists` where the key is there again. */
  'value.restore': method(v.object({ session, key: bytes, confirmed })).returns<void>(),

  /** A source that is there keeps its number; one that was refused or has stopped begins anew. MONITOR asks first (`confirm`). */
  'feed.add': method(
    v.object({ session, kind: v.picklist(sourceKinds), name: bytes, options: v.optional(sourceOptions), confirmed: v.optional(confirmed) }),
  ).returns<{ readonly source: number }>(),
  'feed.source': method(
    v.object({ session, source: small, muted: v.optional(v.boolean()), solo: v.optional(v.boolean()), colour: v.optional(small) }),
  ).returns<void>(),
  'feed.drop': method(v.object({ session, source: small })).returns<void>(),
  /** What each primary notifies of (notify-keyspace-events), and what it would be with these flags added. */
  'feed.events': method(v.object({ session, flags: eventFlags })).returns<readonly EventChange[]>(),
  /** CONFIG SET on each of these; the same with `before` and `after` exchanged takes it back. */
  'feed.setEvents': method(
    v.object({ session, changes: v.pipe(v.array(v.object({ address: text(1100), after: eventFlags })), v.maxLength(1000)), confirmed }),
  ).returns<void>(),
  /** Groups of the streams that are followed, with how far each is behind. */
  'feed.groups': method(v.object({ session })).returns<readonly StreamGroups[]>(),
  /** One frame whenever something changed and the page has credit. `filter` is a query (shared/feed/query). */
  'feed.view': stream(v.object({ session, filter: text(1024), rows: atMost(500) })).of<FeedFrame>(),
  /** Follow the newest rows, or look at the rows from a position; the next frame shows them. */
  'feed.aim': method(v.object({ session, view: small, follow: v.boolean(), from: position, rows: atMost(500) })).returns<void>(),
  /** Where that is among the rows that pass, null where nothing is. */
  'feed.find': method(v.object({ session, view: small, place: feedPlace })).returns<{ readonly position: number | null }>(),
  /** The message of the same channel right before this one; null where none is kept. */
  'feed.before': method(v.object({ session, seq: position })).returns<{ readonly seq: number | null }>(),
  'feed.message': method(v.object({ session, seq: position })).returns<FeedMessage>(),
  'feed.clear': method(v.object({ session })).returns<void>(),
  /** `{{uuid}} {{now}} {{seq}} {{pick a|b}}` in the payload are filled in; of a stream the payload is its fields and values in turn. */
  'feed.publish': method(v.object({ session, kind: v.optional(publishKind), channel: bytes, payload: bytes, confirmed })).returns<Published>(),
  /** The same at a rate, each filled in anew, until all are sent or it is not watched any more. */
  'feed.repeat': stream(
    v.object({ session, kind: publishKind, channel: bytes, payload: bytes, perSecond: atMost(100_000), count: atMost(100_000_000), confirmed }),
  ).of<Repeating>(),
  /** What the servers say of subscriptions, now and whenever so many milliseconds have passed; null: once. */
  'feed.channels': stream(v.object({ session, everyMs: v.nullable(atMost(3_600_000)) })).of<ServedChannels>(),
  /** The fields of the newest messages, of one channel or of all. */
  'feed.fields': method(v.object({ session, channel: v.nullable(bytes), messages: atMost(10_000) })).returns<SeenFields>(),
  'feed.alerts': stream(v.object({ session, rules: v.pipe(v.array(alertRule), v.maxLength(100)) })).of<readonly Alert[]>(),
  /** Of what comes from now on. */
  'feed.analytics': stream(v.object({ session, filter: text(1024), everyMs: atMost(60_000), timeField: text(200) })).of<Analytics>(),
  /** Writes what comes from now on to a file in the folder of recordings, up to so many bytes. */
  'feed.record': method(v.object({ session, maxBytes: position })).returns<FeedRecording>(),
  'feed.stopRecording': method(v.object({ session })).returns<void>(),
  'feed.recordings': method(nothing).returns<readonly RecordingFile[]>(),
  'feed.removeRecording': method(v.object({ name: text(300) })).returns<void>(),
  /** As long as it is watched it can be looked at: what it yields goes where a session is asked for. */
  'feed.openRecording': stream(v.object({ name: text(300) })).of<OpenRecording>(),
  'feed.openImport': stream(v.object({ ndjson: bytes })).of<OpenRecording>(),
  /** Pieces of the file, in order; `seqs`: only these messages. */
  'feed.export': stream(
    v.object({ session, format: v.picklist(exportFormats), filter: text(1024), seqs: v.nullable(v.pipe(v.array(position), v.maxLength(100_000))) }),
  ).of<{ readonly bytes: Bytes; readonly rows: number; readonly total: number }>(),
  /** Publishes again what passes, to a session of the same page. `speed` null: as fast as possible. Commands that MONITOR saw are passed over. */
  'feed.replay': stream(
    v.object({
      session,
      to: session,
      filter: text(1024),
      from: position,
      count: position,
      speed: v.nullable(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))),
      map: v.pipe(v.array(v.object({ from: bytes, to: bytes })), v.maxLength(100)),
      confirmed,
    }),
  ).of<Replaying>(),

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
