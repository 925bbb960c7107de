/** The feed of one session: what its sources bring, the gaps between, and the pages that look at it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { FeedFrame, FeedRow, SourceKind } from '../../../shared/feed/feed.ts';
import type { Session } from '../connections/session.ts';
import { type CaptureLimits, captureLimits, type Gap, openCapture } from './capture.ts';
import { type Clock, systemClock } from './clock.ts';
import { keyspacePrefix, openEvidence } from './evidence.ts';
import { openPulse } from './pulse.ts';
import { openSubscriptions } from './subscriptions.ts';
import { type Aim, openView, type View, type Watched } from './view.ts';

export interface Feed {
  add(kind: SourceKind, name: Bytes): number;
  drop(source: number): void;
  /** A look at the feed; when it ends, nothing of the feed does. */
  view(filter: string, rows: number, signal: AbortSignal): AsyncGenerator<FeedFrame, void>;
  aim(view: number, aim: Aim): void;
  message(seq: number): { readonly row: FeedRow; readonly payload: Bytes };
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
  let gap: Gap | null = null;
  let sampling: NodeJS.Timeout | undefined;
  let bug: { readonly thrown: unknown } | null = null;

  const subscriptions = openSubscriptions(session, {
    message(source, channel, payload) {
      evidence.heard(capture.append(source, channel, payload, clock.wall()), source);
      pulse.beat();
    },
    lost() {
      rest();
      gap ??= capture.openGap(clock.wall());
      pulse.beat();
    },
    async restored(signal) {
      await endGap(signal);
      if (signal.aborted) return;
      clearInterval(sampling);
      sampling = setInterval(sample, options.sampleMs ?? 5000).unref();
      sample();
    },
    silent() {
      rest();
      // Nobody listens any more, so nothing is missed from here on.
      gap?.end(clock.wall());
      gap = null;
    },
    changed: () => pulse.beat(),
    broken,
  });
  const evidence = openEvidence(session, () => subscriptions.reach(keyspacePrefix));

  session.ended.addEventListener(
    'abort',
    () => {
      rest();
      subscriptions.close();
      pulse.beat();
    },
    { once: true },
  );

  function rest(): void {
    clearInterval(sampling);
    evidence.lost();
  }

  async function endGap(signal: AbortSignal): Promise<void> {
    const ending = gap;
    if (ending === null) return;
    gap = null;
    ending.end(clock.wall());
    pulse.beat();
    ending.explain(await evidence.explain(signal));
    pulse.beat();
  }

  function sample(): void {
    evidence.sample(() => subscriptions.fence()).catch(broken);
  }

  /** Nobody waits for what runs beside the feed, so a bug in it ends the next frame: there it is reported. */
  function broken(thrown: unknown): void {
    bug ??= { thrown };
    pulse.beat();
  }

  const watched: Watched = {
    capture,
    clock,
    pulse,
    sources: subscriptions.list,
    sourceOf: subscriptions.sourceOf,
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
    add: subscriptions.add,
    drop: subscriptions.drop,
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
    message(seq) {
      const row = capture.row(seq);
      const payload = capture.payload(seq);
      if (row === null || payload === null) fail({ code: 'missing', what: 'message' });
      return { row, payload };
    },
    clear() {
      capture.clear();
      pulse.beat();
    },
  };
}
