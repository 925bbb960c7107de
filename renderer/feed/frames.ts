/** What one frame says against the one before it: which rows are the same, how far positions moved, how channels' rates went on. */
import { idOf, sameBytes } from '../../shared/bytes.ts';
import type { FeedChannel, FeedFrame, FeedSource, ShownRow } from '../../shared/feed/feed.ts';

/** By the channel's id: messages per second, a second apart, newest last. */
export type Rates = ReadonlyMap<string, readonly number[]>;

export const rateSeconds = 60;

/** Rows that did not change keep their objects, so that what is drawn of them is not drawn again. Both are sorted by `seq`. */
export function keepRows(before: readonly ShownRow[], rows: readonly ShownRow[]): readonly ShownRow[] {
  let at = 0;
  return rows.map((row) => {
    while (at < before.length && (before[at]?.seq ?? 0) < row.seq) at++;
    const old = before[at];
    return old !== undefined && isSame(old, row) ? old : row;
  });
}

/** A message itself never changes; a gap ends and is explained, a pause ends and what came meanwhile is evicted. */
function isSame(old: ShownRow, row: ShownRow): boolean {
  if (old.seq !== row.seq || old.kind !== 'message' || row.kind !== 'message') return false;
  return old.marked === row.marked && old.repeats?.count === row.repeats?.count;
}

/** The former list where nothing but its numbers changed: those change with every frame, and what shows them reads them itself. */
export function keepSources(before: readonly FeedSource[], sources: readonly FeedSource[]): readonly FeedSource[] {
  const same = (one: FeedSource, other: FeedSource | undefined): boolean =>
    other !== undefined && still.every((part) => one[part] === other[part]) && sameBytes(one.name, other.name);
  return before.length === sources.length && sources.every((one, at) => same(one, before[at])) ? before : sources;
}

const still = ['id', 'kind', 'state', 'detail', 'note', 'colour', 'muted', 'solo'] as const;

/** How far the rows that both frames show have moved: up (negative) as older ones are evicted, down as older ones are found. A pause stays while those after it go. */
export function shiftOf(before: FeedFrame, after: FeedFrame): number {
  let at = 0;
  for (const [index, row] of after.rows.entries()) {
    while (at < before.rows.length && (before.rows[at]?.seq ?? 0) < row.seq) at++;
    if (row.kind !== 'pause' && before.rows[at]?.seq === row.seq) return after.from + index - (before.from + at);
  }
  return 0;
}

/** Every row of the frame before was evicted. */
export function allTrimmed(before: FeedFrame, { trimmed }: FeedFrame): boolean {
  return before.rows.length > 0 && trimmed !== null && before.rows.every(({ seq }) => seq <= trimmed.toSeq);
}

/** The name (position and base) of the row that comes next: while the view stands still, those from it on are not shown. */
export function endOf({ base, matched }: FeedFrame): number {
  return base + matched;
}

/** How many rows are shown: all, or those before where the view stands still. */
export function shownOf({ frame, following, end }: { readonly frame: FeedFrame | null; readonly following: boolean; readonly end: number }): number {
  if (frame === null || following) return frame?.matched ?? 0;
  return Math.max(0, Math.min(frame.matched, end - frame.base));
}

/** The row at a position, null where the frame does not show it. */
export function rowAt(frame: FeedFrame, position: number): ShownRow | null {
  return frame.rows[position - frame.from] ?? null;
}

export function nextRates(before: Rates, channels: readonly FeedChannel[]): Rates {
  return new Map(
    channels.map(({ channel, perSecond }) => {
      const id = idOf(channel);
      return [id, [...(before.get(id) ?? []), perSecond].slice(-rateSeconds)];
    }),
  );
}
