/** A time nothing was heard in, as a sentence. */
import type { FeedRow } from '../../shared/feed/feed.ts';
import type { Messages } from '../i18n/en.ts';
import type { Format } from '../i18n/format.ts';

export function gapWords(text: Messages, format: Format, gap: Extract<FeedRow, { kind: 'gap' }>): string {
  const why = text.feed.gap[gap.why];
  if (gap.to === null) return text.feed.gap.lasting(why, format.clock(gap.from));
  const missed = gap.atMost === null ? text.feed.gap.untold : text.feed.gap.atMost(gap.atMost);
  if (gap.to - gap.from < 1) return text.feed.gap.at(why, format.clock(gap.from), missed);
  return text.feed.gap.over(why, format.clock(gap.from), format.clock(gap.to), missed);
}
