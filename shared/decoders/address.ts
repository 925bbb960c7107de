/** IP addresses, as text or packed, and what kind of network they are of. */
import type { Bytes } from '../bytes.ts';
import { type Fact, refuse } from './decoder.ts';

export function address(value: Bytes | string): readonly Fact[] {
  const bytes = typeof value === 'string' ? parse(value.replace(/\/\d{1,3}$/, '').replace(/^\[(.*)\]$/, '$1')) : value;
  if (bytes === null) return refuse('mark', 0);
  return [
    { name: 'address', text: bytes.length === 4 ? [...bytes].join('.') : sixText(bytes) },
    { name: 'version', text: bytes.length === 4 ? '4' : '6' },
    { name: 'scope', text: scope(bytes) },
  ];
}

function parse(text: string): Bytes | null {
  if (text.includes(':')) return six(text);
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256) ? Uint8Array.from(parts, Number) : null;
}

function six(text: string): Bytes | null {
  const plain = text.replace(/%.*$/, '');
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const last = tail?.[2] === undefined ? null : parse(tail[2]);
  if (tail !== null && last === null) return null;
  const digits = (part: string): string => part.padStart(4, '0');
  const source =
    last === null
      ? plain
      : `${tail?.[1] ?? ''}${[...last]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')
          .replace(/^(.{4})/, '$1:')}`;
  const halves = source.split('::');
  if (halves.length > 2) return null;
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.length === 1 ? front : [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back];
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const all = groups.map(digits).join('');
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(all.slice(index * 2, index * 2 + 2), 16));
}

/** RFC 5952: the longest run of zero groups is left out. */
function sixText(bytes: Bytes): string {
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16)).join(':');
  const runs = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  return longest === undefined ? groups : `${groups.slice(0, longest.index)}::${groups.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}

function scope(bytes: Bytes): string {
  const [a = 0, b = 0] = bytes;
  if (bytes.length === 4) {
    if (a === 127) return 'loopback';
    if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
    if (a === 169 && b === 254) return 'link-local';
    if (a === 100 && b >= 64 && b < 128) return 'shared';
    return a >= 224 && a < 240 ? 'multicast' : a === 0 || a >= 240 ? 'reserved' : 'public';
  }
  if (bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))) return 'loopback';
  if ((a & 0xfe) === 0xfc) return 'private';
  if (a === 0xfe && (b & 0xc0) === 0x80) return 'link-local';
  return a === 0xff ? 'multicast' : 'public';
}
