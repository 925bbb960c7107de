/** What a query says, once it is read: terms over channel, source, size, time, text and fields. */
import type { Bytes } from '../../bytes.ts';

export type Compare = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';

export type Term =
  | { readonly kind: 'all' | 'any'; readonly terms: readonly Term[] }
  | { readonly kind: 'not'; readonly term: Term }
  /** Within channel or payload; A to Z in any case. */
  | { readonly kind: 'text'; readonly text: Bytes }
  | { readonly kind: 'regex'; readonly source: string; readonly anyCase: boolean }
  | { readonly kind: 'channel'; readonly glob: Bytes }
  /** A kind of source, or a glob over the source's name. */
  | { readonly kind: 'source'; readonly glob: string }
  | { readonly kind: 'size'; readonly op: Compare; readonly bytes: number }
  /** `at` is milliseconds since 1970; `ago` counts back from the moment the query is made. */
  | { readonly kind: 'time'; readonly op: Compare; readonly at: number }
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly op: Compare; readonly value: Value };

export type Value =
  | { readonly kind: 'exact'; readonly bytes: Bytes }
  /** A number compares as one, `1.0` equals `1`; the text is what was typed. */
  | { readonly kind: 'number'; readonly number: number; readonly bytes: Bytes }
  | { readonly kind: 'glob'; readonly glob: Bytes }
  | { readonly kind: 'regex'; readonly source: string; readonly anyCase: boolean };

export type QueryProblem = 'quote' | 'paren' | 'value' | 'number' | 'size' | 'time' | 'regex' | 'operator';

export type ParsedQuery =
  /** Null: an empty query, which everything passes. */
  | { readonly ok: true; readonly term: Term | null }
  /** In characters of the query, `to` exclusive. */
  | { readonly ok: false; readonly from: number; readonly to: number; readonly problem: QueryProblem };

/** The names that are no fields. A field of that name is written with a leading `.`. */
export const reserved = ['channel', 'source', 'size', 'time', 'text'] as const;
export type Reserved = (typeof reserved)[number];
