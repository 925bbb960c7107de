/** Bytes as a text of hex digits or of Base64, and the way back: spaces and line ends between them say nothing. */
import type { Bytes } from './bytes.ts';

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOf(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += digits[byte];
  return text;
}

/** Null where it is none. `0x` before it, and colons or commas between bytes, are what other programs write. */
export function bytesOfHex(text: string): Bytes | null {
  const plain = text.replace(/^\s*0x/i, '').replaceAll(/[\s:,]/g, '');
  if (plain.length % 2 === 1 || /[^0-9a-f]/i.test(plain)) return null;
  const bytes = new Uint8Array(plain.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (nibble(plain.charCodeAt(2 * at)) << 4) | nibble(plain.charCodeAt(2 * at + 1));
  return bytes;
}

function nibble(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(letters.split('').map((letter, value) => [letter.charCodeAt(0), value]));

export function base64Of(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += letters.charAt(bits >> 18) + letters.charAt((bits >> 12) & 63);
    text += left > 1 ? letters.charAt((bits >> 6) & 63) : '=';
    text += left > 2 ? letters.charAt(bits & 63) : '=';
  }
  return text;
}

/** Null where it is none: with or without padding, in either alphabet; bits that stand for no byte have to be zero. */
export function bytesOfBase64(text: string): Bytes | null {
  const plain = text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const body = plain.replace(/={1,2}$/, '');
  if (/[^A-Za-z0-9+/]/.test(body) || body.length % 4 === 1 || (plain !== body && plain.length % 4 !== 0)) return null;
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let hold = 0;
  let held = 0;
  let to = 0;
  for (let at = 0; at < body.length; at++) {
    hold = ((hold << 6) | (values.get(body.charCodeAt(at)) ?? 0)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[to++] = (hold >> held) & 0xff;
  }
  return (hold & ((1 << held) - 1)) === 0 ? bytes : null;
}
