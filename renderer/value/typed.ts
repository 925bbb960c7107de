/** Bytes as something that can be typed: plain text where that loses nothing, else redis-cli's escapes, hex or Base64; and the way back to bytes. */
import { type Bytes, exactText, utf8 } from '../../shared/bytes.ts';
import { base64Of, bytesOfBase64, bytesOfHex, hexOf } from '../../shared/digits.ts';
import { quote, splitLine } from '../../shared/escape.ts';
import { visible } from '../../shared/visible.ts';

export const forms = ['text', 'escaped', 'hex', 'base64'] as const;
export type Form = (typeof forms)[number];

export interface Typed {
  readonly form: Form;
  readonly text: string;
}

export type Parsed = { readonly ok: true; readonly bytes: Bytes } | { readonly ok: false; readonly why: 'unwritable' | 'escape' | 'hex' | 'base64' };

/** Text where a field shows all of it: nothing that hides, and of the control characters only line ends and tabs. */
export function typedOf(bytes: Bytes): Typed {
  const text = exactText(bytes);
  const shows =
    text !== null && !text.includes('\r') && visible(utf8(`x${text.replaceAll(/[\n\t]/g, 'x')}x`), bytes.length + 2).runs.every((run) => run.kind === 'text');
  return shows ? { form: 'text', text } : { form: 'escaped', text: escaped(bytes) };
}

export function bytesOfTyped({ form, text }: Typed): Parsed {
  switch (form) {
    case 'text':
      return /\p{Cs}/u.test(text) ? { ok: false, why: 'unwritable' } : { ok: true, bytes: utf8(text) };
    case 'escaped': {
      const split = splitLine(`"${text.replaceAll('\n', '\\n')}"`);
      const [word] = split.ok ? split.words : [];
      return parsed(split.ok && split.words.length === 1 ? word : undefined, 'escape');
    }
    case 'hex':
      return parsed(bytesOfHex(text), form);
    case 'base64':
      return parsed(bytesOfBase64(text), form);
  }
}

function parsed(bytes: Bytes | null | undefined, why: 'escape' | 'hex' | 'base64'): Parsed {
  return bytes === null || bytes === undefined ? { ok: false, why } : { ok: true, bytes };
}

/** The same bytes in another form; null where plain text has none for them, or where what is typed is none yet. */
export function inForm(typed: Typed, form: Form): Typed | null {
  if (typed.form === form) return typed;
  const from = bytesOfTyped(typed);
  const text = from.ok ? textIn(from.bytes, form) : null;
  return text === null ? null : { form, text };
}

/** Null: plain text has no way to say these bytes. */
export function textIn(bytes: Bytes, form: Form): string | null {
  switch (form) {
    case 'text': {
      const text = exactText(bytes);
      return text === null || text.includes('\r') ? null : text;
    }
    case 'escaped':
      return escaped(bytes);
    case 'hex':
      return hexOf(bytes);
    case 'base64':
      return base64Of(bytes);
  }
}

function escaped(bytes: Bytes): string {
  return quote(bytes).slice(1, -1);
}
