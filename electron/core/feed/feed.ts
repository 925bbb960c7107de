/** The feed of one session: what its sources bring, the gaps between, and the pages that look at it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedFrame, FeedMessage, FeedPlace, FeedSource, SourceKind, SourceOptions } from '../../../shared/feed/feed.ts';
import { unpackWords } from '../../../shared/feed/words.ts';
import type { Session } from '../connections/session.ts';
import { type Capture, type CaptureLimits, captureLimits, openCapture, type Rows } from './capture.ts';
import { type Clock, systemClock } from './clock.ts';
import { beforeInChannel } from './find.ts';
import { openListening, type SourceChange } from './listening.ts';
import { previewOf } from './preview.ts';
import { openPulse } from './pulse.ts';
import { type Aim, openView, type View, type Watched } from './view.ts';

export interface Feed {
  readonly capture: Capture;
  add(kind: SourceKind, name: Bytes, options?: SourceOptions): number;
  change(source: number, change: SourceChange): void;
  drop(source: number): void;
  sources(): readonly FeedSource[];
  /** A look at the feed; when it ends, nothing of the feed does. */
  view(filter: string, rows: number, signal: AbortSignal): AsyncGenerator<FeedFrame, void>;
  aim(view: number, aim: Aim): void;
  find(view: number, place: FeedPlace): number | null;
  /** The message of the same channel before this one. */
  before(seq: number): number | null;
  message(seq: number): FeedMessage;
  clear(): void;
}

export interface FeedOptions {
  readonly clock?: Clock;
  readonly limits?: CaptureLimits;
  /** How often the server's counters are read while sources are live. */
  readonly sampleMs?: number;
}

/** Lives as long as the session. */
export function openFeed(session: Session, options: FeedOptions = {}): Feed {
  const clock = options.clock ?? systemClock;
  const capture = openCapture(clock, options.limits ?? captureLimits);
  const pulse = openPulse();
  const views = new Map<number, View>();
  let lastView = 0;
  let bug: { readonly thrown: unknown } | null = null;

  const listening = openListening({
    session,
    capture,
    clock,
    sampleMs: options.sampleMs ?? 5000,
    changed: () => pulse.beat(),
    heard: () => undefined,
    broken,
  });

  session.ended.addEventListener(
    'abort',
    () => {
      listening.close();
      pulse.beat();
    },
    { once: true },
  );

  /** Nobody waits for what runs beside the feed, so a bug in it ends the next frame: there it is reported. */
  function broken(thrown: unknown): void {
    bug ??= { thrown };
    pulse.beat();
  }

  const watched: Watched = {
    capture,
    clock,
    pulse,
    sources: listening.list,
    sourceOf: listening.sourceOf,
    get shown() {
      return listening.shown;
    },
    get ended() {
      return session.ended.aborted;
    },
    check() {
      if (bug === null) return;
      const { thrown } = bug;
      bug = null;
      throw thrown;
    },
  };

  return {
    capture,
    add: (kind, name, how = {}) => listening.add(kind, name, how),
    change: listening.change,
    drop: listening.drop,
    sources: listening.list,
    async *view(filter, rows, signal) {
      const view = openView(++lastView, watched, filter, rows);
      views.set(view.id, view);
      try {
        yield* view.frames(signal);
      } finally {
        views.delete(view.id);
      }
    },
    // A view that has just ended may still be aimed: the two crossed.
    aim: (view, aim) => views.get(view)?.aim(aim),
    find: (view, place) => views.get(view)?.find(place) ?? null,
    before: (seq) => beforeInChannel(capture, seq),
    message: (seq) => messageOf(capture, seq),
    clear() {
      capture.clear();
      pulse.beat();
    },
  };
}

export function messageOf(rows: Rows, seq: number): FeedMessage {
  const row = rows.row(seq);
  const payload = rows.payload(seq);
  if (row === null || payload === null) fail({ code: 'missing', what: 'message' });
  if (row.kind === 'gap' || row.form === 'payload') return { row, payload };
  return { row, payload: previewOf(payload, row.form, true), words: unpackWords(payload).map((word) => new Uint8Array(word)) };
}
