/** Everything a feed heard, packed, within a budget of memory: the oldest goes first, and every row that went is counted. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import type { FeedCounters, FeedRow, FeedTrimmed, GapReason, PayloadForm } from '../../../shared/feed/feed.ts';
import { contentStart } from '../../../shared/feed/query/row.ts';
import { type Channel, type Channels, openChannels } from './channels.ts';
import type { Clock } from './clock.ts';
import { previewOf } from './preview.ts';
import { count, openRate, perSecond } from './rate.ts';
import { cost, gapSource, openSegment, payloadBytes, payloadOf, rowCost, type Segment, seal, write } from './segment.ts';

export interface CaptureLimits {
  /** Bytes for rows, gaps and channels together. */
  readonly budget: number;
  /** Rows go in pieces of this size: smaller pieces, finer eviction. */
  readonly segmentBytes: number;
  readonly segmentRows: number;
}

export const captureLimits: CaptureLimits = { budget: 256 * 1024 * 1024, segmentBytes: 1024 * 1024, segmentRows: 65_536 };

export interface Gap {
  /** Everything is heard again: it lasted as long as it did, whatever the machine's clock was set to meanwhile. */
  end(): void;
  /** What the server's own counters tell afterwards; without them a gap stays a plain disconnection of unknown size. */
  explain(told: GapEvidence): void;
}

export interface GapEvidence {
  readonly why: GapReason;
  readonly atMost: number | null;
}

/** What a view and a search read of a capture, or of a recording. */
export interface Rows {
  /** The oldest kept row; equal to `next` where nothing is kept. Rows between the two are kept without exception. */
  readonly first: number;
  /** The number of the next row. */
  readonly next: number;
  readonly channels: Pick<Channels, 'at' | 'busiest' | 'size' | 'forgotten'>;
  formOf(source: number): PayloadForm;
  counters(): FeedCounters;
  trimmed(): FeedTrimmed | null;
  /** The segment that holds this row, or undefined where it is not kept. */
  segmentOf(seq: number): Segment | undefined;
  /** What leaves the host: exact memory, the payload cut at `previewBytes`. */
  row(seq: number): FeedRow | null;
  payload(seq: number): Bytes | null;
  /** Of the kept rows, in order. */
  gapSeqs(): readonly number[];
}

export interface Capture extends Rows {
  /** Of the kept rows, those that are no messages. */
  readonly gapsKept: number;
  readonly channels: Channels;
  setBudget(bytes: number): void;
  /** How the payloads of this source are made; before its first row. */
  describe(source: number, form: PayloadForm): void;
  /** Copies the payload, once. */
  append(source: number, channel: Bytes, payload: Bytes, at: number): Channel;
  /** The same for places in bytes that hold during the call only. */
  take(source: number, bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number, at: number, steady: number): Channel;
  openGap(from: number, sources?: readonly number[]): Gap;
  /** A gap that is over, with what is known of it. `missed` is counted; null: it is no loss, or nobody knows. */
  mark(gap: GapDetails, missed: number | null): void;
  clear(): void;
}

export interface GapDetails {
  readonly from: number;
  to: number | null;
  why: GapReason;
  atMost: number | null;
  readonly sources: readonly number[];
}

/** A Map entry and its object, measured roughly. */
export const gapCost = 200;
const nothing = new Uint8Array(0);

