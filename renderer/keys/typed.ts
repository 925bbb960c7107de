/** Bytes from what was typed into a field: as it is, or with redis-cli's escapes. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { splitLine } from '../../shared/escape.ts';
import type { Messages } from '../i18n/en.ts';

export type TypedBytes =
  | { readonly ok: true; readonly bytes: Bytes }
  | { readonly ok: false; readonly why: 'unwritable' | 'words' }
  | { readonly ok: false; readonly why: 'quotes'; readonly at: number };

export function typedBytes(typed: string, escapes: boolean): TypedBytes {
  if (/\p{Cs}/u.test(typed)) return { ok: false, why: 'unwritable' };
  if (!escapes) return { ok: true, bytes: utf8(typed) };
  // Without quotes of its own the whole field is one quoted word, spaces and all.
  const quoted = /^["']/.test(typed);
  const split = splitLine(quoted ? typed : `"${typed}"`);
  if (!split.ok) return { ok: false, why: 'quotes', at: quoted ? split.at + 1 : Math.max(1, split.at) };
  const [bytes, ...more] = split.words;
  return bytes === undefined || more.length > 0 ? { ok: false, why: 'words' } : { ok: true, bytes };
}

/** What is wrong with it, in words; null where nothing is. */
export function typedError(text: Messages, typed: TypedBytes): string | null {
  if (typed.ok) return null;
  switch (typed.why) {
    case 'unwritable':
      return text.keys.unwritable;
    case 'words':
      return text.keys.notOneName;
    case 'quotes':
      return text.keys.badEscape(typed.at);
  }
}
