/** What a value's methods are asked with. */
import * as v from 'valibot';
import type { Bytes } from '../bytes.ts';
import { bytes, position, text } from '../inputs.ts';
import { maxEditRows, places } from './edit.ts';

export const expected = v.variant('kind', [v.object({ kind: v.literal('absent') }), v.object({ kind: v.literal('bytes'), bytes })]);
export const row = v.pipe(v.array(bytes), v.maxLength(8), v.readonly());
const rows = v.pipe(v.array(row), v.minLength(1), v.maxLength(maxEditRows), v.readonly());
export const edit = v.variant('kind', [
  v.object({ kind: v.literal('add'), rows, at: v.picklist(places) }),
  v.object({ kind: v.literal('replace'), row, with: row }),
  v.object({ kind: v.literal('remove'), rows }),
]);
/** Rows for rows; none of the one kind are allowed, as in an import of what is not there yet. */
const exchanged = v.pipe(v.array(row), v.maxLength(maxEditRows), v.readonly());
export const exchange = { from: exchanged, to: exchanged, whole: v.boolean() };
export const others = v.pipe(v.array(bytes), v.minLength(1), v.maxLength(100));
export const look = v.object({ match: bytes, descending: v.boolean(), by: v.picklist(['score', 'lex']), min: text(1024), max: text(1024) });
export const target = v.object({ by: v.picklist(['score', 'member', 'value']), value: bytes });
/** Of a string, without reading all of it. */
export const change = v.variant('kind', [
  v.object({ kind: v.literal('bit'), offset: position, to: v.picklist([0, 1]) }),
  v.object({ kind: v.literal('patch'), at: position, from: bytes, to: bytes }),
  v.object({ kind: v.literal('count'), by: text(24) }),
]);
export const uploadId = v.pipe(v.string(), v.regex(/^([0-9a-f]{18})?$/));
export const part = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 1024 * 1024, 'expected at most 1 MB of bytes');
/** What was loaded of what a file shall replace; null: nothing is there. */
export const replaced = v.nullable(v.object({ length: position, head: part }));
const group = bytes;
const ids = v.pipe(v.array(text(42)), v.minLength(1), v.maxLength(1000), v.readonly());
export const groupAct = v.variant('kind', [
  v.object({ kind: v.literal('create'), group, id: text(42) }),
  v.object({ kind: v.literal('setId'), group, id: text(42) }),
  v.object({ kind: v.literal('destroy'), group }),
  v.object({ kind: v.literal('ack'), group, ids }),
  v.object({ kind: v.literal('claim'), group, consumer: bytes, minIdle: position, ids }),
  v.object({ kind: v.literal('dropConsumer'), group, consumer: bytes }),
  v.object({ kind: v.literal('trim'), by: v.picklist(['MAXLEN', 'MINID']), to: text(42) }),
]);
