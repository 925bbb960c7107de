/** Reads where the user wants to go: the number of a message or a time, as the query language writes times. */
import type { FeedPlace } from '../../shared/feed/feed.ts';
import { readTime } from '../../shared/feed/query/units.ts';

/** `now` is what times of today and times ago are counted from. Null: neither number nor time. */
export function readPlace(typed: string, now: number): FeedPlace | null {
  const text = typed.trim();
  const number = /^#?(\d{1,15})$/.exec(text.replace(/(?<=\d)[,\u202f\u00a0 ](?=\d{3}\b)/g, ''));
  if (number !== null) return { kind: 'seq', seq: Number(number[1]) };
  const at = readTime(text, now);
  return at === null ? null : { kind: 'time', at };
}
