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
