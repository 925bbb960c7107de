/** How much room the pane has: alone on the screen, docked below a value, or squeezed beside one. */
import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Shape {
  /** Channels, inspector and form do not fit beside the messages: they open one at a time. */
  readonly compact: boolean;
  /** One column for everything. */
  readonly narrow: boolean;
  /** A few rows: everything that takes a line of its own gives it up. */
  readonly short: boolean;
}

export function useShape(box: RefObject<HTMLElement | null>): Shape {
  const [shape, setShape] = useState<Shape>({ compact: true, narrow: false, short: false });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const next: Shape = { compact: width < 900 || height < 420, narrow: width < 620, short: height < 260 };
      setShape((before) => (before.compact === next.compact && before.narrow === next.narrow && before.short === next.short ? before : next));
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [box]);
  return shape;
}
