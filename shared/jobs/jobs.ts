/** Bulk work: what it is asked to do and over which keys, what is said of it before it starts, how it goes and how it ended. */
import * as v from 'valibot';
import type { Bytes } from '../bytes.ts';
import type { Fault } from '../fault.ts';

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 512 * 1024 * 1024, 'expected bytes');
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const ttlMs = v.pipe(whole, v.minValue(1000), v.maxValue(100 * 365 * 86_400_000));

const db = v.pipe(whole, v.maxValue(65_535));

export const exportFormats = ['dump', 'values', 'commands'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const jobActionSchema = v.variant('kind', [
  v.object({ kind: v.literal('delete') }),
  /** Never 0 and nothing that has passed: that would delete. A moment is milliseconds since 1970, by the server's clock. */
  v.object({
    kind: v.literal('expire'),
    ttl: v.variant('kind', [
      v.object({ kind: v.literal('in'), ms: ttlMs }),
      v.object({ kind: v.literal('at'), at: v.pipe(whole, v.minValue(1)) }),
      v.object({ kind: v.literal('none') }),
    ]),
  }),
  /** Into another database of the same server, or to the server of another tab of this page. */
  v.object({
    kind: v.literal('copy'),
    to: v.variant('kind', [
      v.object({ kind: v.literal('db'), db }),
      /** Null: the database that tab is in. */
      v.object({ kind: v.literal('session'), session: v.pipe(v.string(), v.maxLength(40)), db: v.nullable(db) }),
    ]),
    /** Whether what exists there is overwritten; else it is left as it is. */
    replace: v.boolean(),
  }),
  v.object({ kind: v.literal('export'), format: v.picklist(exportFormats) }),
]);
export type JobAction = v.InferOutput<typeof jobActionSchema>;

const view = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

export const jobTargetSchema = v.variant('kind', [
  v.object({ kind: v.literal('keys'), keys: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(100_000)) }),
  /** As SCAN's MATCH and TYPE. */
  v.object({ kind: v.literal('pattern'), match: bytes, type: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(60))) }),
  /** What is selected, in a folder, or left by the filter of a view of the keys. */
  v.object({ kind: v.literal('selection'), view }),
  v.object({ kind: v.literal('folder'), view, folder: view }),
  v.object({ kind: v.literal('filter'), view }),
]);
export type JobTarget = v.InferOutput<typeof jobTargetSchema>;
/** The targets that live in the host's index of keys. */
export type ViewTarget = Extract<JobTarget, { readonly view: number }>;

export const paces = ['full', 'gentle'] as const;
export type Pace = (typeof paces)[number];

/** What could be put back afterwards. */
export type UndoOutlook =
  /** Nothing is lost: an export, a copy that overwrites nothing. */
  | { readonly kind: 'none' }
  /** Not allowed to this user, so that nothing could be put back. */
  | { readonly kind: 'refused'; readonly command: 'DUMP' | 'RESTORE' | 'EVAL' | 'PEXPIREAT' | 'PERSIST' }
  /** Of values from sampled sizes, of times to live exactly. `fits`: how many of the keys there is room for. `bigger`: sampled keys that alone are too big. */
  | {
      readonly kind: 'estimate';
      readonly bytes: number;
      readonly budget: number;
      readonly fits: number;
      readonly sampled: number;
      readonly bigger: number;
      readonly maxKey: number;
      /** Of a copy that overwrites: how many of the sampled keys stand where it goes. */
      readonly there?: number;
    };

export interface SampleKey {
  readonly key: Bytes;
  /** Null where it is refused or gone. */
  readonly type: string | null;
  readonly ttl: number | null;
  readonly memory: number | null;
}

export interface PlanNode {
  readonly address: string;
  readonly found: number;
  /** DBSIZE, null where it is refused. */
  readonly total: number | null;
  readonly done: boolean;
}

export type PlanState =
  | { readonly kind: 'counting'; readonly found: number; readonly looked: number; readonly total: number | null; readonly nodes: readonly PlanNode[] }
  /** The keys are frozen now: what is made later is not touched. Good as long as the stream is watched, or until it is started. */
  | {
      readonly kind: 'ready';
      readonly plan: string;
      readonly count: number;
      /** Named, or in the index, and not on the server any more. */
      readonly gone: number;
      readonly nodes: readonly PlanNode[];
      readonly sample: readonly SampleKey[];
      readonly undo: UndoOutlook;
      /** What has to be typed before it starts; null where a plain yes is enough. */
      readonly typed: string | null;
      readonly pace: Pace;
    };

