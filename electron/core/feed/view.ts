/** One page's window on a capture: a filter, a place in it, and a frame whenever the page asks and something changed. */

import { fail } from '../../../shared/fault.ts';
import {
  channelRows,
  type FeedBacklog,
  type FeedChannel,
  type FeedFrame,
  type FeedPlace,
  type FeedRow,
  type FeedShape,
  type FeedSource,
  type ShownRow,
} from '../../../shared/feed/feed.ts';
import { compileQuery, type Query, type QuerySource } from '../../../shared/feed/query/compile.ts';
import { parseQuery } from '../../../shared/feed/query/parse.ts';
import type { Opener } from '../../../shared/feed/query/row.ts';
import type { FeedRecording } from '../../../shared/feed/recording.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import { placeOf } from './find.ts';
import { type Folding, openFolding } from './fold.ts';
import type { Found } from './found.ts';
import { openGrouping } from './group.ts';
import type { Shown } from './listening.ts';
import { type Marks, openMarks } from './marks.ts';
import { type Moment, momentOf, openPauses, type Paused, type Pauses, withPauses } from './pauses.ts';
import type { Pulse } from './pulse.ts';
import { perSecond } from './rate.ts';
import { openSearch, type Search } from './search.ts';
import { shownOnly } from './shownOnly.ts';

export interface Watched {
  readonly capture: Rows;
  readonly clock: Clock;
  readonly pulse: Pulse;
  sources(): readonly FeedSource[];
  /** Also of one that was dropped: its rows are still there. */
  sourceOf(id: number): QuerySource | null;
  /** Null: every source is shown; another object after every change of it. */
  readonly shown: Shown | null;
  /** What looks into payloads that are no text; another object after the rules for it were changed. */
  readonly opener: Opener;
  /** What is written to disk meanwhile. */
  recording(): FeedRecording | null;
  /** What the servers hold back for the feed; absent where there are no servers. */
  backlog?(): FeedBacklog | null;
  /** No more frames will come. */
  readonly ended: boolean;
  /** Throws what went wrong behind the feed's back, so that somebody hears of it. */
  check(): void;
}

export interface Aim {
  readonly follow: boolean;
  /** A position in the last frame that was taken. */
  readonly from: number;
  readonly rows: number;
  /** The display stands still at the frame with so many received; absent: it does not, or nobody was looking. */
  readonly seen?: number | undefined;
}

export interface View {
  readonly id: number;
  aim(aim: Aim): void;
  /** A position for the next aim. */
  find(place: FeedPlace): number | null;
  /** One frame at once, then one for each pull after something changed. To be iterated once. */
  frames(signal: AbortSignal): AsyncGenerator<FeedFrame, void>;
}

/** The event loop is never held longer in one piece. */
const sliceMs = 8;
/** A frame waits so long for a search to finish, then shows what was found so far. */
const patienceMs = 24;
/** While there is a rate on the screen it has to fall, also when nothing comes any more. */
const tickMs = 1000;
/** So many of the last frames are remembered: the page may stand still at one that is not the last. */
const framesKept = 16;

