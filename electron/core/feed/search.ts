/** Keeps the rows of a capture that pass a query: what came since first, then what was there before, newest first, in slices. */
import type { Query } from '../../../shared/feed/query/compile.ts';
import { contentStart } from '../../../shared/feed/query/row.ts';
import type { TextSearch } from '../../../shared/feed/query/text.ts';
import type { Rows } from './capture.ts';
import type { Channel } from './channels.ts';
import type { Clock } from './clock.ts';
import { type Found, openFound } from './found.ts';
import { emptyRow, setRow } from './queryRow.ts';
import { gapSource, type Segment, startOf } from './segment.ts';

export interface Search {
  readonly found: Found;
  /** Rows not looked at yet. */
  pending(): number;
  /** Looks on, no longer than so many milliseconds and one step. */
  run(ms: number): void;
  /** Forgets what was evicted: before positions and counts are asked for. */
  trim(): void;
}

/** A step between two looks at the clock: so many bytes, however few or many rows they are. */
const stepBytes = 256 * 1024;
/** Looking at a row costs about as much as looking at so many bytes. */
const rowBytes = 64;

/** Null: every row passes. */
export function openSearch(capture: Rows, query: Query | null, clock: Clock): Search {
  return query === null ? searchNothing(capture) : searchRows(capture, query, clock);
}

/** Every row passes, so nothing has to be remembered. */
function searchNothing(capture: Rows): Search {
  const found: Found = {
    get count() {
      return capture.next - capture.first;
    },
    get base() {
      return capture.first;
    },
    at: (position) => (position >= 0 && position < found.count ? capture.first + position : undefined),
    positionOf: (seq) => Math.min(Math.max(seq - capture.first, 0), found.count),
    addNewer: () => undefined,
    addOlder: () => undefined,
    trim: () => undefined,
  };
  return { found, pending: () => 0, run: () => undefined, trim: () => undefined };
}

function searchRows(capture: Rows, query: Query, clock: Clock): Search {
  const found = openFound();
  const tester = openTester(capture, query);
  /** Rows in [low, high) were looked at; at first none. */
  let low = capture.next;
  let high = capture.next;
  let stepLeft = 0;

  function follow(): void {
    let segment = capture.segmentOf(high);
    while (segment !== undefined && stepLeft > 0) {
      const end = segment.firstSeq + segment.rows;
      while (high < end && stepLeft > 0) {
        const last = blockEnd(segment, high - segment.firstSeq, stepLeft);
        const told = tester.look(segment, high - segment.firstSeq, last, stepLeft);
        stepLeft -= tester.spent;
        if (told === null) return;
        for (const row of told) found.addNewer(segment.firstSeq + row);
        high = segment.firstSeq + last;
      }
      if (high === end) segment = capture.segmentOf(high);
    }
  }

  function lookBack(): void {
    let segment = capture.segmentOf(low - 1);
    while (segment !== undefined && stepLeft > 0) {
      while (low > segment.firstSeq && stepLeft > 0) {
        const before = low - segment.firstSeq;
        const first = blockStart(segment, before, stepLeft);
        const told = tester.look(segment, first, before, stepLeft);
        stepLeft -= tester.spent;
        if (told === null) return;
        for (let at = told.length - 1; at >= 0; at--) found.addOlder(segment.firstSeq + (told[at] ?? 0));
        low = segment.firstSeq + first;
      }
      if (low === segment.firstSeq) segment = capture.segmentOf(low - 1);
    }
  }

  function trim(): void {
    found.trim(capture.first);
    high = Math.max(high, capture.first);
    low = Math.max(low, capture.first);
  }

  const pending = (): number => capture.next - Math.max(high, capture.first) + Math.max(0, low - capture.first);

  return {
    found,
    pending,
    trim,
    run(ms) {
      trim();
      const until = clock.steady() + ms;
      do {
        stepLeft = stepBytes;
        if (high < capture.next) follow();
        else lookBack();
      } while (pending() > 0 && clock.steady() < until);
    },
  };
}

/** Rows from here that cost about so much together, at least one; exclusive. */
function blockEnd(segment: Segment, from: number, bytes: number): number {
  const base = startOf(segment, from);
  let to = from + 1;
  while (to < segment.rows && (segment.ends[to] ?? 0) - base + (to - from) * rowBytes < bytes) to++;
  return to;
}

