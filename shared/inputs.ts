/** What inputs of the contract are made of. */
import * as v from 'valibot';
import type { Bytes } from './bytes.ts';

const maxValue = 512 * 1024 * 1024;
export const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= maxValue, 'expected bytes');
export const nothing = v.object({});
export const session = v.pipe(v.string(), v.maxLength(40));
export const small = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
export const position = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
export const atMost = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** What the user answered to a `confirm` fault: null before it was asked, the typed words (or '') after. */
export const confirmed = v.nullable(text(1024));
/** Null: the same session; the database it is on. */
export const place = v.object({ session: v.nullable(session), db: v.nullable(small) });
/** A command with its arguments. */
export const words = v.pipe(v.array(bytes), v.minLength(1), v.maxLength(10_000));
