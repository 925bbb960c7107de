/** Typing into bytes: a half byte at a time, over what is there or between it. */
import type { Bytes } from '../../../shared/bytes.ts';

export interface HexCursor {
  /** Of the byte; one behind the last where something can be appended. */
  readonly at: number;
  /** Whether its first half was just typed. */
  readonly half: boolean;
  readonly inserting: boolean;
}

export interface HexTyped {
  /** Null where the bytes stay as they are. */
  readonly bytes: Bytes | null;
  readonly cursor: HexCursor;
}

/** Null for a key that means nothing here. `fixed`: as many bytes as there are, typed over only. */
export function typeHex(bytes: Bytes, cursor: HexCursor, key: string, fixed = false): HexTyped | null {
  if (fixed && (/^(Insert|Delete|Backspace)$/.test(key) || (cursor.at >= bytes.length && key.length === 1))) return null;
  const last = bytes.length;
  const to = (at: number): HexTyped => ({ bytes: null, cursor: { ...cursor, at: Math.min(last, Math.max(0, at)), half: false } });
  switch (key) {
    case 'ArrowLeft':
      return to(cursor.at - 1);
    case 'ArrowRight':
      return to(cursor.at + 1);
    case 'Insert':
      return { bytes: null, cursor: { ...cursor, inserting: !cursor.inserting, half: false } };
    case 'Delete':
      return cursor.at < last ? { bytes: without(bytes, cursor.at), cursor: { ...cursor, half: false } } : to(cursor.at);
    case 'Backspace':
      return cursor.at > 0 ? { bytes: without(bytes, cursor.at - 1), cursor: { ...cursor, at: cursor.at - 1, half: false } } : to(0);
    default:
      return /^[0-9a-fA-F]$/.test(key) ? digit(bytes, cursor, Number.parseInt(key, 16)) : null;
  }
}

function digit(bytes: Bytes, { at, half, inserting }: HexCursor, value: number): HexTyped {
  if (half) {
    const changed = bytes.slice();
    changed[at] = ((changed[at] ?? 0) & 0xf0) | value;
    return { bytes: changed, cursor: { at: at + 1, half: false, inserting } };
  }
  // Behind the last byte there is nothing to type over.
  const grows = inserting || at >= bytes.length;
  const changed = new Uint8Array(bytes.length + (grows ? 1 : 0));
  changed.set(bytes.subarray(0, at));
  changed[at] = (value << 4) | (grows ? 0 : (bytes[at] ?? 0) & 0x0f);
  changed.set(bytes.subarray(grows ? at : at + 1), at + 1);
  return { bytes: changed, cursor: { at, half: true, inserting } };
}

function without(bytes: Bytes, at: number): Bytes {
  const changed = new Uint8Array(bytes.length - 1);
  changed.set(bytes.subarray(0, at));
  changed.set(bytes.subarray(at + 1), at);
  return changed;
}
