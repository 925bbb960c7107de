/** What may be edited as text, and the way from bytes to a text field and back without changing a byte that was not touched. */
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import type { StringValue } from '../../shared/value/value.ts';

export type Editing =
  | { readonly kind: 'text'; readonly text: string; readonly lineEnd: LineEnd }
  /** Only the first bytes are here: loading the rest makes it editable. */
  | { readonly kind: 'part' }
  | { readonly kind: 'big' }
  | { readonly kind: 'binary' };

export type LineEnd = 'lf' | 'crlf';

/** More than this the host does not load for editing. */
export const maxEdit = 16 * 1024 * 1024;

export function editingOf(value: StringValue): Editing {
  if (value.bytes.length < value.length) return value.length > maxEdit ? { kind: 'big' } : { kind: 'part' };
  const text = exactText(value.bytes);
  if (text === null) return { kind: 'binary' };
  // CRLF throughout: new lines end in it, too. In a mixture each CR stays a character of its line.
  const crlf = text.includes('\r') && text.replaceAll('\r\n', '').search(/[\r\n]/) < 0;
  return crlf ? { kind: 'text', text: text.replaceAll('\r\n', '\n'), lineEnd: 'crlf' } : { kind: 'text', text, lineEnd: 'lf' };
}

/** Null where UTF-8 has no form for the text: half of a surrogate pair, which would be stored as U+FFFD. */
export function bytesOf(text: string, lineEnd: LineEnd): Bytes | null {
  const bytes = utf8(lineEnd === 'crlf' ? text.replaceAll('\n', '\r\n') : text);
  return isWellFormed(text) ? bytes : null;
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
