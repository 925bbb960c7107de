/** What the activity list asks of its entries: a text to search and show, and whether they can be copied as they were. */
import { type Bytes, sameBytes, utf8 } from '../../shared/bytes.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';
import type { ActivityEntry } from '../../shared/jobs/activity.ts';

/** What the host writes in the place of a password. */
const leftOut: Bytes = utf8('«secret»');

export function isSecret(word: Bytes): boolean {
  return sameBytes(word, leftOut);
}

/** As redis-cli writes it, or readable where it is UTF-8: what the eye and the filter look for. */
export function wordText(word: Bytes): string {
  return isSecret(word) ? '«secret»' : quoteWhereNeeded(word);
}

/** Why a copy would send something else. */
export function notExact(entry: ActivityEntry): 'cut' | 'secret' | null {
  if (entry.words.some(isSecret)) return 'secret';
  return entry.cut ? 'cut' : null;
}

/** The text is looked for in the bytes as they are and as redis-cli writes them, without regard to the case of letters. */
export function findEntries(entries: readonly ActivityEntry[], wanted: string): readonly ActivityEntry[] {
  const text = wanted.trim().toLowerCase();
  if (text === '') return entries;
  const decoder = new TextDecoder();
  return entries.filter((entry) => {
    const shown = `${entry.words.map(wordText).join(' ')}\n${entry.words.map((word) => decoder.decode(word)).join(' ')}\n${entry.outcome} ${entry.why}`;
    return shown.toLowerCase().includes(text);
  });
}