function blockStart(segment: Segment, to: number, bytes: number): number {
  const end = segment.ends[to - 1] ?? 0;
  let from = to - 1;
  while (from > 0 && end - startOf(segment, from - 1) + (to - from) * rowBytes < bytes) from--;
  return from;
}

interface Tester {
  /** What the last look cost, in bytes. */
  readonly spent: number;
  /** The rows of [from, to) that pass, in order. Null: the bytes are used up within one large row, which is to be asked for again. */
  look(segment: Segment, from: number, to: number, bytes: number): readonly number[] | null;
}

function openTester(capture: Rows, query: Query): Tester {
  const row = emptyRow();
  const named = new WeakMap<Channel, boolean>();
  /** Where the look through one large payload stands, for each text. */
  let large: { readonly seq: number; readonly texts: { at: number; told: boolean | null }[] } | null = null;
  let spent = 0;

  function inName(channel: Channel, search: TextSearch): boolean {
    let told = named.get(channel);
    if (told === undefined) {
      told = search.find(channel.name, 0, channel.name.length) >= 0;
      named.set(channel, told);
    }
    return told;
  }

  /** True where the row of `set` passes; null where it is so large that the answer needs another step. */
  function passes(seq: number, bytes: number): boolean | null {
    if (row.to - row.from <= stepBytes || query.texts.length === 0) return query.test(row);
    if (large?.seq !== seq) large = { seq, texts: query.texts.map(() => ({ at: contentStart(row), told: null })) };
    let left = Math.max(bytes, 1024);
    for (const [index, one] of large.texts.entries()) {
      const search = query.texts[index]?.search;
      if (search === undefined || one.told !== null) continue;
      if (left <= 0) return null;
      const to = Math.min(row.to, one.at + left + search.length - 1);
      if (search.find(row.bytes, one.at, to) >= 0) one.told = true;
      else if (to === row.to) one.told = false;
      spent += to - one.at;
      left -= to - one.at;
      one.at = to - (search.length - 1);
      if (one.told === null) return null;
    }
    for (const [index, one] of query.texts.entries()) one.inPayload = large.texts[index]?.told ?? null;
    const told = query.test(row);
    for (const one of query.texts) one.inPayload = null;
    large = null;
    return told;
  }

  /** Row for row. */
  function each(segment: Segment, from: number, to: number, bytes: number): readonly number[] | null {
    const told: number[] = [];
    for (let at = from; at < to; at++) {
      if (segment.sources[at] === gapSource) {
        told.push(at);
        continue;
      }
      setRow(row, capture, segment, at);
      const verdict = passes(segment.firstSeq + at, bytes);
      if (verdict === null) return null;
      if (verdict) told.push(at);
    }
    return told;
  }

  /** The text that is needed is looked for in all payloads at once; only where it is, and where the channel has it, is a row tested. */
  function leap(needed: TextSearch, segment: Segment, from: number, to: number, bytes: number): readonly number[] | null {
    const told: number[] = [];
    const end = segment.ends[to - 1] ?? 0;
    let hit = needed.find(segment.bytes, startOf(segment, from), end);
    let lastChannel = -1;
    let lastNamed = false;
    for (let at = from; at < to; at++) {
      const rowEnd = segment.ends[at] ?? 0;
      if (hit !== -1 && hit < startOf(segment, at)) hit = needed.find(segment.bytes, startOf(segment, at), end);
      const channel = segment.channels[at] ?? 0;
      const isGap = segment.sources[at] === gapSource;
      if (!isGap && channel !== lastChannel) {
        lastChannel = channel;
        lastNamed = inName(capture.channels.at(channel), needed);
      }
      const within = hit !== -1 && hit < rowEnd;
      if (!isGap && !lastNamed && !within) continue;
      const one = each(segment, at, at + 1, bytes);
      if (one === null) return null;
      if (one.length > 0) told.push(at);
    }
    return told;
  }

  return {
    get spent() {
      return spent;
    },
    look(segment, from, to, bytes) {
      spent = 0;
      const size = (segment.ends[to - 1] ?? 0) - startOf(segment, from);
      const { needed } = query;
      const told = needed === null || size > stepBytes || to - from === 1 ? each(segment, from, to, bytes) : leap(needed, segment, from, to, bytes);
      if (told !== null) spent = Math.max(spent, size + (to - from) * rowBytes);
      return told;
    },
  };
}
