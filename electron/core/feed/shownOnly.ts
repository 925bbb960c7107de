/** A query that leaves out what is muted, or not alone. */
import type { Query } from '../../../shared/feed/query/compile.ts';
import type { Shown } from './listening.ts';

export function shownOnly(query: Query | null, shown: Shown | null): Query | null {
  if (shown === null) return query;
  return {
    test: (row) => shown.has(row.source) && (query === null || query.test(row)),
    needed: query?.needed ?? null,
    texts: query?.texts ?? [],
    opener: query?.opener ?? (() => null),
  };
}
