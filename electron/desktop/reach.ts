/** Whether a window can still be caught with a mouse, and where it goes when it cannot. */
import type { Rectangle } from 'electron';

/** How much of the title bar's strip must be on a screen for the window to be caught with a mouse. */
const grip = { width: 120, height: 32 } as const;

/** Null where the window can be reached as it is; otherwise its place in the middle of the primary screen, no larger than that. */
export function rescuedBounds(bounds: Rectangle, workAreas: readonly Rectangle[], primary: Rectangle): Rectangle | null {
  const reachable = workAreas.some((area) => {
    const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    const height = Math.min(bounds.y + grip.height, area.y + area.height) - Math.max(bounds.y, area.y);
    return width >= Math.min(grip.width, bounds.width) && height >= grip.height / 2;
  });
  if (reachable) return null;
  const width = Math.min(bounds.width, primary.width);
  const height = Math.min(bounds.height, primary.height);
  return {
    x: primary.x + Math.round((primary.width - width) / 2),
    y: primary.y + Math.round((primary.height - height) / 2),
    width,
    height,
  };
}
