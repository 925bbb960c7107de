/** What one worker has still to do: its part of the keys, in groups of one slot, and what was put back first. */
import type { Group } from './actions/action.ts';
import type { KeySet, Segment } from './keySet.ts';

export interface Queue {
  /** Up to so many keys; a group that was put back is given as it is. */
  take(keys: number): readonly Group[];
  putBack(groups: readonly Group[]): void;
}

export function createQueue(set: Pick<KeySet, 'slotAt'>, { from, to }: Pick<Segment, 'from' | 'to'>): Queue {
  const back: Group[] = [];
  let next = from;
  return {
    take(keys) {
      const groups: Group[] = [];
      let count = 0;
      for (let group = back.pop(); group !== undefined; group = back.pop()) {
        groups.push(group);
        count += group.length;
        if (count >= keys) return groups;
      }
      while (count < keys && next < to) {
        const slot = set.slotAt(next);
        const group: number[] = [];
        while (count < keys && next < to && set.slotAt(next) === slot) {
          group.push(next++);
          count++;
        }
        groups.push(group);
      }
      return groups;
    },
    putBack(groups) {
      for (const group of groups) if (group.length > 0) back.push(group);
    },
  };
}
