/** A shell's command line in words: quotes and backslashes are taken off, nothing is expanded or run. */
export interface Words {
  readonly words: readonly Word[];
  /** The line goes on with a pipe, a redirection or another command. */
  readonly more: boolean;
}

export interface Word {
  readonly text: string;
  /** A shell would have put something else in its place: $PASSWORD, $(cat file). */
  readonly placeholder: boolean;
}

const maxWords = 200;

/** Null where a quote is never closed. */
export function readWords(line: string): Words | null {
  const words: Word[] = [];
  let text = '';
  let placeholder = false;
  let open = false;
  let quote: '"' | "'" | null = null;
  const close = (): void => {
    if (open) words.push({ text, placeholder });
    text = '';
    placeholder = false;
    open = false;
  };
  for (let at = 0; at < line.length && words.length < maxWords; at++) {
    const letter = line[at] ?? '';
    const next = line[at + 1];
    if (quote === null && /\s/.test(letter)) {
      close();
      continue;
    }
    if (quote === null && /[|;&<>]/.test(letter)) {
      close();
      return { words, more: true };
    }
    open = true;
    if (quote !== null && letter === quote) quote = null;
    else if (quote === null && (letter === '"' || letter === "'")) quote = letter;
    else if (letter === '\\' && next !== undefined && (quote === null || (quote === '"' && /["\\$`]/.test(next)))) {
      text += next;
      at++;
    } else {
      if (quote !== "'" && (letter === '`' || (letter === '$' && next !== undefined && /[\w{(]/.test(next)))) placeholder = true;
      text += letter;
    }
  }
  if (quote !== null) return null;
  close();
  return { words, more: words.length >= maxWords };
}
