/** Every method and stream between page and host, one entry each: the only door. */
import * as v from 'valibot';
import { type AppEvent, type AppInfo, badgeSchema, type DocPage, docPages, menuSchema, outsideNotice, type Settings, settingsSchema } from './app.ts';
import type { Bytes } from './bytes.ts';
import type { Arrival, FoundServers, Offer } from './connections/arrivals.ts';
import { groupSchema, type PortableDraft, type Profile, profileSchema, type Recent, secretChangesSchema } from './connections/profile.ts';
import { maxIdleMinutes, minPassphrase, type SecretsState, secretBackends } from './connections/secrets.ts';
import type { Ability, DatabaseCount, OutcomeCheck, SessionState, TestReport } from './connections/session.ts';
import type { EventChange } from './feed/events.ts';
import { type Exported, exportFormats } from './feed/exporting.ts';
import { type FeedFrame, type FeedMessage, type StreamGroups, sourceKinds } from './feed/feed.ts';
import { eventFlags, exportedRows, feedPlace, feedShape, letter, publishKind, replaySteer, replayWish, seen, sourceOptions } from './feed/inputs.ts';
import type { Alert, Analytics, SeenFields, ServedChannels } from './feed/insight.ts';
import { type Kept, keepChange } from './feed/keepsakes.ts';
import type { Published, Repeating, Replaying } from './feed/publishing.ts';
import type { FeedRecording, Imported, OpenRecording, RecordingFile, RunningCapture } from './feed/recording.ts';
import { atMost, bytes, confirmed, nothing, place, position, session, small, text, words } from './inputs.ts';
import type { ActivityEntry } from './jobs/activity.ts';
import { type JobFailure, type JobState, jobActionSchema, jobSteers, jobTargetSchema, type PlanState, paces } from './jobs/jobs.ts';
import type { KeysFrame } from './keys/frame.ts';
import { scanWish } from './keys/inputs.ts';
import { type Copied, type FolderSize, type KeyChange, type KeyDetails, type KeyMeta, type LiveOffer, newValueSchema } from './keys/keys.ts';
import { keyShapeSchema } from './keys/shape.ts';
import type { Reply } from './reply.ts';
import { method, stream } from './rpc/define.ts';
import type { SampleState } from './sample/sample.ts';
import type { ServerInfo } from './server/server.ts';
import type { Changed } from './value/change.ts';
import { type CommandResult, type CustomCommand, commandSchema, maxCommands } from './value/command.ts';
import { type KeptDraft, keptDraft } from './value/drafts.ts';
import type { Edited, Row } from './value/edit.ts';
import type { Group, GroupDone, PendingWindow } from './value/groups.ts';
import { change, edit, exchange, expected, groupAct, look, others, part, replaced, row, target, uploadId } from './value/inputs.ts';
import { type ModuleAnswer, moduleAct, moduleAsk } from './value/types/modules.ts';
import type { BytesWindow, FindStep, Saved, Undoable, ValueRead } from './value/value.ts';
import { watchingSchema } from './watching.ts';

const draft = v.object({ profile: profileSchema, secrets: secretChangesSchema });

