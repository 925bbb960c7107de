/** A row as it leaves the host: exact memory, its payload cut; a list of words as the line that redis-cli would write. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import { type PayloadForm, previewBytes } from '../../../shared/feed/feed.ts';
import { wordAt, wordCount, wordsLine } from '../../../shared/feed/words.ts';

/** Words beyond so many are not on any line of a screen. */
const previewWords = 64;

/** `all`: the whole line, for one message that is read. */
export function previewOf(payload: Bytes, form: PayloadForm, all = false): Bytes {
  if (form === 'payload') return exactBytes(all ? payload : payload.subarray(0, previewBytes));
  // The time of a command is a column of its own.
  const first = form === 'command' ? 1 : 0;
  const count = wordCount(payload, 0);
  const words: Bytes[] = [];
  let size = 0;
  for (let at = first; at < count && (all || (at < previewWords && size < previewBytes)); at++) {
    const word = wordAt(payload, 0, at);
    words.push(all ? word : word.subarray(0, previewBytes));
    size += word.length;
  }
  const line = wordsLine(words);
  return all ? line : exactBytes(line.subarray(0, previewBytes));
}
