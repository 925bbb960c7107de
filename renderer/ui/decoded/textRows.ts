/** Bytes as rows of a read-only text view: cut at line ends and, where a line is longer than a row, at whole characters. */
import type { Bytes } from '../../../shared/bytes.ts';

export interface TextRow {
  readonly start: number;
  /** Without its line feed. */
  readonly end: number;
  /** From 1; the row goes on with the line of the row before where both have the same. */
  readonly line: number;
}

/** Bytes of one row: as wide as a pane is likely to be, and cheap to draw. */
export const rowBytes = 120;
/** A view of more rows than this would be a list that cannot be scrolled with any precision. */
const maxTextRows = 400_000;

/** `width`: bytes of a row at most; without an end, a row is a line. */
export function textRows(bytes: Bytes, width = rowBytes): readonly TextRow[] {
  const rows: TextRow[] = [];
  let line = 1;
  let start = 0;
  while (start < bytes.length && rows.length < maxTextRows) {
    const feed = bytes.indexOf(0x0a, start);
    const lineEnd = feed < 0 ? bytes.length : feed;
    while (lineEnd - start > width && rows.length < maxTextRows) {
      const end = wholeEnd(bytes, start, start + width);
      rows.push({ start, end, line });
      start = end;
    }
    rows.push({ start, end: lineEnd, line });
    line++;
    start = lineEnd + 1;
  }
  if (bytes.length === 0 || (bytes.at(-1) === 0x0a && rows.length < maxTextRows)) rows.push({ start: bytes.length, end: bytes.length, line });
  return rows;
}

/** Not in the middle of a UTF-8 character: goes back over at most three continuation bytes. */
function wholeEnd(bytes: Bytes, start: number, end: number): number {
  let at = end;
  while (at > end - 3 && at > start + 1 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return ((bytes[at] ?? 0) & 0xc0) === 0x80 ? end : at;
}