export function openCapture(clock: Clock, limits: CaptureLimits = captureLimits): Capture {
  const { segmentBytes, segmentRows } = limits;
  let { budget } = limits;
  const channels = openChannels();
  const rate = openRate();
  /** Oldest first, consecutive, none empty but possibly the last. */
  const segments: Segment[] = [];
  /** The one that went last: the next is made of its memory. Whoever reads segments does so in one piece, and copies what is kept. */
  let spare: Segment | null = null;
  const gaps = new Map<number, GapDetails>();
  const forms: PayloadForm[] = [];
  let next = 1;
  let first = 1;
  let received = 0;
  let kept = 0;
  let evicted = 0;
  let rowBytes = 0;
  let gapCount = 0;
  let boundedMissed = 0;
  let unboundedGaps = 0;
  let trimmed: FeedTrimmed | null = null;

  const used = (): number => rowBytes + channels.cost + gaps.size * gapCost;

  /** Rows only: what clear and eviction have in common. */
  function shift(): Segment | undefined {
    const segment = segments.shift();
    if (segment === undefined) return undefined;
    spare = segment;
    rowBytes -= cost(segment);
    kept -= segment.messages;
    evicted += segment.messages;
    first = segment.firstSeq + segment.rows;
    for (let row = 0; row < segment.rows; row++) {
      if (segment.sources[row] === gapSource) gaps.delete(segment.firstSeq + row);
      else channels.release(segment.channels[row] ?? 0, 1);
    }
    return segment;
  }

  function makeRoom(bytes: number): void {
    while (used() + bytes > budget) {
      const gone = shift();
      if (gone === undefined) break;
      trim(gone.firstSeq, gone.firstSeq + gone.rows - 1, gone.times[0] ?? 0, gone.times[gone.rows - 1] ?? 0);
      channels.forget(budget / 16);
    }
    // With no row left only channel names can be over the budget.
    if (used() + bytes > budget) channels.forget(0);
  }

  function trim(fromSeq: number, toSeq: number, from: number, to: number): void {
    trimmed = trimmed === null ? { fromSeq, toSeq, from, to } : { ...trimmed, toSeq, to };
  }

  function put(source: number, channel: number, bytes: Bytes, from: number, to: number, at: number): void {
    const size = to - from;
    let open = segments.at(-1);
    if (open === undefined || open.rows === segmentRows || payloadBytes(open) + size > open.bytes.length) {
      const guess = open === undefined ? undefined : Math.min(segmentRows, Math.ceil(open.rows * 1.02) + 1);
      if (open !== undefined) seal(open);
      open = openSegment(next, Math.max(segmentBytes, size), guess, spare);
      spare = null;
      segments.push(open);
    }
    write(open, at, channel, source, bytes, from, to);
    rowBytes += rowCost + size;
    next++;
  }

  function putGap(details: GapDetails): number {
    makeRoom(rowCost + gapCost);
    const seq = next;
    put(gapSource, 0, nothing, 0, 0, details.from);
    gaps.set(seq, details);
    return seq;
  }

  function take(source: number, bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number, at: number, steady: number): Channel {
    received++;
    count(rate, steady);
    const channel = channels.hear(bytes, channelFrom, channelTo, to - from, at, steady);
    // Kept before room is made for it, so that its name is not forgotten in between.
    channels.keep(channel);
    const size = rowCost + to - from;
    makeRoom(size);
    if (used() + size <= budget) {
      put(source, channel.id, bytes, from, to, at);
      kept++;
      return channel;
    }
    // Larger than the whole budget: everything older made room, and it still does not fit.
    channels.release(channel.id, 1);
    channels.forget(budget / 16);
    evicted++;
    trim(next, next, at, at);
    first = ++next;
    return channel;
  }

  function segmentOf(seq: number): Segment | undefined {
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((segments[middle]?.firstSeq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    const segment = segments[low];
    return segment !== undefined && seq >= segment.firstSeq && seq < segment.firstSeq + segment.rows ? segment : undefined;
  }

  const formOf = (source: number): PayloadForm => forms[source] ?? 'payload';

  return {
    get first() {
      return first;
    },
    get next() {
      return next;
    },
    get gapsKept() {
      return gaps.size;
    },
    channels,
    setBudget(bytes) {
      if (bytes === budget) return;
      budget = bytes;
      makeRoom(0);
    },
    describe(source, form) {
      forms[source] = form;
    },
    formOf,
    append(source, name, payload, at) {
      const both = new Uint8Array(name.length + payload.length);
      both.set(name);
      both.set(payload, name.length);
      return take(source, both, 0, name.length, name.length, both.length, at, clock.steady());
    },
    take,
    openGap(from, sources = []) {
      const opened = clock.steady();
      const details: GapDetails = { from, to: null, why: 'disconnected', atMost: null, sources };
      gapCount++;
      unboundedGaps++;
      const seq = putGap(details);
      return {
        end() {
          details.to = from + clock.steady() - opened;
          // It was cleared away while it lasted, but messages are missing after the clear too.
          if (!gaps.has(seq)) putGap(details);
        },
        explain({ why, atMost }) {
          details.why = why;
          if (atMost === null) return;
          details.atMost = atMost;
          unboundedGaps--;
          boundedMissed += atMost;
        },
      };
    },
    mark(gap, missed) {
      gapCount++;
      boundedMissed += missed ?? 0;
      putGap(gap);
    },
    clear() {
      while (shift() !== undefined);
      trimmed = null;
      channels.forget(budget / 16);
    },
    counters: () => ({
      received,
      kept,
      evicted,
      missed: unboundedGaps > 0 ? null : boundedMissed,
      gaps: gapCount,
      bytes: used(),
      perSecond: perSecond(rate, clock.steady()),
    }),
    trimmed: () => trimmed,
    segmentOf,
    row(seq) {
      const gap = gaps.get(seq);
      if (gap !== undefined) return { kind: 'gap', seq, ...gap };
      const segment = segmentOf(seq);
      return segment === undefined ? null : messageAt(segment, seq, channels, formOf);
    },
    payload(seq) {
      const segment = segmentOf(seq);
      return segment === undefined ? null : exactBytes(payloadOf(segment, seq - segment.firstSeq));
    },
    gapSeqs: () => [...gaps.keys()].sort((one, other) => one - other),
  };
}

/** The row of a message, as it leaves the host. */
export function messageAt(segment: Segment, seq: number, channels: Rows['channels'], formOf: Rows['formOf']): FeedRow {
  const row = seq - segment.firstSeq;
  const payload = payloadOf(segment, row);
  const source = segment.sources[row] ?? 0;
  const form = formOf(source);
  return {
    kind: 'message',
    seq,
    at: segment.times[row] ?? 0,
    source,
    channel: channels.at(segment.channels[row] ?? 0).name,
    size: payload.length - contentStart({ form, bytes: payload, from: 0 }),
    preview: previewOf(payload, form),
    form,
  };
}
