/** The live feed of a tab: the last frame, where it looks, which message is read, what is listened to and what is published. */
import type { Fault } from '../../shared/fault.ts';
import type { FeedChannel, FeedCounters, FeedFrame, FeedSource } from '../../shared/feed/feed.ts';
import { withKept } from '../../shared/feed/keepsakes.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { type AskingPart, feedAsking } from './asking.ts';
import { type Chosen, messageReader, nextChosen, readAtOnce } from './chosen.ts';
import { type EventsPart, feedEvents } from './events.ts';
import { type FilterPart, feedFilter } from './filtering.ts';
import { allTrimmed, endOf, keepRows, keepSources, nextRates, type Rates, rowAt, shiftOf, shownOf } from './frames.ts';
import { feedGoing, type GoingPart } from './going.ts';
import { feedInsight, type InsightPart } from './insight.ts';
import { feedKeeping, type KeepingPart } from './keeping.ts';
import { feedPins, type PinsPart } from './pinning.ts';
import { feedPublishing, type PublishingPart } from './publishing.ts';
import { feedRecordings, type RecordingsPart } from './recordings.ts';
import { feedSelecting, type SelectingPart } from './selecting.ts';
import { feedSources, type SourcesPart } from './sources.ts';
import { frameStream } from './stream.ts';
import { feedWatching, type Watching, type WatchingPart } from './watching.ts';

/** A place the list has to go to, by itself or because rows before it came or went; each has a number of its own. */
export type Scroll = { readonly id: number } & ({ readonly to: 'start' | 'end' } | { readonly by: number } | { readonly at: number });

/** The host was away: a new session knows nothing of the one before. */
export interface Restart {
  readonly sources: number;
  readonly lost: number;
}

type Parts = SourcesPart &
  EventsPart &
  FilterPart &
  PublishingPart &
  PinsPart &
  KeepingPart &
  WatchingPart &
  AskingPart &
  GoingPart &
  RecordingsPart &
  InsightPart &
  SelectingPart;

export interface FeedSlice extends Parts {
  readonly counters: FeedCounters | null;
  readonly frame: FeedFrame | null;
  /** Why frames do not come any more. */
  readonly fault: Fault | null;
  /** As they were within the last second: a table that changes sixty times a second cannot be read. */
  readonly channels: readonly FeedChannel[];
  /** The same list while only its numbers change. */
  readonly sources: readonly FeedSource[];
  readonly rates: Rates;
  /** The newest rows are shown; otherwise those the user looks at stay where they are. */
  readonly following: boolean;
  /** How many had been received when the view stopped following. */
  readonly pausedAt: number;
  /** Where it stands still, the name of the row it ends before. */
  readonly end: number;
  readonly chosen: Chosen | null;
  readonly scroll: Scroll | null;
  readonly restart: Restart | null;

  /** A session answers. The host keeps the feed of one it had before; to a new one everything is told again. */
  begin(session: string, saved?: Watching): void;
  retry(): void;
  /** The pane is on screen until what this gives is called. */
  show(): () => void;
  /** The rows that are drawn now, `to` exclusive. */
  look(from: number, to: number): void;
  pause(): void;
  resume(): void;
  clear(): Promise<void>;
  /** `extend`: with all from where the selection began. */
  choose(position: number, extend?: boolean): void;
  /** Reads a message that is too large to be read by itself, or that could not be read. */
  readAll(): void;
  unchoose(): void;
  dismissRestart(): void;
}

/** The drawn range changes by a few rows all the time: the host is asked for round numbers. */
const rowStep = 16;
/** A little less than the second after which a feed that falls silent sends its next frame. */
const rateMs = 900;

