/** Bytes as something that can be typed: plain text where that loses nothing, else redis-cli's escapes; and the way back to bytes. */
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import { quote, splitLine } from '../../shared/escape.ts';
import { visible } from '../../shared/visible.ts';

export type Form = 'text' | 'escaped';

export interface Typed {
  readonly form: Form;
  readonly text: string;
}

export type Parsed = { readonly ok: true; readonly bytes: Bytes } | { readonly ok: false; readonly why: 'unwritable' | 'escape' };

/** Text where a field shows all of it: nothing that hides, and of the control characters only line ends and tabs. */
export function typedOf(bytes: Bytes): Typed {
  const text = exactText(bytes);
  const shows =
    text !== null && !text.includes('\r') && visible(utf8(`x${text.replaceAll(/[\n\t]/g, 'x')}x`), bytes.length + 2).runs.every((run) => run.kind === 'text');
  return shows ? { form: 'text', text } : { form: 'escaped', text: escaped(bytes) };
}

export function bytesOfTyped({ form, text }: Typed): Parsed {
  if (form === 'text') return /\p{Cs}/u.test(text) ? { ok: false, why: 'unwritable' } : { ok: true, bytes: utf8(text) };
  const split = splitLine(`"${text.replaceAll('\n', '\\n')}"`);
  const [word] = split.ok ? split.words : [];
  return split.ok && split.words.length === 1 && word !== undefined ? { ok: true, bytes: word } : { ok: false, why: 'escape' };
}

/** The same bytes in the other form; null where plain text has none for them. */
export function inForm(typed: Typed, form: Form): Typed | null {
  if (typed.form === form) return typed;
  const parsed = bytesOfTyped(typed);
  if (!parsed.ok) return null;
  if (form === 'escaped') return { form, text: escaped(parsed.bytes) };
  const text = exactText(parsed.bytes);
  return text === null || text.includes('\r') ? null : { form, text };
}

function escaped(bytes: Bytes): string {
  return quote(bytes).slice(1, -1);
}