export const contract = {
  'app.info': method(nothing).returns<AppInfo>(),
  /** The page lends its translated menu and hears what is chosen there. */
  'app.events': stream(v.object({ menu: menuSchema })).of<AppEvent>(),
  'app.openDoc': method(v.object({ page: v.picklist(Object.keys(docPages) as DocPage[]) })).returns<void>(),
  /** A notice of the system for as long as it is watched; where the page raises its own it is refused. */
  'app.notice': stream(outsideNotice).of<'clicked'>(),
  /** A number on the application's picture, for as long as it is watched; refused as a notice is. */
  'app.badge': stream(badgeSchema).of<never>(),
  'settings.watch': stream(nothing).of<Settings>(),
  'settings.write': method(v.partial(settingsSchema)).returns<void>(),

  'profiles.watch': stream(nothing).of<readonly Profile[]>(),
  'profiles.save': method(draft).returns<Profile>(),
  'profiles.remove': method(v.object({ id: text(40) })).returns<void>(),
  /** A copy with its secrets, right after it. */
  'profiles.duplicate': method(v.object({ id: text(40), name: text(200) })).returns<Profile>(),
  'profiles.favourite': method(v.object({ id: text(40), favourite: v.boolean() })).returns<void>(),
  /** How values of this connection are read: rules of all patterns, and schemas; nothing else of it changes. */
  'profiles.decoders': method(v.object({ id: text(40), decoders: profileSchema.entries.decoders, schemas: profileSchema.entries.schemas })).returns<void>(),
  /** What its feed is watched with: saved queries and alert rules. */
  'profiles.watching': method(v.object({ id: text(40), ...watchingSchema.entries })).returns<void>(),
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
  /** The databases that have keys, null where the server does not tell. */
  'session.databases': method(v.object({ session })).returns<{ readonly databases: readonly DatabaseCount[] | null }>(),
  /** What the server has now, of a command of unknown outcome; reads only. */
  'session.check': method(v.object({ session, entry: position })).returns<OutcomeCheck>(),
  'session.settle': method(v.object({ session, entries: v.pipe(v.array(position), v.maxLength(100)) })).returns<void>(),
  /** What the session's user may do, asked without trying it; `abilities` is null where the server does not tell. */
  'session.permissions': method(v.object({ session })).returns<{
    readonly user: string;
    readonly abilities: readonly Ability[] | null;
    readonly refused: readonly string[];
  }>(),
  /** While it is watched the tab is on screen, and the numbers of its status bar are kept fresh. Yields nothing. */
  'session.shown': stream(v.object({ session })).of<never>(),
  'session.activity': stream(v.object({ session })).of<readonly ActivityEntry[]>(),

  /** One frame whenever something changed and the page has credit; watching begins the scan. `rows` is how many rows a frame shows. */
  'keys.view': stream(v.object({ session, rows: atMost(500), shape: keyShapeSchema })).of<KeysFrame>(),
  /** The next frame shows the rows from there. */
  'keys.aim': method(v.object({ session, view: small, from: position, rows: atMost(500) })).returns<void>(),
  /** A new shape ends the work on the one before; folders that were open stay so. */
  'keys.shape': method(v.object({ session, view: small, shape: keyShapeSchema })).returns<void>(),
  'keys.open': method(v.object({ session, view: small, folder: position, open: v.boolean() })).returns<void>(),
  /** Opens what the key is in; its row, null where it is not in the view. */
  'keys.reveal': method(v.object({ session, view: small, key: bytes })).returns<{ readonly position: number | null }>(),
  /** `range` is from the row last chosen with `one` or `toggle`; a folder stands for the keys in it. */
  'keys.select': method(v.object({ session, view: small, how: v.picklist(['one', 'toggle', 'range', 'all', 'none']), at: position })).returns<void>(),
  'keys.scan': method(scanWish).returns<void>(),
  'keys.meta': method(v.object({ session, keys: v.pipe(v.array(bytes), v.maxLength(500)) })).returns<readonly KeyMeta[]>(),
  /** Length, encoding, memory, and in a cluster slot and node; no more than the server is asked for in a second, so it may take its time. */
  'keys.details': method(v.object({ session, keys: v.pipe(v.array(bytes), v.maxLength(500)) })).returns<readonly KeyDetails[]>(),
  /** Samples a folder until the estimate is good; ends when it is. */
  'keys.sizes': stream(v.object({ session, view: small, folder: position })).of<FolderSize>(),
  /** RENAMENX: conflict `exists` where that name is taken, unless it is to be replaced. */
  'keys.rename': method(v.object({ session, key: bytes, to: bytes, replace: v.boolean(), confirmed })).returns<Copied>(),
  /** A copy with its TTL; `target` is another session of this page, or another database of the same. */
  'keys.duplicate': method(v.object({ session, key: bytes, to: bytes, target: place, replace: v.boolean(), confirmed })).returns<Copied>(),
  /** The copy first, then the original goes, if nobody changed it meanwhile. */
  'keys.move': method(v.object({ session, key: bytes, to: bytes, target: place, replace: v.boolean(), confirmed })).returns<Copied>(),
  /** Conflict `exists` where the key is there; all of it is made or nothing. `ttl` in milliseconds. */
  'keys.create': method(v.object({ session, key: bytes, value: newValueSchema, ttl: v.nullable(atMost(Number.MAX_SAFE_INTEGER)), confirmed })).returns<void>(),
  /** The commands that make it again, as redis-cli reads them; `complete` is false where it was too big and the text is only its beginning. */
  'keys.recreate': method(v.object({ session, key: bytes })).returns<{ readonly text: string; readonly complete: boolean }>(),
  /** Until a moment of the server's clock, in milliseconds since 1970; refused where it has passed. */
  'keys.expireAt': method(v.object({ session, key: bytes, at: atMost(Number.MAX_SAFE_INTEGER), confirmed })).returns<void>(),
  /** The server's clock, in milliseconds since 1970. */
  'keys.clock': method(v.object({ session })).returns<{ readonly now: number }>(),
  'keys.liveOffer': method(v.object({ session })).returns<LiveOffer>(),
  /** The list follows what the server tells; notifications that are off are turned on, which changes the server's configuration; `restore` is off and undoes that. */
  'keys.live': method(v.object({ session, mode: v.picklist(['off', 'notifications', 'tracking', 'restore']), confirmed })).returns<void>(),
  /** What happens to one key, while the list is live. */
  'keys.changes': stream(v.object({ session, key: bytes })).of<KeyChange>(),

  /** Keys the user has pinned in this connection and database, newest first. */
  'pins.watch': stream(v.object({ session })).of<readonly Bytes[]>(),
  'pins.set': method(v.object({ session, key: bytes, pinned: v.boolean() })).returns<void>(),

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
  'value.finish': method(v.object({ session, key: bytes, upload: uploadId, length: position, replaced, confirmed })).returns<Undoable>(),
  'value.dropUpload': method(v.object({ session, key: bytes, upload: uploadId, confirmed })).returns<void>(),
  'value.hll': method(v.object({ session, key: bytes })).returns<{ readonly count: string }>(),
  'value.merge': method(v.object({ session, key: bytes, others, confirmed })).returns<Undoable>(),
  'value.groups': method(v.object({ session, key: bytes })).returns<readonly Group[]>(),
  /** What was delivered and not acknowledged, for so long at least, in the order of ids from `from` on. */
  'value.pending': method(v.object({ session, key: bytes, group: bytes, from: text(42), count: atMost(1000), minIdle: position })).returns<PendingWindow>(),
  'value.group': method(v.object({ session, key: bytes, act: groupAct, confirmed })).returns<GroupDone>(),
  'value.types': method(v.object({ session })).returns<readonly string[]>(),
  /** Of the types with a view of their own (shared/value/types/modules.ts): which this server has, and more of a value, in the shape of the question. */
  'value.ask': method(v.object({ session, key: bytes, ask: moduleAsk })).returns<ModuleAnswer>(),
  'value.act': method(v.object({ session, key: bytes, act: moduleAct, confirmed })).returns<Undoable>(),
  /** What has the identity of this row now; null where nothing has. */
  'value.element': method(v.object({ session, key: bytes, type: text(60), row })).returns<Row | null>(),
  /** Position of the first row that fits, in the order of the look; null where there is none. */
  'value.locate': method(v.object({ session, key: bytes, type: text(60), target, look })).returns<number | null>(),
  /** The whole string, for editing; refused above 16 MiB. */
  'value.load': method(v.object({ session, key: bytes })).returns<ValueRead>(),
  'value.save': method(v.object({ session, key: bytes, bytes, expected, confirmed })).returns<Saved>(),
  /** One step, only while the rows are what was loaded; otherwise `conflict`, and nothing is changed. */
  'value.edit': method(v.object({ session, key: bytes, type: text(60), edit, confirmed })).returns<Edited>(),
  /** Rows for rows in one step, only while they are what was loaded. */
  'value.exchange': method(v.object({ session, key: bytes, type: text(60), ...exchange, confirmed })).returns<Undoable>(),
  /** Takes back a save or an edit, where what it left is still there. */
  'value.undo': method(v.object({ session, undo: text(40), confirmed })).returns<void>(),
  'value.expire': method(v.object({ session, key: bytes, ttl: v.nullable(position), confirmed })).returns<Saved>(),
  'value.remove': method(v.object({ session, key: bytes, confirmed })).returns<void>(),
  /** Puts back what `value.remove` took, with its TTL; conflict `exists` where the key is there again. */
  'value.restore': method(v.object({ session, key: bytes, confirmed })).returns<void>(),

  /** Of a saved connection; sealed by the host, or not kept. */
  'drafts.read': method(v.object({ owner: text(60) })).returns<readonly KeptDraft[]>(),
  'drafts.keep': method(keptDraft).returns<{ readonly kept: boolean }>(),

  /** The user's own decoders; saving replaces all of them. */
  'commands.watch': stream(nothing).of<readonly CustomCommand[]>(),
  'commands.save': method(v.object({ commands: v.pipe(v.array(commandSchema), v.maxLength(maxCommands)) })).returns<void>(),
  /** Runs a saved one over a value; `key` fills its placeholder. */
  'commands.run': method(v.object({ name: text(60), key: bytes, bytes })).returns<CommandResult>(),

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
  /** CONFIG SET on all of these, or where one refuses on none; the same with `before` and `after` exchanged takes it back. */
  'feed.setEvents': method(
    v.object({ session, changes: v.pipe(v.array(v.object({ address: text(1100), after: eventFlags })), v.maxLength(1000)), confirmed }),
  ).returns<void>(),
  /** Groups of the streams that are followed, with how far each is behind. */
  'feed.groups': method(v.object({ session })).returns<readonly StreamGroups[]>(),
  /** One frame whenever something changed and the page has credit. `filter` is a query (shared/feed/query). */
  'feed.view': stream(v.object({ session, filter: text(1024), rows: atMost(500), ...feedShape })).of<FeedFrame>(),
  /** Follow the newest rows, or look at the rows from a position; the next frame shows them. */
  'feed.aim': method(v.object({ session, view: small, follow: v.boolean(), from: position, rows: atMost(500), seen })).returns<void>(),
  /** Where that is among the rows that pass, null where nothing is. */
  'feed.find': method(v.object({ session, view: small, place: feedPlace })).returns<{ readonly position: number | null }>(),
  /** The message of the same channel right before this one; null where none is kept. */
  'feed.before': method(v.object({ session, seq: position })).returns<{ readonly seq: number | null }>(),
  'feed.message': method(v.object({ session, seq: position })).returns<FeedMessage>(),
  'feed.clear': method(v.object({ session })).returns<void>(),
  /** `{{uuid}} {{now}} {{seq}} {{pick a|b}}` in the payload are filled in; of a stream the payload is its fields and values in turn. */
  'feed.publish': method(v.object({ session, kind: v.optional(publishKind), ...letter })).returns<Published>(),
  /** The same at a rate, each filled in anew, until all are sent or it is not watched any more. */
  'feed.repeat': stream(v.object({ session, kind: publishKind, ...letter, perSecond: atMost(100_000), count: atMost(100_000_000) })).of<Repeating>(),
  /** What the servers say of subscriptions, now and whenever so many milliseconds have passed; null: once. */
  'feed.channels': stream(v.object({ session, everyMs: v.nullable(atMost(3_600_000)) })).of<ServedChannels>(),
  /** The fields of the newest messages, of one channel or of all. */
  'feed.fields': method(v.object({ session, channel: v.nullable(bytes), messages: atMost(10_000) })).returns<SeenFields>(),
  'feed.alerts': stream(v.object({ session, rules: watchingSchema.entries.alerts })).of<readonly Alert[]>(),
  /** Of what comes from now on. */
  'feed.analytics': stream(v.object({ session, filter: text(1024), everyMs: atMost(60_000), timeField: text(200) })).of<Analytics>(),
  /** Writes what comes from now on to a file in the folder of recordings, up to so many bytes. */
  'feed.record': method(v.object({ session, maxBytes: position })).returns<FeedRecording>(),
  'feed.stopRecording': method(v.object({ session })).returns<void>(),
  /** Of all pages. One that is joined runs until its last page has left; what `join` yields goes where a session is asked for, to be looked at. */
  'feed.captures': method(nothing).returns<readonly RunningCapture[]>(),
  'feed.join': stream(v.object({ capture: text(40) })).of<OpenRecording>(),
  'feed.recordings': method(nothing).returns<readonly RecordingFile[]>(),
  'feed.removeRecording': method(v.object({ name: text(300) })).returns<void>(),
  /** As long as it is watched it can be looked at: what it yields goes where a session is asked for. Read by the decoders of this connection. */
  'feed.openRecording': stream(v.object({ name: text(300), profile: v.optional(text(40)) })).of<OpenRecording>(),
  /** Empty until pieces of a file are put into it; gives what there is by then. */
  'feed.openImport': stream(v.object({ profile: v.optional(text(40)) })).of<OpenRecording>(),
  'feed.import': method(v.object({ session, ndjson: bytes, last: v.boolean() })).returns<Imported>(),
  /** Pieces of the file, in order. */
  'feed.export': stream(v.object({ session, format: v.picklist(exportFormats), filter: text(1024), ...exportedRows })).of<Exported>(),
  /** What is kept beside the feed of a connection: letters and pinned messages. On disk sealed, or where nothing seals as the settings say. */
  'feed.kept': method(v.object({ profile: text(40) })).returns<Kept>(),
  'feed.keep': method(v.object({ profile: text(40), change: keepChange })).returns<void>(),
  /** Publishes again what passes, to a session of the same page. `speed` null: as fast as possible. Commands that MONITOR saw are passed over. */
  'feed.replay': stream(replayWish).of<Replaying>(),
  'feed.steer': method(v.object({ replay: text(40), to: replaySteer })).returns<void>(),

  /** `everywhere`: on each primary of a cluster; the reply then has one pair of address and answer for each. */
  'console.run': method(v.object({ session, words, confirmed, everywhere: v.optional(v.boolean()) })).returns<{ readonly reply: Reply; readonly ms: number }>(),
  'server.info': method(v.object({ session })).returns<ServerInfo>(),

  /** Counts, then waits with the frozen keys for `jobs.start`; they are given up when nobody watches any more. */
  'jobs.plan': stream(v.object({ session, action: jobActionSchema, target: jobTargetSchema })).of<PlanState>(),
  /** `keep`: into the bin first. An export asks for a file where the host can. */
  'jobs.start': method(v.object({ session, plan: text(40), keep: v.boolean(), pace: v.picklist(paces), name: text(200), confirmed })).returns<{
    readonly job: number;
  }>(),
  /** All of the session's, newest first, whenever one of them changed. */
  'jobs.watch': stream(v.object({ session })).of<readonly JobState[]>(),
  'jobs.steer': method(v.object({ session, job: small, how: v.picklist(jobSteers) })).returns<void>(),
  'jobs.failures': method(v.object({ session, job: small, from: small, count: atMost(500) })).returns<readonly JobFailure[]>(),
  /** Puts back what the bin has of it: a job of its own. Never over a key that is there again. */
  'jobs.undo': method(v.object({ session, job: small, confirmed })).returns<{ readonly job: number }>(),
  /** The file of an export, piece by piece, where the host has no place to write it. The job goes on as the page takes it. */
  'jobs.file': stream(v.object({ session, job: small })).of<Bytes>(),

  /** Starts the sample server or joins the running one; ends with the page that asked last, or with the app. */
  'sample.start': stream(nothing).of<SampleState>(),
  'sample.rate': method(v.object({ perSecond: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)) })).returns<void>(),
};

export type KeytideContract = typeof contract;
