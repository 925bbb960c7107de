/** Every method and stream between page and host, one entry each: the only door. */
import * as v from 'valibot';
import { type AppEvent, type AppInfo, type DocPage, docPages, menuSchema, type Settings, settingsSchema } from './app.ts';
import type { Bytes } from './bytes.ts';
import { groupSchema, type PortableDraft, type Profile, profileSchema, type Recent, secretChangesSchema } from './connections/profile.ts';
import { maxIdleMinutes, minPassphrase, type SecretsState, secretBackends } from './connections/secrets.ts';
import type { SessionState, TestReport } from './connections/session.ts';
import { type FeedFrame, type FeedRow, sourceKinds } from './feed/feed.ts';
import type { ActivityEntry } from './jobs/activity.ts';
import { type JobFailure, type JobState, jobActionSchema, jobSteers, jobTargetSchema, type PlanState, paces } from './jobs/jobs.ts';
import type { KeysFrame } from './keys/frame.ts';
import { type Copied, type FolderSize, type KeyChange, type KeyDetails, type KeyMeta, type LiveOffer, newValueSchema } from './keys/keys.ts';
import { keyShapeSchema } from './keys/shape.ts';
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
const place = v.object({ session, db: v.nullable(small) });
const draft = v.object({ profile: profileSchema, secrets: secretChangesSchema });

export const contract = {
  'app.info': method(nothing).returns<AppInfo>(),
  /** The page lends its translated menu and hears what is chosen there; without a native menu it only hears of addresses. */
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

  /** Opens a session that lives as long as this stream is watched. */
  'session.open': stream(v.object({ profileId: text(40), db: v.nullable(small) })).of<SessionState>(),
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
  /** `start` with other words than before begins anew; `resume` goes on where it stopped, with a new limit if there is one. */
  'keys.scan': method(
    v.object({
      session,
      action: v.picklist(['start', 'stop', 'resume', 'rescan']),
      match: v.optional(v.nullable(bytes)),
      type: v.optional(v.nullable(text(60))),
      limit: v.optional(atMost(100_000_000)),
    }),
  ).returns<void>(),
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
  'keys.liveOffer': method(v.object({ session })).returns<LiveOffer>(),
  /** The list follows what the server tells; notifications that are off are turned on, which changes the server's configuration; `restore` is off and undoes that. */
  'keys.live': method(v.object({ session, mode: v.picklist(['off', 'notifications', 'tracking', 'restore']), confirmed })).returns<void>(),
  /** What happens to one key, while the list is live. */
  'keys.changes': stream(v.object({ session, key: bytes })).of<KeyChange>(),

  /** Keys the user has pinned in this connection and database, newest first. */
  'pins.watch': stream(v.object({ session })).of<readonly Bytes[]>(),
  'pins.set': method(v.object({ session, key: bytes, pinned: v.boolean() })).returns<void>(),

  /** `from` is '' for the first window; `count` is rows of a collection. */
  'value.read': method(v.object({ session, key: bytes, from: text(64), count: atMost(1000) })).returns<ValueRead>(),
  /** The whole string, for editing; refused above 16 MiB. */
  'value.load': method(v.object({ session, key: bytes })).returns<ValueRead>(),
  'value.save': method(v.object({ session, key: bytes, bytes, expected, confirmed })).returns<Saved>(),
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
