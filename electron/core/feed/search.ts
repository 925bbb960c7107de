/** Keeps the rows of a capture that pass a query: what came since first, then what was there before, newest first, in slices. */
import type { Query } from '../../../shared/feed/query/compile.ts';
import { contentStart } from '../../../shared/feed/query/row.ts';
import type { TextSearch } from '../../../shared/feed/query/text.ts';
import type { Rows } from './capture.ts';
import type { Channel } from './channels.ts';
import type { Clock } from './clock.ts';
import { type Found, openFound } from './found.ts';
import { hiddenIn } from './hidden.ts';
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
  /** Rows that are kept and looked at, of which something could not be decoded. */
  unread(): number;
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
  return { found, pending: () => 0, run: () => undefined, trim: () => undefined, unread: () => 0 };
}

function searchRows(capture: Rows, query: Query, clock: Clock): Search {
  const found = openFound();
  const unread = openFound();
  const tester = openTester(capture, query, clock);
  /** Rows in [low, high) were looked at; at first none. */
  let low = capture.next;
  let high = capture.next;
  let stepLeft = 0;
  let until = 0;

  function follow(): void {
    let segment = capture.segmentOf(high);
    while (segment !== undefined && stepLeft > 0) {
      const end = segment.firstSeq + segment.rows;
      while (high < end && stepLeft > 0) {
        const last = blockEnd(segment, high - segment.firstSeq, stepLeft);
        const told = tester.look(segment, high - segment.firstSeq, last, stepLeft, false, until);
        stepLeft -= tester.spent;
        if (told === null) return;
        for (const row of told) found.addNewer(segment.firstSeq + row);
        for (const row of tester.unread) unread.addNewer(segment.firstSeq + row);
        high = segment.firstSeq + tester.edge;
        if (tester.edge < last) return;
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
        const told = tester.look(segment, first, before, stepLeft, true, until);
        stepLeft -= tester.spent;
        if (told === null) return;
        for (const row of told) found.addOlder(segment.firstSeq + row);
        for (const row of tester.unread) unread.addOlder(segment.firstSeq + row);
        low = segment.firstSeq + tester.edge;
        if (tester.edge > first) return;
      }
      if (low === segment.firstSeq) segment = capture.segmentOf(low - 1);
    }
  }

  function trim(): void {
    found.trim(capture.first);
    unread.trim(capture.first);
    high = Math.max(high, capture.first);
    low = Math.max(low, capture.first);
  }

  const pending = (): number => capture.next - Math.max(high, capture.first) + Math.max(0, low - capture.first);

  return {
    found,
    pending,
    trim,
    unread: () => unread.count,
    run(ms) {
      trim();
      until = clock.steady() + ms;
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
  /** How far it came: the first row that is left, or on the way back the last one that was looked at. */
  readonly edge: number;
  /** Rows of the last look that could not be looked into, in its order. */
  readonly unread: readonly number[];
  /**
   * The rows of [from, to) that pass, in order, on the way `back` from the last to the first. It ends early where payloads are decoded
   * and the time is over. Null: the bytes are used up within one large row, which is to be asked for again.
   */
  look(segment: Segment, from: number, to: number, bytes: number, back: boolean, until: number): readonly number[] | null;
}

const noLooks = { opened: 0, failed: 0 };

function openTester(capture: Rows, query: Query, clock: Clock): Tester {
  const row = emptyRow();
  const named = new WeakMap<Channel, boolean>();
  /** Where the look through one large payload stands, for each text. */
  let large: { readonly seq: number; readonly texts: { at: number; told: boolean | null }[] } | null = null;
  let spent = 0;
  let edge = 0;
  let unread: number[] = [];

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

  /** Row for row: all of them, or those that were chosen. */
  function each(segment: Segment, from: number, to: number, chosen: readonly number[] | null, bytes: number, back: boolean, until: number): number[] | null {
    const opener = query.opener();
    const isRuled = opener?.isRuled ?? null;
    const hidden = opener === null ? null : hiddenIn(segment, to, capture.formOf);
    const count = chosen?.length ?? to - from;
    const told: number[] = [];
    edge = back ? from : to;
    unread = [];
    const step = back ? -1 : 1;
    for (let left = count, place = back ? count - 1 : 0; left > 0; left--, place += step) {
      const at = chosen === null ? from + place : (chosen[place] ?? from);
      if (segment.sources[at] === gapSource) {
        told.push(at);
        continue;
      }
      setRow(row, capture, segment, at);
      if ((hidden === null || hidden[at] !== 1) && (isRuled === null || !isRuled(row.channel))) {
        row.plain = true;
        const verdict = passes(segment.firstSeq + at, bytes);
        if (verdict === null) return null;
        if (verdict) told.push(at);
        continue;
      }
      row.plain = null;
      const { opened, failed } = opener?.looks ?? noLooks;
      const verdict = passes(segment.firstSeq + at, bytes);
      if (verdict === null) return null;
      if (verdict) told.push(at);
      if (opener === null || opener.looks.opened === opened) continue;
      if (opener.looks.failed !== failed) unread.push(at);
      if (clock.steady() < until) continue;
      edge = back ? at : at + 1;
      break;
    }
    return told;
  }

  /** The text that is needed is looked for in all payloads at once; only where it is, where the channel has it, or where it may be inside, is a row tested. */
  function leap(needed: TextSearch, segment: Segment, from: number, to: number): readonly number[] {
    const chosen: number[] = [];
    const opener = query.opener();
    const hidden = opener === null ? null : hiddenIn(segment, to, capture.formOf);
    const { ends, channels, sources, bytes } = segment;
    const end = ends[to - 1] ?? 0;
    let start = startOf(segment, from);
    let hit = needed.find(bytes, start, end);
    let lastChannel = -1;
    let lastNamed = false;
    for (let at = from; at < to; at++) {
      const rowEnd = ends[at] ?? 0;
      if (hit !== -1 && hit < start) hit = needed.find(bytes, start, end);
      const channel = channels[at] ?? 0;
      const isGap = sources[at] === gapSource;
      if (!isGap && channel !== lastChannel) {
        lastChannel = channel;
        const known = capture.channels.at(channel);
        lastNamed = inName(known, needed) || opener?.isRuled?.(known) === true;
      }
      start = rowEnd;
      const within = hit !== -1 && hit < rowEnd;
      if (!isGap && !lastNamed && !within && (hidden === null || hidden[at] !== 1)) continue;
      chosen.push(at);
    }
    return chosen;
  }

  return {
    get spent() {
      return spent;
    },
    get edge() {
      return edge;
    },
    get unread() {
      return unread;
    },
    look(segment, from, to, bytes, back, until) {
      spent = 0;
      const size = (segment.ends[to - 1] ?? 0) - startOf(segment, from);
      const { needed } = query;
      const chosen = needed === null || size > stepBytes || to - from === 1 ? null : leap(needed, segment, from, to);
      const told = each(segment, from, to, chosen, bytes, back, until);
      if (told !== null) spent = Math.max(spent, size + (to - from) * rowBytes);
      return told;
    },
  };
}
