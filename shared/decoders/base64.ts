/** Base64 and base64url, with or without padding, and in lines as MIME breaks them. */
import { type Bytes, utf8 } from '../bytes.ts';
import { type Budget, type Decoder, refuse } from './decoder.ts';
import { latin1, startsWith } from './reader.ts';
import { readable } from './text.ts';

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const url = `${standard.slice(0, 62)}-_`;

export const base64 = coder('base64', 'Base64', standard);
export const base64url = coder('base64url', 'Base64url', url);

function coder(name: string, title: string, alphabet: string): Decoder {
  const values = new Int8Array(256).fill(-1);
  for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index;
  return {
    name,
    title,
    family: 'encoding',
    detect(bytes, { budget }) {
      const inside = fromBase64(bytes, values, budget);
      if (bytes.length < 8) return refuse('unlikely');
      if (name === 'base64url' && !bytes.includes(0x2d) && !bytes.includes(0x5f))
        return bytes.at(-1) === 0x3d ? refuse('unlikely') : likely(inside, bytes.length) * 0.9;
      return likely(inside, bytes.length);
    },
    decode: (bytes, { budget }) => ({ kind: 'bytes', bytes: fromBase64(bytes, values, budget) }),
    encode(decoded, original) {
      if (decoded.kind !== 'bytes') return refuse('unsupported');
      const text = toBase64(decoded.bytes, alphabet);
      return utf8(original.includes(0x3d) || original.length % 4 === 0 ? text : text.replace(/=+$/, ''));
    },
  };
}

/** Every word of letters is Base64 of something; of something that looks made, it is likely. */
function likely(inside: Bytes, length: number): number {
  if (readable(inside)) return length >= 16 ? 0.9 : 0.4;
  const marks: readonly (readonly number[])[] = [
    [0x1f, 0x8b, 0x08],
    [0x28, 0xb5, 0x2f, 0xfd],
    [0x89, 0x50, 0x4e, 0x47],
    [0xff, 0xd8, 0xff],
    [0xac, 0xed, 0x00, 0x05],
    [0x04, 0x22, 0x4d, 0x18],
    [0x80, 0x04, 0x95],
    [0x78, 0x9c],
  ];
  if (marks.some((mark) => startsWith(inside, mark))) return 0.9;
  return length >= 64 ? 0.45 : 0.1;
}

function fromBase64(bytes: Bytes, values: Int8Array, budget: Budget): Bytes {
  budget.takeBytes(Math.ceil((bytes.length * 3) / 4));
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4));
  let to = 0;
  let hold = 0;
  let held = 0;
  let padding = 0;
  for (let at = 0; at < bytes.length; at++) {
    if ((at & 63) === 0) budget.step();
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a || byte === 0x0d) continue;
    if (byte === 0x3d) {
      padding++;
      continue;
    }
    const value = values[byte] ?? -1;
    if (value < 0 || padding > 0) return refuse('invalid', at, JSON.stringify(latin1(bytes.subarray(at, at + 1))));
    hold = ((hold << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[to++] = (hold >> held) & 0xff;
    }
  }
  if (held === 6 || padding > 2 || (padding > 0 && padding * 2 !== held)) return refuse('length', bytes.length);
  if ((hold & ((1 << held) - 1)) !== 0) return refuse('invalid', bytes.length, 'bits after the end');
  return out.subarray(0, to);
}

function toBase64(bytes: Bytes, alphabet: string): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let place = 0; place < 4; place++) parts.push(place <= left ? (alphabet[(word >> (18 - 6 * place)) & 63] ?? '') : '=');
  }
  return parts.join('');
}
