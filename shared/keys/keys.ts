/** Keys as rows show them, and what can be done to one. */
import * as v from 'valibot';
import type { Bytes } from '../bytes.ts';

export const coreTypes = ['string', 'hash', 'list', 'set', 'zset', 'stream'] as const;

export type KeyMeta =
  | { readonly kind: 'known'; readonly type: string /** Milliseconds left, null for none. */; readonly ttl: number | null }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }
  /** Its node of the cluster cannot be asked now. */
  | { readonly kind: 'lost' };

export type KeyDetails =
  | {
      readonly kind: 'known';
      readonly type: string;
      readonly ttl: number | null;
      /** Bytes of a string, else elements; null for a type whose length is not known how to ask. */
      readonly length: number | null;
      readonly encoding: string | null;
      /** MEMORY USAGE with its default samples; null where that is refused. */
      readonly memory: number | null;
      /** In a cluster. */
      readonly slot: number | null;
      readonly node: string | null;
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'lost' };

/** Size of a folder from MEMORY USAGE of keys taken at random: an estimate unless all were asked. */
export interface FolderSize {
  readonly keys: number;
  readonly sampled: number;
  readonly bytes: number;
  /** Half the width of the 95 % interval; 0 where all were asked. */
  readonly plusMinus: number;
  readonly done: boolean;
}

export interface Copied {
  /** Made in one step by the server; else the copy was made of a DUMP and the source could have changed meanwhile. */
  readonly atomic: boolean;
}

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 64 * 1024 * 1024, 'expected bytes');
const entries = <S extends v.GenericSchema>(item: S) => v.pipe(v.array(item), v.minLength(1), v.maxLength(10_000));
const scoreText = v.pipe(v.string(), v.regex(/^[+-]?(inf|\d+(\.\d*)?([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?)$/i));
const idText = v.pipe(v.string(), v.regex(/^(\*|\d{1,20}(-(\*|\d{1,20}))?)$/));

/** What a new key begins with. */
export const newValueSchema = v.variant('type', [
  v.object({ type: v.literal('string'), bytes }),
  v.object({ type: v.literal('hash'), fields: entries(v.object({ field: bytes, value: bytes })) }),
  v.object({ type: v.literal('list'), items: entries(bytes) }),
  v.object({ type: v.literal('set'), members: entries(bytes) }),
  v.object({ type: v.literal('zset'), members: entries(v.object({ member: bytes, score: scoreText })) }),
  /** Only where the server has it. */
  v.object({ type: v.literal('json'), text: bytes }),
  v.object({ type: v.literal('stream'), entries: entries(v.object({ id: idText, fields: entries(v.object({ field: bytes, value: bytes })) })) }),
]);
export type NewValue = v.InferOutput<typeof newValueSchema>;

/** How the server could tell of changes, and what that takes. */
export interface LiveOffer {
  readonly nodes: readonly {
    readonly address: string;
    /** `notify-keyspace-events` as it is; null where CONFIG GET is refused. */
    readonly flags: string | null;
    /** With what is needed merged in; the same where nothing is missing. */
    readonly wanted: string;
  }[];
  /** What would be sent to each node whose flags are to change, and what brings them back. */
  readonly enable: readonly { readonly address: string; readonly command: string }[];
  readonly undo: readonly { readonly address: string; readonly command: string }[];
  readonly notifications: 'on' | 'offered' | 'refused';
  readonly tracking: 'offered' | 'refused';
}

/** Something happened to one key that is being looked at. */
export interface KeyChange {
  readonly what: 'changed' | 'expired' | 'deleted';
  /** The server's word for it, such as `hset`; empty where it only says that something changed. */
  readonly event: string;
  /** Host time. */
  readonly at: number;
}
