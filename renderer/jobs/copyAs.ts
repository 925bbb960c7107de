/** A command as text that sends the same bytes again: for redis-cli, for ioredis, for redis-py. */
import { type Bytes, exactText } from '../../shared/bytes.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';

export const dialects = ['redis-cli', 'ioredis', 'python'] as const;
export type Dialect = (typeof dialects)[number];

export function commandAs(words: readonly Bytes[], dialect: Dialect): string {
  switch (dialect) {
    case 'redis-cli':
      return words.map(quoteWhereNeeded).join(' ');
    case 'ioredis':
      return `await redis.callBuffer(${words.map(inJavaScript).join(', ')});`;
    case 'python':
      return `r.execute_command(${words.map(inPython).join(', ')})`;
  }
}

/** UTF-8 text in which nothing controls, hides, or looks like another space; both clients send it as these bytes. */
function plain(bytes: Bytes): string | null {
  const text = exactText(bytes);
  return text === null || /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u.test(text) ? null : text;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (mark) => `\\${mark}`)}'`;
}

function inJavaScript(bytes: Bytes): string {
  const text = plain(bytes);
  return text === null ? `Buffer.from('${hexOf(bytes)}', 'hex')` : quoted(text);
}

function inPython(bytes: Bytes): string {
  const text = plain(bytes);
  return text === null ? `bytes.fromhex('${hexOf(bytes)}')` : quoted(text);
}

function hexOf(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
