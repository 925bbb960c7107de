/** Keeps the rows of a capture that pass a filter: what came since first, then what was there before, newest first, in slices. */
import type { Capture } from './capture.ts';
import type { Channel } from './channels.ts';
import type { Clock } from './clock.ts';
import type { Filter } from './filter.ts';
import { type Found, openFound } from './found.ts';
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

export function openSearch(capture: Capture, filter: Filter, clock: Clock): Search {
  return filter.all ? searchNothing(capture) : searchText(capture, filter, clock);
}

/** Every row passes, so nothing has to be remembered. */
function searchNothing(capture: Capture): Search {
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

function searchText(capture: Capture, filter: Filter, clock: Clock): Search {
  const found = openFound();
  const passing = new WeakMap<Channel, boolean>();
  /** Rows in [low, high) were looked at; at first none. */
  let low = capture.next;
  let high = capture.next;
  /** How much of the row that comes next was looked at already: a payload can be larger than a step. */
  let into = 0;
  let intoSeq = 0;
  let stepLeft = 0;

  function channelPasses(channel: Channel): boolean {
    let passes = passing.get(channel);
    if (passes === undefined) {
      passes = filter.within(channel.name, 0, channel.name.length);
      passing.set(channel, passes);
    }
    return passes;
  }

  /** Null: the step is used up and the row is not decided. */
  function passes(segment: Segment, seq: number): boolean | null {
    const row = seq - segment.firstSeq;
    stepLeft -= rowBytes;
    if (segment.sources[row] === gapSource) return true;
    if (channelPasses(capture.channels.at(segment.channels[row] ?? 0))) return true;
    const end = segment.ends[row] ?? 0;
    let at = startOf(segment, row) + (intoSeq === seq ? into : 0);
    while (at < end) {
      const to = Math.min(end, at + Math.max(stepLeft, 1024) + filter.length - 1);
      if (filter.within(segment.bytes, at, to)) return true;
      stepLeft -= to - at;
      if (to === end) return false;
      at = to - (filter.length - 1);
      if (stepLeft > 0) continue;
      intoSeq = seq;
      into = at - startOf(segment, row);
      return null;
    }
    return false;
  }

  function follow(): void {
    let segment = capture.segmentOf(high);
    while (segment !== undefined && stepLeft > 0) {
      const end = segment.firstSeq + segment.rows;
      while (high < end && stepLeft > 0) {
        const verdict = passes(segment, high);
        if (verdict === null) return;
        if (verdict) found.addNewer(high);
        high++;
      }
      if (high === end) segment = capture.segmentOf(high);
    }
  }

  function lookBack(): void {
    let segment = capture.segmentOf(low - 1);
    while (segment !== undefined && stepLeft > 0) {
      while (low > segment.firstSeq && stepLeft > 0) {
        const verdict = passes(segment, low - 1);
        if (verdict === null) return;
        low--;
        if (verdict) found.addOlder(low);
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
