/** What is typed to find keys, and how it is meant: a part of the name, a pattern, a regular expression or the whole name. */

import { type FilterKind, filterKinds } from '../../shared/keys/shape.ts';

/** `auto` goes by what was typed. */
export const ways = ['auto', ...filterKinds] as const;
export type Way = (typeof ways)[number];

export interface Wanted {
  readonly text: string;
  readonly how: FilterKind;
}

/** `/…/` is a regular expression, a name with * ? or [ a pattern, anything else a part of the name. */
export function wantedOf(typed: string, way: Way): Wanted {
  const slashed = /^\/(.+)\/$/s.exec(typed)?.[1];
  if (way === 'regex') return { text: slashed ?? typed, how: 'regex' };
  if (way !== 'auto') return { text: typed, how: way };
  if (slashed !== undefined) return { text: slashed, how: 'regex' };
  return { text: typed, how: /[*?[]/.test(typed) ? 'glob' : 'substring' };
}
