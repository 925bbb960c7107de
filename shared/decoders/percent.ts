/** URL-encoded text: `%XX` as bytes, and `+` as a space where the whole is a form (`a=1&b=2`). */
import { type Bytes, utf8 } from '../bytes.ts';
import { type Decoder, refuse } from './decoder.ts';

const hexDigit = (byte: number | undefined): number => {
  const value = Number.parseInt(String.fromCharCode(byte ?? 0), 16);
  return Number.isNaN(value) ? -1 : value;
};

export const percent: Decoder = {
  name: 'url',
  title: 'URL-encoded',
  family: 'encoding',
  detect(bytes, context) {
    if (!bytes.includes(0x25)) return refuse('mark', 0, 'no %');
    percent.decode(bytes, context);
    return bytes.length > 5 ? 0.7 : 0.4;
  },
  decode(bytes, { budget }) {
    budget.takeBytes(bytes.length);
    const form = isForm(bytes);
    const out = new Uint8Array(bytes.length);
    let to = 0;
    for (let at = 0; at < bytes.length; at++) {
      if ((at & 63) === 0) budget.step();
      const byte = bytes[at] ?? 0;
      if (byte <= 0x20 || byte >= 0x7f) return refuse('invalid', at, 'not encoded');
      if (byte !== 0x25) {
        out[to++] = form && byte === 0x2b ? 0x20 : byte;
        continue;
      }
      const high = hexDigit(bytes[at + 1]);
      const low = hexDigit(bytes[at + 2]);
      if (high < 0 || low < 0) return refuse('invalid', at, '% without two digits');
      out[to++] = high * 16 + low;
      at += 2;
    }
    return { kind: 'bytes', bytes: out.subarray(0, to) };
  },
  encode(decoded, original) {
    if (decoded.kind !== 'bytes') return refuse('unsupported');
    const form = isForm(original);
    const lower = /%[0-9a-f]*[a-f]/.test(String.fromCharCode(...original.subarray(0, 8192)));
    const parts: string[] = [];
    for (const byte of decoded.bytes) {
      const char = String.fromCharCode(byte);
      if (/[A-Za-z0-9\-_.~!*'()]/.test(char) || (form && /[=&]/.test(char))) parts.push(char);
      else if (form && byte === 0x20) parts.push('+');
      else {
        const digits = byte.toString(16).padStart(2, '0');
        parts.push(`%${lower ? digits : digits.toUpperCase()}`);
      }
    }
    return utf8(parts.join(''));
  },
};

function isForm(bytes: Bytes): boolean {
  return bytes.includes(0x3d) && bytes.includes(0x2b) && !bytes.includes(0x2f);
}
