/** What is followed of a collection: the windows that are loaded, those next to what is in sight first, read again each in its place. */
import type { TableValue } from '../../shared/value/value.ts';
import { addWindow, type Entries, oneWindow, type Windows, windowRows } from './entries.ts';

/** More than this in a round would be much for a server that is only looked at. */
const maxWindows = 10;
export const maxFollowed = maxWindows * windowRows;

/**
 * `value` is the window that begins at `first`, read just now. Null where one of the others holds another type, or none: then the whole is
 * read anew.
 */
export async function readFollowed(
  value: TableValue,
  first: number,
  before: Pick<Entries, 'windows' | 'paging'> | null,
  inSight: { readonly from: number },
  read: (from: string) => Promise<TableValue | null>,
): Promise<Windows | null> {
  let windows = oneWindow(value, first);
  if (before === null || before.paging !== value.paging) return windows;
  if (value.paging === 'cursor') {
    const wanted = Math.min(before.windows.length, maxWindows);
    while (windows.windows.length < wanted && windows.next !== null) {
      const more = await read(windows.next);
      if (more === null) return null;
      windows = addWindow(windows, value, more, 0);
    }
    return windows;
  }
  const distance = (start: number): number => Math.abs(start - inSight.from);
  const others = before.windows.filter((start) => start !== first).toSorted((a, b) => distance(a) - distance(b));
  const asked = others.slice(0, maxWindows - 1).map(async (start) => ({ start, more: await read(String(start)) }));
  for (const { start, more } of await Promise.all(asked)) {
    if (more === null) return null;
    windows = addWindow(windows, value, more, start);
  }
  return { ...windows, windows: windows.windows.toSorted((a, b) => a - b) };
}
