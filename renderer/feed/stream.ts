/** The page's look at the host's feed: one stream of frames, and wishes where to look of which only the newest counts. */
import type { Fault } from '../../shared/fault.ts';
import type { FeedFrame, FeedPlace, FeedShape } from '../../shared/feed/feed.ts';
import { faultOf, type TabContext } from '../tab/slice.ts';
import { framePace } from './pace.ts';

export interface Aim {
  readonly follow: boolean;
  /** A position; not looked at while following. */
  readonly from: number;
  readonly rows: number;
  /** How much had been received of the frame where it stands still. */
  readonly seen?: number;
}

export interface FrameEvents {
  frame(frame: FeedFrame, first: boolean): void;
  /** No more frames come: null when the session's end ended them. */
  ended(fault: Fault | null): void;
}

export interface FrameStream {
  readonly running: boolean;
  start(session: string, filter: string, shape?: FeedShape): void;
  /** The next frame shows it; before the first frame it is kept until then. */
  aim(aim: Aim): void;
  /** The position of that place in the view that is looked at; null where nothing is there, or no view is. Rejects with a FaultError. */
  find(place: FeedPlace): Promise<number | null>;
  /** Shown, frames come at the screen's pace; hidden, only counters are read. */
  setShown(shown: boolean): void;
}

const maxRows = 500;
/** The status bar's numbers while the pane is not on screen. */
const hiddenPaceMs = 1000;

export function frameStream(tab: TabContext, events: FrameEvents): FrameStream {
  let run: { readonly abort: AbortController; readonly session: string; view: number | null } | null = null;
  let asked: Aim = { follow: true, from: 0, rows: 1 };
  let wish: Aim | null = null;
  let aiming = false;
  let shown = false;
  let wake = (): void => undefined;
  const pace = framePace();

  async function follow(mine: NonNullable<typeof run>, filter: string, shape: FeedShape): Promise<void> {
    const signal = AbortSignal.any([mine.abort.signal, tab.signal]);
    try {
      const frames = tab.client.watch('feed.view', { session: mine.session, filter, rows: asked.rows, ...shape }, { signal, credit: 1 });
      for await (const frame of frames) {
        if (signal.aborted) return;
        const first = mine.view === null;
        mine.view = frame.view;
        events.frame(frame, first);
        if (first) send();
        await rest(signal);
        pace.asked(performance.now());
      }
      end(mine, null);
    } catch (thrown) {
      if (signal.aborted) return;
      end(mine, faultOf(thrown));
    }
  }

  function end(mine: typeof run, fault: Fault | null): void {
    if (run !== mine) return;
    run = null;
    events.ended(fault);
  }

  async function rest(signal: AbortSignal): Promise<void> {
    if (shown && document.visibilityState !== 'hidden') {
      // By then what the frame changed is drawn: that is done in the microtask before this one.
      await Promise.resolve();
      pace.drawn(performance.now());
      pace.began(await new Promise(requestAnimationFrame));
      setTimeout(() => pace.painted(performance.now()));
      const delay = pace.delay();
      if (delay >= 1) await new Promise((resolve) => setTimeout(resolve, delay));
      return;
    }
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, hiddenPaceMs);
      signal.addEventListener('abort', over);
      wake = over;
    });
  }

  /** One at a time: what was wished for in the meantime is overtaken by the last wish. */
  function send(): void {
    if (!aiming && wish !== null && run !== null && run.view !== null) void deliver();
  }

  async function deliver(): Promise<void> {
    aiming = true;
    try {
      while (wish !== null && run !== null && run.view !== null) {
        const { session, view, abort } = run;
        const aim = wish;
        wish = null;
        await tab.client.call('feed.aim', { session, view, ...aim }, { signal: abort.signal });
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      // When session or wire are gone the stream itself says so, where it can be seen.
      if (fault.code !== 'cancelled' && fault.code !== 'closed' && fault.code !== 'missing') tab.notifyFault(fault);
    } finally {
      aiming = false;
    }
    send();
  }

  return {
    get running() {
      return run !== null;
    },
    start(session, filter, shape = {}) {
      run?.abort.abort();
      wish = null;
      // A new view follows until it is told otherwise.
      asked = { follow: true, from: 0, rows: asked.rows };
      run = { abort: new AbortController(), session, view: null };
      void follow(run, filter, shape);
    },
    aim(aim) {
      const next = { ...aim, from: aim.follow ? 0 : Math.max(0, aim.from), rows: Math.min(maxRows, Math.max(1, aim.rows)) };
      if (next.follow === asked.follow && next.from === asked.from && next.rows === asked.rows && next.seen === asked.seen) return;
      asked = next;
      wish = next;
      send();
    },
    async find(place) {
      if (run === null || run.view === null) return null;
      const { session, view, abort } = run;
      return (await tab.client.call('feed.find', { session, view, place }, { signal: abort.signal })).position;
    },
    setShown(now) {
      shown = now;
      if (now) wake();
    },
  };
}
