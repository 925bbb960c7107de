/** Bytes that were stored as a text of hexadecimal digits. */
import { utf8 } from '../bytes.ts';
import { type Decoder, refuse } from './decoder.ts';
import { readable } from './text.ts';
import { bytesNode, scalarText } from './tree.ts';

export const hexText: Decoder = {
  name: 'hex-text',
  title: 'Hex digits',
  family: 'encoding',
  detect(bytes, context) {
    const done = hexText.decode(bytes, context);
    if (bytes.length < 8 || done.kind !== 'bytes') return refuse('unlikely');
    // Hashes and ids are hexadecimal digits too: only what gives text is likely to be wrapped.
    if (readable(done.bytes)) return bytes.some((byte) => byte > 0x40) && bytes.length >= 16 ? 0.8 : 0.3;
    return 0.2;
  },
  decode(bytes, { budget }) {
    budget.takeBytes(bytes.length >> 1);
    const out = new Uint8Array(bytes.length >> 1);
    for (let at = 0; at < bytes.length; at++) {
      if ((at & 63) === 0) budget.step();
      const byte = bytes[at] ?? 0;
      const value = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66 ? (byte | 0x20) - 0x57 : -1;
      if (value < 0) return refuse('invalid', at);
      out[at >> 1] = ((out[at >> 1] ?? 0) << 4) | value;
    }
    return bytes.length % 2 === 1 ? refuse('length', bytes.length) : { kind: 'bytes', bytes: out };
  },
  encode(decoded, original) {
    if (decoded.kind !== 'bytes') return refuse('unsupported');
    const digits = scalarText(bytesNode(decoded.bytes)) ?? '';
    return utf8(original.some((byte) => byte >= 0x41 && byte <= 0x46) ? digits.toUpperCase() : digits);
  },
};
