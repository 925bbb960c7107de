/** One row for each channel: its newest message, which counts all of them; channels in the order in which they were found. A gap stays a row of its own. */
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import type { Folding } from './fold.ts';
import type { Found } from './found.ts';
import type { Search } from './search.ts';
import { gapSource } from './segment.ts';
import { openWalk } from './walk.ts';

interface Group {
  /** Where it stands among the groups. */
  at: number;
  /** Numbers found backwards, newest first. */
  readonly older: number[];
  /** Numbers that came since, oldest first; those before `gone` were evicted. */
  newer: number[];
  gone: number;
}

export function openGrouping(capture: Rows, search: Search, clock: Clock): Folding {
  const all = search.found;
  let groups: Group[] = [];
  /** By the channel's number; of a gap by its own, below zero. */
  const byKey = new Map<number, Group>();
  function keyOf(seq: number): number | null {
    const segment = capture.segmentOf(seq);
    if (segment === undefined) return null;
    const row = seq - segment.firstSeq;
    return segment.sources[row] === gapSource ? -seq : (segment.channels[row] ?? 0);
  }

  function groupOf(seq: number): Group {
    const key = keyOf(seq) ?? -seq;
    let group = byKey.get(key);
    if (group === undefined) {
      group = { at: groups.length, older: [], newer: [], gone: 0 };
      groups.push(group);
      byKey.set(key, group);
    }
    return group;
  }

  const countOf = ({ older, newer, gone }: Group): number => older.length + newer.length - gone;
  const newestOf = ({ older, newer, gone }: Group): number | undefined => (newer.length > gone ? newer[newer.length - 1] : older[0]);

  function trimGroup(group: Group, first: number): boolean {
    const { older } = group;
    while (older.length > 0 && (older[older.length - 1] ?? 0) < first) older.pop();
    if (older.length === 0) while (group.gone < group.newer.length && (group.newer[group.gone] ?? 0) < first) group.gone++;
    if (group.gone > 1024 && group.gone * 2 > group.newer.length) {
      group.newer = group.newer.slice(group.gone);
      group.gone = 0;
    }
    return countOf(group) > 0;
  }

  function trimmed(): void {
    const kept = groups.filter((group) => trimGroup(group, capture.first));
    if (kept.length === groups.length) return;
    groups = kept;
    for (const [at, group] of groups.entries()) group.at = at;
    const alive = new Set(groups);
    for (const [key, group] of byKey) if (!alive.has(group)) byKey.delete(key);
  }

  const walk = openWalk(capture, search, clock, {
    newer: (seq) => void groupOf(seq).newer.push(seq),
    older: (seq) => void groupOf(seq).older.push(seq),
    trimmed,
  });
  const nothing = (): void => undefined;

  const found: Found = {
    get count() {
      return groups.length;
    },
    base: 0,
    at: (position) => {
      const group = groups[position];
      return group === undefined ? undefined : newestOf(group);
    },
    positionOf(seq) {
      const row = all.at(all.positionOf(seq));
      const key = row === undefined ? null : keyOf(row);
      return (key === null ? undefined : byKey.get(key)?.at) ?? groups.length;
    },
    addNewer: nothing,
    addOlder: nothing,
    trim: nothing,
  };
  return {
    found,
    trim: walk.trim,
    pending: walk.pending,
    run: walk.run,
    unread: search.unread,
    folded: () => walk.seen() - groups.length,
    repeatsAt(position) {
      const group = groups[position];
      const last = group === undefined ? undefined : newestOf(group);
      const segment = last === undefined ? undefined : capture.segmentOf(last);
      if (group === undefined || last === undefined || segment === undefined) return null;
      const count = countOf(group);
      return count < 2 ? null : { count, lastSeq: last, lastAt: segment.times[last - segment.firstSeq] ?? 0 };
    },
  };
}
