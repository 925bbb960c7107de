/** The one reversible text form of bytes: redis-cli's quoting, `"\xff\n"`, written and read. */
import { type Bytes, displayText } from './bytes.ts';

const named: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);
const byName: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['b', 0x08],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
]);

/** ASCII only, so it survives every clipboard, terminal and log. */
export function quote(bytes: Bytes): string {
  let text = '"';
  for (const byte of bytes) {
    const name = named.get(byte);
    if (name !== undefined) text += name;
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${text}"`;
}

/** Bare where redis-cli would read it back bare, quoted otherwise. */
export function quoteWhereNeeded(bytes: Bytes): string {
  const bare = bytes.length > 0 && bytes.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x27 && byte !== 0x5c);
  // Not as arguments of a function: a value may have millions of bytes.
  return bare ? displayText(bytes) : quote(bytes);
}

export type SplitLine =
  | { readonly ok: true; readonly words: readonly Bytes[] }
  | { readonly ok: false; readonly at: number; readonly why: 'unbalanced' | 'glued' };

/**
 * Splits a command line as redis-cli does: words, "double quotes" with escapes, 'single quotes' with \' only.
 * Unquoted text and text in quotes is UTF-8; `\xHH` in double quotes is that byte.
 */
export function splitLine(line: string): SplitLine {
  const encoder = new TextEncoder();
  const words: Bytes[] = [];
  let at = 0;
  while (at < line.length) {
    while (at < line.length && isSpace(line, at)) at++;
    if (at >= line.length) break;
    const word: number[] = [];
    const start = at;
    let quoteMark = '';
    for (;;) {
      if (at >= line.length) {
        if (quoteMark !== '') return { ok: false, at: start, why: 'unbalanced' };
        break;
      }
      const code = line.codePointAt(at) ?? 0;
      const char = String.fromCodePoint(code);
      if (quoteMark === '') {
        if (isSpace(line, at)) break;
        if (char === '"' || char === "'") {
          quoteMark = char;
          at++;
          continue;
        }
      } else if (char === quoteMark) {
        at++;
        if (at < line.length && !isSpace(line, at)) return { ok: false, at, why: 'glued' };
        break;
      } else if (char === '\\' && at + 1 < line.length) {
        const next = line.charAt(at + 1);
        if (quoteMark === "'") {
          if (next === "'") {
            word.push(0x27);
            at += 2;
            continue;
          }
        } else {
          const hex = /^x([0-9a-fA-F]{2})/.exec(line.slice(at + 1, at + 4));
          if (hex?.[1] !== undefined) {
            word.push(Number.parseInt(hex[1], 16));
            at += 4;
            continue;
          }
          const byte = byName.get(next);
          if (byte !== undefined) word.push(byte);
          else word.push(...encoder.encode(String.fromCodePoint(line.codePointAt(at + 1) ?? 0)));
          at += 1 + String.fromCodePoint(line.codePointAt(at + 1) ?? 0).length;
          continue;
        }
      }
      word.push(...encoder.encode(char));
      at += char.length;
    }
    words.push(Uint8Array.from(word));
  }
  return { ok: true, words };
}

function isSpace(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0;
}
