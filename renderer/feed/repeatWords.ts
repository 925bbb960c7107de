/** What a row stands for beside itself, as a sentence. */
import type { Messages } from '../i18n/en.ts';
import type { Format } from '../i18n/format.ts';
import type { MessageRow } from './pinning.ts';

/** The newest of a channel is the last of what it stands for; the first of a run is not. */
export function repeatWords(text: Messages, format: Format, { seq, repeats }: MessageRow): string | null {
  if (repeats === undefined) return null;
  return repeats.lastSeq === seq ? text.feed.ofChannel(repeats.count) : text.feed.repeats(repeats.count, repeats.lastSeq, format.clock(repeats.lastAt));
}
