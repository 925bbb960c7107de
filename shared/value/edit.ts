/** What can be done to the elements of a collection: add, replace in place, remove; each names the elements as they were loaded. */
import type { Bytes } from '../bytes.ts';

/** One cell for each column of the type, in its order. */
export type Row = readonly Bytes[];

/** Where new elements of a list go; `index`: each row to the index it names. Other types have no places. */
export const places = ['tail', 'head', 'index'] as const;
export type Place = (typeof places)[number];

export type Edit =
  | { readonly kind: 'add'; readonly rows: readonly Row[]; readonly at: Place }
  | { readonly kind: 'replace'; readonly row: Row; readonly with: Row }
  | { readonly kind: 'remove'; readonly rows: readonly Row[] };

/** More than this is the work of a job. */
export const maxEditRows = 1000;

export interface Edited {
  /** Names what takes the edit back; null where nothing can. */
  readonly undo: string | null;
  /** Entries the key has now; 0 where it is gone with its last one. */
  readonly length: number;
  /** Milliseconds left, null for none. */
  readonly ttl: number | null;
  /** What the server has now for each element that the edit named or made, null where it has none. */
  readonly rows: readonly (Row | null)[];
}

/** Which part of a collection is looked at, and from which end. */
export interface Look {
  /** A glob that the server tests names or members with; empty for all. */
  readonly match: Bytes;
  readonly descending: boolean;
  /** Of a sorted set a range of scores, or of members of one score (`lex`); of a stream a range of ids. Empty: open. */
  readonly by: 'score' | 'lex';
  readonly min: string;
  readonly max: string;
}

export const wholeLook: Look = { match: new Uint8Array(0), descending: false, by: 'score', min: '', max: '' };

/** Where in a collection somebody wants to be. */
export interface Target {
  readonly by: 'score' | 'member' | 'value';
  readonly value: Bytes;
}

/** Types that take entries from a file. */
const importable = ['hash', 'list', 'set', 'zset', 'stream'] as const;
export type Importable = (typeof importable)[number];

export function isImportable(type: string): type is Importable {
  return importable.some((one) => one === type);
}
