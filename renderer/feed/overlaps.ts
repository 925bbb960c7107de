/** Which sources hear the same message: the server sends it once to each. */
import { type Bytes, sameBytes } from '../../shared/bytes.ts';
import type { FeedSource } from '../../shared/feed/feed.ts';
import { globMatches } from '../../shared/glob.ts';

/** Others that match this name, or whose name this one matches. Two patterns that only share some channels are not found. */
export function overlapping(source: FeedSource, all: readonly FeedSource[]): readonly FeedSource[] {
  if (source.kind !== 'channel' && source.kind !== 'pattern') return [];
  return all.filter((other) => other.id !== source.id && (covers(source, other) || covers(other, source)));
}

function covers(one: FeedSource, other: FeedSource): boolean {
  return one.kind === 'pattern' && (other.kind === 'channel' || other.kind === 'pattern') && matches(one.name, other.name);
}

function matches(pattern: Bytes, name: Bytes): boolean {
  return sameBytes(pattern, name) || globMatches(pattern, name);
}
