/** Whether a row holds what is looked for: as text without regard to case, or as the exact bytes that escapes name. */
import { displayText } from '../../shared/bytes.ts';
import type { Row } from '../../shared/value/edit.ts';
import { bytesOfTyped } from './typed.ts';

/** More of a cell than this is not looked through. */
const maxCell = 64 * 1024;

export function isInside(row: Row, wanted: string): boolean {
  if (wanted.includes('\\x')) {
    const parsed = bytesOfTyped({ form: 'escaped', text: wanted });
    if (parsed.ok) return row.some((cell) => holds(cell, parsed.bytes));
  }
  const small = wanted.toLowerCase();
  return row.some((cell) => displayText(cell.subarray(0, maxCell)).toLowerCase().includes(small));
}

function holds(bytes: Uint8Array, wanted: Uint8Array): boolean {
  const [first] = wanted;
  if (first === undefined) return true;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return true;
  return false;
}