/** `pauses`: of the page, which had other views before this one. */
export function openView(
  id: number,
  watched: Watched,
  filter: string,
  rows: number,
  shape: FeedShape = {},
  pauses: Pauses = openPauses(watched.capture, watched.clock),
): View {
  const { capture, clock, pulse } = watched;
  const asked = queryOf(filter, watched);
  let { shown, opener } = watched;
  const wanted = queryOf(shape.mark ?? '', watched);
  let search: Search | Folding;
  let marks: Marks | null;
  let found: Found | Paused = begin();
  const made: Moment[] = [];
  let stoodAt: number | null = null;
  let count = rows;
  /** The first row of the window where the view does not follow: a number, because positions shift. */
  let anchor: number | null = null;
  let lastBase = found.base;

  function folded(passing: Search): Search | Folding {
    switch (shape.fold) {
      case 'repeats':
        return openFolding(capture, passing, clock);
      case 'channel':
        return openGrouping(capture, passing, clock);
      case undefined:
        return passing;
    }
  }

  function begin(): Found | Paused {
    const passing = openSearch(capture, shownOnly(asked, shown), clock);
    search = folded(passing);
    marks = wanted === null ? null : openMarks(capture, wanted, shown, clock);
    // Channels do not stand in the order of their messages: between them nothing was paused.
    return shape.fold === 'channel' ? search.found : withPauses(search, pauses, capture);
  }

  /** What is muted, or read otherwise, is searched anew; the rows looked at stay where they are, as far as they are shown. */
  function listen(): void {
    if (shown === watched.shown && opener === watched.opener) return;
    ({ shown, opener } = watched);
    found = begin();
  }

  const pendingRows = (): number => Math.max(search.pending(), marks?.search.pending() ?? 0);

  function frame(): FeedFrame {
    const counters = capture.counters();
    const now = { received: counters.received, next: capture.next };
    // A view begins with the newest rows, wherever the one before it stood.
    if (made.length === 0) pauses.end(now);
    made.push(now);
    if (made.length > framesKept) made.shift();
    const matched = found.count;
    const from = anchor === null ? Math.max(0, matched - count) : Math.min(found.positionOf(anchor), Math.max(0, matched - 1));
    const pending = search.pending();
    const backlog = watched.backlog?.() ?? null;
    const folded = 'folded' in search ? search.folded() : 0;
    const unread = Math.max(search.unread(), marks?.search.unread() ?? 0);
    lastBase = found.base;
    return {
      view: id,
      counters,
      sources: watched.sources(),
      channels: channels(capture, clock.steady()),
      channelsKnown: capture.channels.size,
      channelsForgotten: capture.channels.forgotten,
      matched,
      hidden: capture.next - capture.first - search.found.count - folded - pending,
      folded,
      marked: marks?.count() ?? null,
      pending: pendingRows(),
      trimmed: capture.trimmed(),
      from,
      base: lastBase,
      rows: window(from),
      following: anchor === null,
      recording: watched.recording(),
      ...(unread === 0 ? {} : { unread }),
      ...(backlog === null ? {} : { backlog }),
    };
  }

  function window(from: number): readonly ShownRow[] {
    const shown: ShownRow[] = [];
    for (let position = from; position < from + count; position++) {
      const seq = found.at(position);
      const row = seq === undefined ? null : rowAt(seq);
      if (row === null) break;
      shown.push(row);
    }
    return shown;
  }

  function rowAt(seq: number): ShownRow | null {
    if (!Number.isInteger(seq)) return pauses.row(seq);
    const row = capture.row(seq);
    return row === null ? null : dressed(row);
  }

  function dressed(row: FeedRow): FeedRow {
    if (row.kind === 'gap') return row;
    const repeats = 'repeatsAt' in search ? search.repeatsAt(search.found.positionOf(row.seq)) : null;
    const marked = marks?.has(row.seq) === true;
    return repeats === null && !marked ? row : { ...row, ...(repeats === null ? {} : { repeats }), ...(marked ? { marked } : {}) };
  }

  function run(): void {
    search.run(sliceMs);
    if (search.pending() === 0) marks?.search.run(sliceMs);
  }

  /** The number of the row that is meant. */
  function seqAt(place: FeedPlace): number | null {
    const rows = search.found;
    const position = place.kind === 'mark' ? (marks?.nextTo(rows, place.seq, place.back) ?? null) : placeOf(capture, rows, place);
    const seq = position === null ? null : (rows.at(position) ?? null);
    const pause = place.kind === 'gap' && 'nextTo' in found ? found.nextTo(place.seq, place.back) : null;
    if (seq === null || pause === null) return seq ?? pause;
    return place.kind === 'gap' && place.back ? Math.max(seq, pause) : Math.min(seq, pause);
  }

  /** The frame the page stands still at; every aim says it again. */
  function stand(seen: number): void {
    if (seen === stoodAt) return;
    stoodAt = seen;
    pauses.begin(made.findLast(({ received }) => received <= seen) ?? made[0] ?? momentOf(capture));
  }

  async function searchOn(patience: number): Promise<void> {
    const since = clock.steady();
    run();
    while (pendingRows() > 0 && clock.steady() - since < patience) {
      await new Promise(setImmediate);
      run();
    }
    // What was evicted between two slices is gone from the found rows too, before they are counted.
    search.trim();
    marks?.search.trim();
  }

  return {
    id,
    aim(aim) {
      search.trim();
      if (aim.follow) {
        pauses.end(momentOf(capture));
        stoodAt = null;
      } else if (aim.seen !== undefined) stand(aim.seen);
      count = aim.rows;
      const position = Math.max(0, Math.min(aim.from + lastBase - found.base, found.count - aim.rows));
      anchor = aim.follow ? null : (found.at(position) ?? capture.next);
      pulse.beat();
    },
    find(place) {
      // A view that nobody draws is behind: what it is asked for may have come since its last frame.
      run();
      search.trim();
      const seq = seqAt(place);
      // In the numbers of the frame that was taken last, as `aim` takes them.
      return seq === null ? null : found.positionOf(seq) + found.base - lastBase;
    },
    async *frames(signal) {
      let patience = 0;
      while (!signal.aborted && !watched.ended) {
        watched.check();
        listen();
        await searchOn(patience);
        patience = patienceMs;
        const seen = pulse.version;
        const next = frame();
        yield next;
        if (next.pending > 0) await new Promise(setImmediate);
        else await pulse.after(seen, signal, next.counters.perSecond > 0 ? tickMs : null);
      }
    },
  };
}

export type Asked = Pick<Watched, 'clock' | 'sourceOf' | 'opener'>;

export function queryOf(filter: string, asked: Asked): Query | null {
  const { clock, sourceOf } = asked;
  const parsed = parseQuery(filter, clock.wall());
  if (!parsed.ok) fail({ code: 'input', path: 'filter', message: `${parsed.problem} at ${parsed.from + 1}` });
  return parsed.term === null ? null : compileQuery(parsed.term, sourceOf, () => asked.opener);
}

function channels(capture: Rows, steady: number): readonly FeedChannel[] {
  return capture.channels.busiest(channelRows, steady).map(
    ({ name, received, bytes, firstAt, lastAt, rate }): FeedChannel => ({
      channel: name,
      received,
      bytes,
      firstAt,
      lastAt,
      perSecond: perSecond(rate, steady),
    }),
  );
}
