/** Whether a payload can be read as it is, so that nothing has to be loaded or tried to show it. */
import type { Bytes } from '../../shared/bytes.ts';

/** Printable ASCII, tabs and line ends. */
export function isReadable(bytes: Bytes): boolean {
  for (const byte of bytes) if (byte > 0x7e || (byte < 0x20 && (byte < 0x09 || byte > 0x0d))) return false;
  return true;
}
