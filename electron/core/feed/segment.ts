/** One piece of a capture in columns: rows are written once at the end, and go all together. */
import type { Bytes } from '../../../shared/bytes.ts';

export interface Segment {
  readonly firstSeq: number;
  rows: number;
  /** How many of the rows are messages; the others are gaps. */
  messages: number;
  times: Float64Array;
  channels: Uint32Array;
  /** `gapSource` for a gap. */
  sources: Uint32Array;
  /** Where a row's payload ends in `bytes`; it starts where the one before ends. */
  ends: Uint32Array;
  bytes: Uint8Array;
  /** The same memory, as long as it is written to. */
  readonly view: DataView;
}

/** No source has this id. */
export const gapSource = 0;
/** What a row costs beside its payload: the width of the columns. */
export const rowCost = 8 + 4 + 4 + 4;
const firstRows = 512;
/** So much of what was set aside may stay unused: giving it back costs a copy. */
const slack = 1 / 32;

/**
 * `rows`: how many it will have, as far as one can guess. `spare`: one that nobody reads any more; its memory is taken over where it
 * has the size, because memory that was used before costs nothing, and new memory more than everything else that is done for a message.
 */
export function openSegment(firstSeq: number, capacity: number, rows = firstRows, spare: Segment | null = null): Segment {
  const has = spare?.times.length ?? 0;
  const columns = spare !== null && has >= rows && has <= rows * (1 + slack) ? spare : openColumns(rows);
  const bytes = spare?.bytes.length === capacity ? spare.bytes : new Uint8Array(capacity);
  return {
    firstSeq,
    rows: 0,
    messages: 0,
    times: columns.times,
    channels: columns.channels,
    sources: columns.sources,
    ends: columns.ends,
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}

function openColumns(rows: number): Pick<Segment, 'times' | 'channels' | 'sources' | 'ends'> {
  return { times: new Float64Array(rows), channels: new Uint32Array(rows), sources: new Uint32Array(rows), ends: new Uint32Array(rows) };
}

export function payloadBytes(segment: Segment): number {
  return segment.rows === 0 ? 0 : (segment.ends[segment.rows - 1] ?? 0);
}

export function cost(segment: Segment): number {
  return payloadBytes(segment) + segment.rows * rowCost;
}

/** Up to so many bytes a loop over four at a time is faster than the call that copies, and makes no object for each row. */
const byHand = 160;

/** Of the bytes that were written from last: many rows come from the same piece. */
let lastBytes: Bytes = new Uint8Array(0);
let lastView = new DataView(lastBytes.buffer);

function viewOf(bytes: Bytes): DataView {
  if (bytes === lastBytes) return lastView;
  lastBytes = bytes;
  lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return lastView;
}

/** bytes[from, to) is copied here, and nowhere else on its way in: it is a view on what a socket has read. */
export function write(segment: Segment, at: number, channel: number, source: number, bytes: Bytes, from: number, to: number): void {
  const row = segment.rows;
  if (row === segment.times.length) widen(segment, row * 2);
  const start = payloadBytes(segment);
  const size = to - from;
  if (size > byHand) segment.bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, size), start);
  else {
    const source = viewOf(bytes);
    const target = segment.view;
    const whole = from + (size & ~3);
    let place = start;
    let next = from;
    for (; next < whole; next += 4, place += 4) target.setUint32(place, source.getUint32(next, true), true);
    for (; next < to; next++, place++) target.setUint8(place, source.getUint8(next));
  }
  segment.times[row] = at;
  segment.channels[row] = channel;
  segment.sources[row] = source;
  segment.ends[row] = start + size;
  segment.rows = row + 1;
  if (source !== gapSource) segment.messages++;
}

/** Gives back what was set aside and not used; nothing is written after it. */
export function seal(segment: Segment): void {
  if (segment.rows < segment.times.length * (1 - slack)) widen(segment, segment.rows);
  const used = payloadBytes(segment);
  if (used < segment.bytes.length * (1 - slack)) segment.bytes = segment.bytes.slice(0, used);
}

/** A view: copy it where it is to outlive the segment or to leave the host. */
export function payloadOf(segment: Segment, row: number): Bytes {
  return segment.bytes.subarray(startOf(segment, row), segment.ends[row]);
}

export function startOf(segment: Segment, row: number): number {
  return row === 0 ? 0 : (segment.ends[row - 1] ?? 0);
}

function widen(segment: Segment, rows: number): void {
  segment.times = resized(new Float64Array(rows), segment.times);
  segment.channels = resized(new Uint32Array(rows), segment.channels);
  segment.sources = resized(new Uint32Array(rows), segment.sources);
  segment.ends = resized(new Uint32Array(rows), segment.ends);
}

function resized<T extends Float64Array | Uint32Array>(to: T, from: T): T {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
