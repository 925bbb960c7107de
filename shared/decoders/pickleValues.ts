/** Numbers and strings as a pickle writes them. */
import type { Bytes } from '../bytes.ts';
import { refuse } from './decoder.ts';
import { bytesNode, type Node, number, tagged } from './tree.ts';

export function integer(text: string, at: number): Node {
  return /^-?\d{1,4000}$/.test(text) ? number(text) : refuse('invalid', at, text.slice(0, 40));
}

/** Little endian two's complement of any length; very long ones stay bytes, as writing them in decimal takes quadratic time. */
export function long(bytes: Bytes): Node {
  if (bytes.length > 1024) return tagged('long', bytesNode(bytes));
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return number(BigInt.asIntN(Math.max(1, bytes.length * 8), value));
}

const escapes = new Map(Object.entries({ n: 10, r: 13, t: 9, '\\': 92, "'": 39, '"': 34, a: 7, b: 8, f: 12, v: 11 }));

/** The repr of a Python 2 str. */
export function quoted(text: string, at: number): Bytes {
  const quote = text[0] ?? '';
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return refuse('invalid', at, 'quotes');
  const out: number[] = [];
  for (let index = 1; index < text.length - 1; index++) {
    const char = text[index] ?? '';
    if (char !== '\\') {
      out.push(char.charCodeAt(0));
      continue;
    }
    const next = text[++index] ?? '';
    const code = next === 'x' ? Number.parseInt(text.slice(index + 1, index + 3), 16) : escapes.get(next);
    if (next === 'x') index += 2;
    if (code === undefined || Number.isNaN(code)) out.push(92, next.charCodeAt(0));
    else out.push(code);
  }
  return Uint8Array.from(out);
}

export function character(digits: string): string {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