/** Why a key was left as it is. */
export type Why =
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** It has another type than it was chosen for. */
  | { readonly kind: 'type' }
  /** There is one of that name already, or it is not what the job left there any more. */
  | { readonly kind: 'exists' }
  /** Too big for the bin: not deleted or overwritten. Or too big to be copied in one piece. */
  | { readonly kind: 'size' }
  /** Its time had passed before it could be put back. */
  | { readonly kind: 'expired' }
  /** It has another time to live than the job gave it. */
  | { readonly kind: 'ttl' }
  /** The line broke before the answer came, and what is there now does not tell who did it. */
  | { readonly kind: 'unknown' };

export type JobPhase =
  | { readonly kind: 'running' }
  /** For a connection, a server that is loading or busy: goes on by itself. */
  | { readonly kind: 'waiting'; readonly why: { readonly kind: 'fault'; readonly fault: Fault } | { readonly kind: 'database'; readonly db: number } }
  /** By the user. */
  | { readonly kind: 'paused' }
  /** By what stands in the way: the user goes on or cancels. */
  | { readonly kind: 'halted'; readonly why: { readonly kind: 'fault'; readonly fault: Fault } | { readonly kind: 'bin' } }
  | {
      readonly kind: 'ended';
      /** stopped: another server answers than the one that was planned for, or the sink is gone. */
      readonly how: 'complete' | 'cancelled' | 'stopped';
      readonly why: null | { readonly kind: 'fault'; readonly fault: Fault } | { readonly kind: 'different'; readonly address: string };
    };

export interface JobCounts {
  readonly applied: number;
  /** Not there any more when their turn came. */
  readonly gone: number;
  /** Of another type than they were chosen for: left as they are. */
  readonly changed: number;
  readonly failed: number;
  /** The outcome cannot be told. */
  readonly unknown: number;
}

export interface JobState {
  readonly job: number;
  readonly action: JobAction['kind'] | 'restore' | 'restoreTtl';
  /** The job whose keys, or whose keys' times to live, are put back. */
  readonly of: number | null;
  /** In a few words of Redis: `UNLINK`, `PEXPIREAT 1700000000000`, `COPY DB 3`. */
  readonly command: string;
  readonly target: JobTarget['kind'];
  /** Of a pattern; null else. */
  readonly match: Bytes | null;
  /** Where copies go: a name of that connection. */
  readonly to: string;
  readonly db: number;
  readonly phase: JobPhase;
  readonly pace: Pace;
  readonly total: number;
  readonly done: number;
  readonly counts: JobCounts;
  readonly perSecond: number;
  readonly startedAt: number;
  /** Without pauses. */
  readonly workedMs: number;
  readonly nodes: readonly { readonly address: string; readonly total: number; readonly done: number }[];
  readonly reasons: readonly { readonly why: Why; readonly count: number }[];
  /** Of the keys in `failed`, `changed` and `unknown`, how many are listed by name. */
  readonly listed: number;
  /** Null: nothing of it was ever in the bin. */
  readonly undo: null | { readonly keys: number; readonly bytes: number };
  /** Whether what is deleted or overwritten, or the time to live that is changed, goes to the bin first. */
  readonly keep: boolean;
  /** What was written to, and how much. `offered`: the page has to take it. */
  readonly file: null | { readonly name: string; readonly bytes: number; readonly offered: boolean };
}

export interface JobFailure {
  readonly key: Bytes;
  readonly why: Why;
}

export const jobSteers = ['pause', 'resume', 'cancel', 'full', 'gentle', 'final', 'forget'] as const;
/** `final`: what is left is deleted without the bin. `forget`: takes an ended job out of the list. */
export type JobSteer = (typeof jobSteers)[number];

/** What the user types before many keys are changed where that matters; the host compares it. */
export function wordsFor(action: JobAction['kind'], count: number, nodes: number): string {
  return `${action} ${count}${nodes > 1 ? ` on ${nodes} nodes` : ''}`;
}
