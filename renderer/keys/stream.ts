/** The page's look at the host's keys: one stream of frames at the screen's pace, and a window of rows around what is drawn. */
import type { Fault } from '../../shared/fault.ts';
import type { KeysFrame } from '../../shared/keys/frame.ts';
import type { KeyShape } from '../../shared/keys/shape.ts';
import { faultOf, painted, type TabContext } from '../tab/slice.ts';
import { newest } from './newest.ts';

export interface FrameEvents {
  frame(frame: KeysFrame, first: boolean): void;
  /** No more frames come: null when the session's end ended them. */
  ended(fault: Fault | null): void;
}

export interface Span {
  readonly from: number;
  readonly rows: number;
}

export interface KeyFrames {
  readonly running: boolean;
  /** The host's number for this look; null before its first frame. */
  readonly view: number | null;
  start(shape: KeyShape): void;
  /** The rows drawn now, `to` exclusive. */
  look(from: number, to: number): void;
  shape(shape: KeyShape): void;
  /** Something was asked for: its frame is not to wait for the pace. */
  hurry(): void;
  setShown(shown: boolean): void;
}

const maxRows = 500;
/** While a scan runs every frame would differ: counters that change ten times a second are fast enough to read. */
const paceMs = 100;
/** What was asked for may take the host a few frames: for so long each comes as soon as the one before is painted. */
const hurryMs = 400;
/** The status line's numbers while the pane is not on screen. */
const hiddenPaceMs = 1000;

/** Whole screens before and after what is drawn, so that scrolling finds its rows already there. */
function windowFor(from: number, to: number): Span {
  const screen = Math.max(32, to - from);
  const rows = Math.min(maxRows, screen * 5);
  return { from: Math.max(0, from - Math.floor((rows - (to - from)) / 2)), rows };
}

/** What is drawn nears an edge of the window that is not an edge of the list. */
function leaves({ from, rows }: Span, drawn: { readonly from: number; readonly to: number }): boolean {
  const margin = Math.floor(rows / 5);
  return (from > 0 && drawn.from < from + margin) || drawn.to > from + rows - margin;
}

/** The rows of a frame are those of this span, as far as there are any. */
function shows({ from, rows, total }: KeysFrame, asked: Span): boolean {
  return from === Math.max(0, Math.min(asked.from, total - 1)) && rows.length === Math.min(asked.rows, total - from);
}

export function keyFrames(tab: TabContext, events: FrameEvents): KeyFrames {
  let run: { readonly abort: AbortController; view: number | null } | null = null;
  let asked: Span = windowFor(0, 0);
  let wanted: KeyShape | null = null;
  let shown = false;
  let hurriedUntil = 0;
  /** As `hurriedUntil`, but over as soon as the rows that were asked for are there. */
  let aimedUntil = 0;
  let wake = (): void => undefined;

  const aims = newest<Span>((span) => tell((at, options) => tab.client.call('keys.aim', { ...at, ...span }, options)));
  const shapes = newest<KeyShape>((shape) => tell((at, options) => tab.client.call('keys.shape', { ...at, shape }, options)));

  async function tell(
    send: (at: { readonly session: string; readonly view: number }, options: { readonly signal: AbortSignal }) => Promise<void>,
  ): Promise<void> {
    if (run === null || run.view === null) return;
    try {
      await send({ session: tab.session(), view: run.view }, { signal: run.abort.signal });
    } catch (thrown) {
      const fault = faultOf(thrown);
      // When session or wire are gone the stream itself says so, where it can be seen.
      if (!['cancelled', 'closed', 'missing', 'offline'].includes(fault.code)) tab.notifyFault(fault);
    }
  }

  async function follow(mine: NonNullable<typeof run>, shape: KeyShape): Promise<void> {
    const signal = AbortSignal.any([mine.abort.signal, tab.signal]);
    const at = asked;
    try {
      const frames = tab.client.watch('keys.view', { session: tab.session(), rows: at.rows, shape }, { signal, credit: 1 });
      for await (const frame of frames) {
        if (signal.aborted) return;
        const first = mine.view === null;
        mine.view = frame.view;
        events.frame(frame, first);
        if (first && asked.from > 0) aims.wish(asked);
        if (first && wanted !== null && wanted !== shape) shapes.wish(wanted);
        if (shows(frame, asked)) aimedUntil = 0;
        await rest(signal);
      }
      end(mine, null);
    } catch (thrown) {
      if (!signal.aborted) end(mine, faultOf(thrown));
    }
  }

  function end(mine: typeof run, fault: Fault | null): void {
    if (run !== mine) return;
    run = null;
    events.ended(fault);
  }

  async function rest(signal: AbortSignal): Promise<void> {
    if (shown) await painted();
    if (signal.aborted || performance.now() < Math.max(hurriedUntil, aimedUntil)) return;
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(over, shown ? paceMs : hiddenPaceMs);
      signal.addEventListener('abort', over);
      wake = over;
    });
  }

  function hurry(): void {
    hurriedUntil = performance.now() + hurryMs;
    wake();
  }

  return {
    get running() {
      return run !== null;
    },
    get view() {
      return run?.view ?? null;
    },
    start(shape) {
      run?.abort.abort();
      aims.drop();
      shapes.drop();
      wanted = shape;
      run = { abort: new AbortController(), view: null };
      void follow(run, shape);
    },
    look(from, to) {
      const wide = windowFor(from, to);
      if (!leaves(asked, { from, to }) && asked.rows >= wide.rows && asked.rows <= wide.rows * 2) return;
      asked = wide;
      aimedUntil = performance.now() + hurryMs;
      aims.wish(wide);
      wake();
    },
    shape(shape) {
      wanted = shape;
      shapes.wish(shape);
      hurry();
    },
    hurry,
    setShown(now) {
      shown = now;
      if (now) hurry();
    },
  };
}
