/** The order of saved connections: moved alone or with their group, everything else staying where it is. */
import type { ProfileFields } from '../../../shared/connections/profile.ts';
import { fail } from '../../../shared/fault.ts';

const maxDepth = 8;
type Group = readonly string[];

/** Into the group and right before that one; null, or one that is moved itself: to the end. */
export function moved(all: readonly ProfileFields[], ids: readonly string[], group: Group, before: string | null): readonly ProfileFields[] {
  const wanted = new Set(ids);
  const going = all.filter(({ id }) => wanted.has(id)).map((one) => ({ ...one, group: [...group] }));
  return placed(
    all.filter(({ id }) => !wanted.has(id)),
    going,
    before,
  );
}

/** A group is what is in it: its path changes in each of them, and they stay together. */
export function groupMoved(all: readonly ProfileFields[], from: Group, to: Group, before: string | null): readonly ProfileFields[] {
  if (from.length === 0) return all;
  if (to.length > from.length && isIn(to, from)) fail({ code: 'input', path: 'group', message: 'a group cannot be put into itself' });
  const inside = (one: ProfileFields): boolean => isIn(one.group, from);
  const going = all.filter(inside).map((one) => ({ ...one, group: [...to, ...one.group.slice(from.length)] }));
  if (going.some(({ group }) => group.length > maxDepth)) fail({ code: 'input', path: 'group', message: `groups are at most ${maxDepth} deep` });
  return placed(
    all.filter((one) => !inside(one)),
    going,
    before,
  );
}

function isIn(group: Group, outer: Group): boolean {
  return outer.every((name, at) => group[at] === name);
}

function placed(rest: readonly ProfileFields[], going: readonly ProfileFields[], before: string | null): readonly ProfileFields[] {
  const at = before === null ? -1 : rest.findIndex(({ id }) => id === before);
  return at === -1 ? [...rest, ...going] : [...rest.slice(0, at), ...going, ...rest.slice(at)];
}
