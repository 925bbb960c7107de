/** The same text as idOf(bytes), made without a JavaScript call per byte: for what is looked up with every message. */
import type { Bytes } from '../../../shared/bytes.ts';

export function keyOf(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
