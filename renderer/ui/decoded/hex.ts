/** One row of a hex view: sixteen bytes as numbers and, where they are printable ASCII, as letters. */
import type { Bytes } from '../../../shared/bytes.ts';

/** Bytes of one row. */
export const perRow = 16;

export interface HexRow {
  readonly offset: string;
  readonly hex: string;
  readonly letters: string;
}

export function hexRowCount(bytes: Bytes): number {
  return Math.ceil(bytes.length / perRow);
}

/** `base`: the offset of the first byte. */
export function hexRow(bytes: Bytes, row: number, base = 0): HexRow {
  const start = row * perRow;
  let hex = '';
  let letters = '';
  for (let at = start; at < start + perRow; at++) {
    const byte = bytes[at];
    if (at === start + perRow / 2) hex += ' ';
    hex += byte === undefined ? '   ' : `${byte.toString(16).padStart(2, '0')} `;
    if (byte !== undefined) letters += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return { offset: (base + start).toString(16).padStart(8, '0'), hex: hex.trimEnd(), letters };
}

/** All bytes as one word of hexadecimal digits. */
export function hexOf(bytes: Bytes): string {
  const parts: string[] = [];
  for (const byte of bytes) parts.push(byte.toString(16).padStart(2, '0'));
  return parts.join('');
}

const bitsPerRow = 6;

export function bitRowCount(bytes: Bytes): number {
  return Math.ceil(bytes.length / bitsPerRow);
}

/** Six bytes bit by bit: the highest bit first, as SETBIT counts them. */
export function bitRow(bytes: Bytes, row: number): HexRow {
  const part = bytes.subarray(row * bitsPerRow, (row + 1) * bitsPerRow);
  const digits = Array.from(part, (byte) => byte.toString(2).padStart(8, '0')).join(' ');
  const letters = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return { offset: (row * bitsPerRow).toString(16).padStart(8, '0'), hex: digits.padEnd(bitsPerRow * 9 - 1), letters };
}
