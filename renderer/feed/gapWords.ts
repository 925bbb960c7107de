/** A time nothing was heard in, or nothing was shown in, as a sentence. */
import type { FeedPause, FeedRow } from '../../shared/feed/feed.ts';
import type { Messages } from '../i18n/en.ts';
import type { Format } from '../i18n/format.ts';

export function gapWords(text: Messages, format: Format, gap: Extract<FeedRow, { kind: 'gap' }> | FeedPause): string {
  if (gap.kind === 'pause') {
    const came = text.feed.paused.came(gap.came, gap.evicted);
    return gap.to === null ? text.feed.paused.lasting(format.clock(gap.from), came) : text.feed.paused.over(format.clock(gap.from), format.clock(gap.to), came);
  }
  const why = text.feed.gap[gap.why];
  if (gap.to === null) return text.feed.gap.lasting(why, format.clock(gap.from));
  const missed = gap.atMost === null ? text.feed.gap.untold : text.feed.gap.atMost(gap.atMost);
  if (gap.to - gap.from < 1) return text.feed.gap.at(why, format.clock(gap.from), missed);
  return text.feed.gap.over(why, format.clock(gap.from), format.clock(gap.to), missed);
}
