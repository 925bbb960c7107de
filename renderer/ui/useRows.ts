/** A scrolling box of equal rows: follows its size and scroll position, and says which rows to draw and where. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import { clampTop, isScaled, lastTop, type Sheet, type Span, type Stand, sheetHeight, spanOf, standAtScroll, standAtTop, topFor } from './rows.ts';

/** Rows drawn beyond each edge, so that a fast wheel shows no gap. */
const spare = 8;
/** Of what is followed every row is drawn with each change, and nobody scrolls. */
const spareFollowed = 3;

export interface RowsOptions {
  readonly count: number;
  readonly row: number;
  /** Height of what sticks to the top inside the box. */
  readonly head: number;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onRange?: ((from: number, to: number) => void) | undefined;
  /** Stay at the end while rows are added. */
  readonly follow?: boolean | undefined;
  /** The user scrolled away from the end, or back to it. */
  readonly onFollow?: ((follow: boolean) => void) | undefined;
}

export interface Rows extends Span {
  readonly height: number;
  /** Where a row stands in the scrolled box. */
  offsetOf(index: number): number;
  show(index: number, align?: 'nearest' | 'start' | 'center' | 'end'): void;
  /** Scrolls along with rows that moved because others came or went before them. */
  shift(rows: number): void;
  sheet(): Sheet;
}

interface Drawn extends Span {
  /** How far rows are moved against their place, when the box is scaled. */
  readonly shift: number;
}

function drawnAt(sheet: Sheet, { top, scrollTop }: Stand, follow: boolean): Drawn {
  return { ...spanOf(sheet, top, follow ? spareFollowed : spare), shift: isScaled(sheet) ? scrollTop - top : 0 };
}

export function useRows({ count, row, head, scroller, onRange, follow = false, onFollow }: RowsOptions): Rows {
  const drawn = useRef<Drawn>({ from: 0, to: 0, shift: 0 });
  /** As it was drawn last, by whatever caused it. */
  const rendered = useRef(drawn.current);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  /** As it was measured last, so that drawing needs no look at the page. */
  const view = useRef(0);
  const stand = useRef<Stand>({ top: 0, scrollTop: 0 });
  const latest = useRef({ count, row, head, follow, onFollow, onRange });
  latest.current = { count, row, head, follow, onFollow, onRange };
  const asked = useRef<Span>({ from: 0, to: 0 });
  // What is followed moves with every change: drawn at once where it will stand, it is drawn once.
  if (follow && view.current > 0) {
    const now: Sheet = { count, row, view: view.current };
    drawn.current = drawnAt(now, standAtTop(now, lastTop(now)), true);
  }

  const sheet = useCallback((): Sheet => {
    const { count, row, head } = latest.current;
    view.current = Math.max(0, (scroller.current?.clientHeight ?? 0) - head);
    return { count, row, view: view.current };
  }, [scroller]);

  /** Once for each span that is drawn. */
  const ask = useCallback(({ from, to }: Span) => {
    if (to <= from || (asked.current.from === from && asked.current.to === to)) return;
    asked.current = { from, to };
    latest.current.onRange?.(from, to);
  }, []);

  const draw = useCallback(() => {
    const { current: before } = drawn;
    const next = drawnAt(sheet(), stand.current, latest.current.follow);
    // What the browser rounds at the end of a scaled box is less than a pixel.
    if (before.from === next.from && before.to === next.to && (latest.current.follow || before.shift === next.shift)) return;
    drawn.current = next;
    // Before they are drawn: what has to be fetched comes a picture sooner.
    ask(next);
    const isFirst = before.to === before.from;
    const isJump = latest.current.onRange !== undefined && !isFirst && (next.from >= before.to || before.from >= next.to);
    if (!isJump) return redraw();
    // Nothing of it is here yet: to draw rows with nothing in them would only hold up what comes in time for the next picture.
    const late = (): void => void (rendered.current === drawn.current || redraw());
    requestAnimationFrame(() => requestAnimationFrame(late));
  }, [sheet, ask]);

  const moveTo = useCallback(
    (top: number) => {
      const box = scroller.current;
      if (box === null) return;
      const wanted = standAtTop(sheet(), top);
      box.scrollTop = wanted.scrollTop;
      // The browser rounds: what it made of it is what its next scroll event will say.
      stand.current = { top: wanted.top, scrollTop: box.scrollTop };
      draw();
    },
    [scroller, sheet, draw],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet is read from the box, and these two change it
  useLayoutEffect(() => {
    // What stands at the top stays there when rows are added below; at the end only when it is followed.
    moveTo(follow ? lastTop(sheet()) : clampTop(sheet(), stand.current.top));
  }, [count, row, follow, moveTo, sheet]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const resized = new ResizeObserver(() => moveTo(latest.current.follow ? lastTop(sheet()) : stand.current.top));
    resized.observe(box);

    const turn = (follow: boolean): void => {
      latest.current.onFollow?.(follow);
      // What was asked for just now was meant for the other way of looking.
      asked.current = { from: 0, to: 0 };
      ask(drawn.current);
    };
    const onScroll = (): void => {
      const now = sheet();
      const own = Math.abs(box.scrollTop - stand.current.scrollTop) < 1;
      if (!own) stand.current = standAtScroll(now, box.scrollTop);
      draw();
      const { follow, row } = latest.current;
      const atEnd = stand.current.top >= lastTop(now) - row / 2;
      if (!own && atEnd !== follow) turn(atEnd);
    };
    // One pixel of a scaled box is many rows: the wheel moves in rows, the scroll bar in pixels.
    const onWheel = (event: WheelEvent): void => {
      const now = sheet();
      if (!isScaled(now) || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? now.row : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? now.view : 1;
      moveTo(stand.current.top + event.deltaY * unit);
      const atEnd = stand.current.top >= lastTop(now) - now.row / 2;
      if (atEnd !== latest.current.follow) turn(atEnd);
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      resized.disconnect();
      box.removeEventListener('scroll', onScroll);
      box.removeEventListener('wheel', onWheel);
    };
  }, [scroller, sheet, draw, moveTo, ask]);

  const { from, to, shift } = drawn.current;
  rendered.current = drawn.current;
  useEffect(() => ask({ from, to }), [from, to, ask]);

  return {
    from,
    // Rows may have gone since the box was measured.
    to: Math.min(to, count),
    height: sheetHeight({ count, row, view: 0 }),
    offsetOf: (index) => index * row + shift,
    show: (index, align) => moveTo(topFor(sheet(), index, stand.current.top, align)),
    shift: (moved) => moveTo(stand.current.top + moved * latest.current.row),
    sheet,
  };
}
