/** Files the page hands over: a safe name made of a key, and the browser's own saving. */
import { type Bytes, displayText } from '../../shared/bytes.ts';
import { giveFile } from '../ui/giveFile.ts';

/** Names that Windows keeps for devices, whatever their ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const maxName = 100;

/** No path, no device, no hidden file, no trailing dot: whatever is no plain letter, digit or mark is written in percent. */
export function fileName(key: Bytes, ending: string): string {
  let name = '';
  for (const char of displayText(key.subarray(0, 400))) {
    const safe = /^[\p{L}\p{N}_.=@+-]$/u.test(char)
      ? char
      : Array.from(new TextEncoder().encode(char), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    if (name.length + safe.length > maxName) break;
    name += safe;
  }
  const plain = name.replace(/^\.+/, '_').replace(/\.+$/, '_');
  return `${plain === '' || device.test(plain.split('.')[0] ?? '') ? `key_${plain}` : plain}.${ending}`;
}

export function download(name: string, parts: readonly (string | Bytes)[]): void {
  const own = parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part)));
  giveFile(name, new Blob(own, { type: 'application/octet-stream' }));
}
