/** The maths of a list of equal rows: which are on screen, and how ten million fit where a browser ends at 33.5 million pixels. */

/** Chrome stops at 2^25 physical pixels, Firefox at 17.9 million: half of that even at 175 % zoom. */
export const tallest = 10_000_000;

export interface Sheet {
  readonly count: number;
  /** Height of a row. */
  readonly row: number;
  /** Height that shows rows. */
  readonly view: number;
}

/** Where a sheet stands: `top` counts in the pixels of all rows, `scrollTop` in those the browser scrolls. They differ when scaled. */
export interface Stand {
  readonly top: number;
  readonly scrollTop: number;
}

export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export function isScaled(sheet: Sheet): boolean {
  return sheet.count * sheet.row > tallest;
}

export function sheetHeight(sheet: Sheet): number {
  return Math.min(sheet.count * sheet.row, tallest);
}

export function lastTop(sheet: Sheet): number {
  return Math.max(0, sheet.count * sheet.row - sheet.view);
}

/** Pixels of all rows per pixel scrolled. */
function ratio(sheet: Sheet): number {
  const scrollable = sheetHeight(sheet) - sheet.view;
  return scrollable <= 0 ? 1 : lastTop(sheet) / scrollable;
}

export function clampTop(sheet: Sheet, top: number): number {
  return Math.min(lastTop(sheet), Math.max(0, top));
}

export function standAtTop(sheet: Sheet, top: number): Stand {
  const clamped = clampTop(sheet, top);
  return { top: clamped, scrollTop: isScaled(sheet) ? clamped / ratio(sheet) : clamped };
}

export function standAtScroll(sheet: Sheet, scrollTop: number): Stand {
  return { top: clampTop(sheet, isScaled(sheet) ? scrollTop * ratio(sheet) : scrollTop), scrollTop };
}

export function spanOf(sheet: Sheet, top: number, spare: number): Span {
  if (sheet.count === 0) return { from: 0, to: 0 };
  const from = Math.max(0, Math.floor(top / sheet.row) - spare);
  const to = Math.min(sheet.count, Math.ceil((top + sheet.view) / sheet.row) + spare);
  return { from: Math.min(from, to), to };
}

/** The nearest top that shows the whole row; the same one when it is in sight. */
export function topFor(sheet: Sheet, index: number, top: number, align: 'nearest' | 'start' | 'center' | 'end' = 'nearest'): number {
  const start = index * sheet.row;
  const end = start + sheet.row - sheet.view;
  if (align === 'start') return clampTop(sheet, start);
  if (align === 'end') return clampTop(sheet, end);
  if (align === 'center') return clampTop(sheet, (start + end) / 2);
  return clampTop(sheet, Math.min(start, Math.max(end, top)));
}

/** Where a key takes the active row (-1: none yet); null for keys that do not move. */
export function moveBy(key: string, active: number, sheet: Sheet): number | null {
  if (sheet.count === 0) return null;
  const page = Math.max(1, Math.floor(sheet.view / sheet.row) - 1);
  const last = sheet.count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, active + 1);
    case 'ArrowUp':
      return active === -1 ? last : Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(last, Math.max(0, active) + page);
    case 'PageUp':
      return Math.max(0, active - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
