/** What the feed's methods are asked with. */
import * as v from 'valibot';
import { atMost, bytes, confirmed, position, session, text } from '../inputs.ts';
import { feedFoldings } from './feed.ts';
import { payloadEncodings, publishKinds, replaySteers } from './publishing.ts';

/** Of any row of a view: that of a pause is half a number more than the one before it. */
const rowNumber = v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER), v.multipleOf(0.5));
export const feedPlace = v.variant('kind', [
  v.object({ kind: v.literal('time'), at: v.pipe(v.number(), v.finite()) }),
  v.object({ kind: v.literal('seq'), seq: position }),
  v.object({ kind: v.literal('gap'), seq: rowNumber, back: v.boolean() }),
  v.object({ kind: v.literal('mark'), seq: rowNumber, back: v.boolean() }),
]);
/** How many messages had been received of the frame at which the page's display stands still. */
export const seen = v.optional(position);
export const feedShape = { mark: v.optional(text(1024)), fold: v.optional(v.picklist(feedFoldings)) };
/** Only these messages; only those from a number to another, both included. */
export const exportedRows = {
  seqs: v.nullable(v.pipe(v.array(position), v.maxLength(100_000))),
  range: v.optional(v.object({ from: position, to: position })),
};
export const eventFlags = v.pipe(v.string(), v.regex(/^[A-Za-z$]{0,30}$/));
export const sourceOptions = v.object({
  from: v.optional(v.pipe(v.string(), v.regex(/^(\$|\d{1,20}(-\d{1,20})?)$/))),
  seconds: v.optional(atMost(86_400)),
  lines: v.optional(atMost(100_000_000)),
  own: v.optional(v.boolean()),
});
/** The payload is what was typed, as UTF-8; absent, the encoding is text. */
export const letter = { channel: bytes, payload: bytes, encoding: v.optional(v.picklist(payloadEncodings)), confirmed };
export const publishKind = v.picklist(publishKinds);
export const replaySteer = v.picklist(replaySteers);
export const replayWish = v.object({
  session,
  to: session,
  filter: text(1024),
  from: position,
  count: position,
  speed: v.nullable(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))),
  /** So many go before it stands still. */
  steps: v.optional(position),
  map: v.pipe(v.array(v.object({ from: bytes, to: bytes })), v.maxLength(100)),
  confirmed,
});
