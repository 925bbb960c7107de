/** A channel or pattern as it is typed: plain text, or redis-cli's quotes where it begins with one, so that every byte can be named. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { splitLine } from '../../shared/escape.ts';

export type NameProblem = 'empty' | 'quotes' | 'several' | 'unwritable';

export type Named = { readonly ok: true; readonly name: Bytes } | { readonly ok: false; readonly why: NameProblem };

export function parseName(typed: string): Named {
  if (typed === '') return { ok: false, why: 'empty' };
  if (!isWritable(typed)) return { ok: false, why: 'unwritable' };
  if (!typed.startsWith('"')) return { ok: true, name: utf8(typed) };
  const split = splitLine(typed);
  if (!split.ok) return { ok: false, why: 'quotes' };
  const [name] = split.words;
  return name === undefined || split.words.length > 1 ? { ok: false, why: 'several' } : { ok: true, name };
}

/** False for half of a surrogate pair, which UTF-8 cannot represent: it would be sent as something else. */
export function isWritable(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** As PSUBSCRIBE reads it, this stands for more than itself. */
export function isGlob(typed: string): boolean {
  return /[*?[]/.test(typed);
}
