/** The name of a new key from what was typed: as it is, or with redis-cli's escapes. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { splitLine } from '../../shared/escape.ts';

export type KeyName =
  | { readonly ok: true; readonly key: Bytes }
  | { readonly ok: false; readonly why: 'unwritable' | 'words' }
  | { readonly ok: false; readonly why: 'quotes'; readonly at: number };

export function keyNameOf(typed: string, escapes: boolean): KeyName {
  if (/\p{Cs}/u.test(typed)) return { ok: false, why: 'unwritable' };
  if (!escapes) return { ok: true, key: utf8(typed) };
  // Without quotes of its own the whole field is one quoted word, spaces and all.
  const quoted = /^["']/.test(typed);
  const split = splitLine(quoted ? typed : `"${typed}"`);
  if (!split.ok) return { ok: false, why: 'quotes', at: quoted ? split.at + 1 : Math.max(1, split.at) };
  const [key, ...more] = split.words;
  return key === undefined || more.length > 0 ? { ok: false, why: 'words' } : { ok: true, key };
}