export function feedSlice({ tab, get, set }: SliceTools<FeedSlice>, profileId = '', clock: () => number = () => performance.now()): FeedSlice {
  let session: string | null = null;
  let range: { readonly from: number; readonly to: number } | null = null;
  /** Rows the host was asked for while following. */
  let window = 0;
  let lastScroll = 0;
  let ratedAt = Number.NEGATIVE_INFINITY;
  let shown = 0;

  const stand = (from: number, rows: number): void => stream.aim({ follow: false, from, rows: Math.max(1, rows), seen: get().pausedAt });
  const viewed = (): string => get().opened?.session ?? tab.session();
  const { alertsFor, restartAlerts, ...insight } = feedInsight({ tab, get, set }, viewed);
  const { keep, recall, ...keeping } = feedKeeping({ tab, set }, profileId);
  const { take: takePins, retire: retirePins, ...pins } = feedPins({ get, set }, keep);
  const stream = frameStream(tab, { frame: take, ended: (fault) => set({ fault }) });
  const { restore, ...sources } = feedSources({ tab, get, set }, (id) => {
    if (!stream.running) get().begin(id);
  });
  const reader = messageReader(tab, viewed, (patch) => {
    const { chosen } = get();
    if (chosen !== null) set({ chosen: { ...chosen, ...patch } });
  });

  async function recallKept(): Promise<void> {
    const kept = await recall();
    if (kept === null) return;
    takePins(kept.pins);
    // What was done here meanwhile comes first.
    const { templates, sent } = withKept(get(), kept);
    set({ templates, sent });
  }

  function startLook(): void {
    const place = get().opened?.session ?? session;
    const { applied, filterMode, folding } = get();
    const shape = { ...(filterMode === 'mark' && applied !== '' ? { mark: applied } : {}), ...(folding === null ? {} : { fold: folding }) };
    if (place !== null) stream.start(place, filterMode === 'hide' ? applied : '', shape);
  }

  /** A recording takes the feed's place, or gives it back: nothing of the one means anything in the other. */
  function turn(): void {
    reader.stop();
    set({ frame: null, counters: null, channels: [], sources: [], rates: new Map(), following: true, chosen: null, scroll: null, fault: null });
    startLook();
  }

  function take(raw: FeedFrame, first: boolean): void {
    const { frame: before, following, chosen, channels, rates } = get();
    const frame = { ...raw, rows: keepRows(before?.rows ?? [], raw.rows) };
    const now = clock();
    const due = now - ratedAt >= rateMs || (channels.length === 0 && frame.channels.length > 0);
    if (due) ratedAt = now;
    const shift = first || following || before === null ? 0 : shiftOf(before, frame);
    set({
      frame,
      counters: frame.counters,
      fault: null,
      sources: keepSources(get().sources, frame.sources),
      chosen: nextChosen(chosen, frame, first ? null : shift, before),
      ...(due ? { channels: frame.channels, rates: nextRates(rates, frame.channels) } : {}),
      ...(shift === 0 ? {} : { scroll: { id: ++lastScroll, by: shift } }),
    });
    if (first && !following) {
      // A new filter while paused: its newest rows, and from then on these.
      set({ scroll: { id: ++lastScroll, to: 'end' }, end: endOf(frame), pausedAt: frame.counters.received });
      stand(frame.from, frame.rows.length);
    }
    // What was looked at is gone: the oldest that is kept comes next.
    if (!first && !following && before !== null && shows(before) && allTrimmed(before, frame)) set({ scroll: { id: ++lastScroll, to: 'start' } });
    readChosen();
  }

  /** Where the list stands now, and not where it has just left. */
  function shows({ from, rows }: FeedFrame): boolean {
    return range !== null && from <= range.from && range.from < from + rows.length;
  }

  /** Reads the chosen message as soon as its row is there. */
  function readChosen(anySize = false): void {
    const { chosen } = get();
    if (chosen?.row?.kind !== 'message' || chosen.payload !== null || chosen.fault !== null || reader.busy) return;
    if (chosen.row.size <= readAtOnce || anySize) reader.start(chosen.row.seq);
  }

  function aimForShown(): void {
    const { following, frame } = get();
    if (following) stream.aim({ follow: true, from: 0, rows: shown > 0 ? window : 1 });
    else if (range !== null && shown > 0) stand(range.from, range.to - range.from);
    else stand(frame?.from ?? 0, 1);
  }

  return {
    ...sources,
    ...feedPublishing({ tab, get, set }, keep),
    ...keeping,
    ...pins,
    ...feedWatching({ tab, get, set }, profileId, restartAlerts),
    ...feedEvents({ tab, get, set }),
    ...feedAsking({ set }),
    ...feedGoing({ tab, get }, viewed, stream.find, (at) => {
      get().choose(at);
      set({ scroll: { id: ++lastScroll, at } });
    }),
    ...insight,
    ...feedRecordings({ tab, get, set }, profileId, viewed, turn),
    ...feedSelecting({ tab, get, set }, viewed, () => get().choose(shownOf(get()) - 1)),
    ...feedFilter({ tab, get, set }, viewed, startLook),
    counters: null,
    frame: null,
    fault: null,
    channels: [],
    sources: [],
    rates: new Map(),
    following: true,
    pausedAt: 0,
    end: 0,
    chosen: null,
    scroll: null,
    restart: null,

    begin(wanted, saved) {
      if (session === null) {
        if (saved !== undefined) get().takeWatching(saved);
        void recallKept();
      }
      alertsFor(wanted);
      if (wanted === session) {
        if (!stream.running) startLook();
        return;
      }
      const again = session !== null;
      session = wanted;
      if (again) {
        reader.stop();
        const { chosen, counters, opened } = get();
        const lost = opened === null ? (counters?.kept ?? 0) : 0;
        // Numbers of the feed before mean other messages now: only what has been read can stay.
        const kept = chosen === null || chosen.payload === null ? null : { ...chosen, at: -1 };
        set({ frame: null, counters: null, channels: [], sources: [], rates: new Map(), following: true, chosen: kept });
        retirePins();
        const restored = restore(wanted);
        set({ restart: restored > 0 || lost > 0 ? { sources: restored, lost } : null });
      }
      startLook();
    },
    retry() {
      set({ fault: null });
      startLook();
    },
    show() {
      shown++;
      stream.setShown(true);
      aimForShown();
      return () => {
        shown--;
        if (shown > 0) return;
        range = null;
        stream.setShown(false);
        aimForShown();
      };
    },
    look(from, to) {
      range = { from, to };
      const rows = Math.ceil((to - from) / rowStep) * rowStep;
      if (rows > window || rows * 2 < window) window = rows;
      aimForShown();
    },
    pause() {
      const { following, frame, counters } = get();
      if (!following) return;
      set({ following: false, pausedAt: counters?.received ?? 0, end: frame === null ? 0 : endOf(frame) });
      if (frame !== null) stand(frame.from, frame.rows.length);
    },
    resume() {
      set({ following: true });
      aimForShown();
    },
    async clear() {
      try {
        await tab.client.call('feed.clear', { session: tab.session() }, { signal: tab.signal });
        get().resume();
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (fault.code !== 'cancelled') tab.notifyFault(fault);
      }
    },
    choose(at, extended = false) {
      const { frame, chosen, anchor, folding } = get();
      // Channels do not stand in the order of their messages: what is between two of them is no part of the feed.
      const extend = extended && folding !== 'channel';
      // What is read must not run away.
      get().pause();
      set({ anchor: extend ? (anchor ?? chosen?.row?.seq ?? null) : null });
      // What was led to may have come since.
      if (frame !== null && at >= shownOf(get())) set({ end: endOf(frame) });
      const row = frame === null ? null : rowAt(frame, at);
      if (row !== null && chosen !== null && chosen.at >= 0 && chosen.row?.seq === row.seq) return;
      reader.stop();
      set({ chosen: { at, row, payload: null, fault: null } });
      readChosen();
    },
    readAll() {
      const { chosen } = get();
      if (chosen !== null) set({ chosen: { ...chosen, fault: null } });
      readChosen(true);
    },
    unchoose() {
      reader.stop();
      set({ chosen: null });
    },
    dismissRestart: () => set({ restart: null }),
  };
}
