/** PNG, JPEG, WebP and GIF by their first bytes and the size they state, so that no picture is drawn that would take all memory. */
import type { Bytes } from '../bytes.ts';
import { type Decoder, refuse } from './decoder.ts';
import { newReader, startsWith } from './reader.ts';

/** Twenty million pixels are eighty megabytes when drawn. */
const mostPixels = 20_000_000;

interface Size {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
}

export const image: Decoder = {
  name: 'image',
  title: 'Image',
  family: 'image',
  detect(bytes) {
    sizeOf(bytes);
    return 0.99;
  },
  decode(bytes) {
    const size = sizeOf(bytes);
    if (size.width === 0 || size.height === 0) return refuse('invalid', undefined, `${size.width} × ${size.height}`);
    if (size.width * size.height > mostPixels) return refuse('cap-pixels', undefined, `${size.width} × ${size.height}`);
    return { kind: 'image', ...size, bytes };
  },
};

function sizeOf(bytes: Bytes): Size {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    const reader = newReader(bytes, false, 12);
    if (reader.u32() !== 0x49484452) refuse('invalid', 12, 'IHDR');
    return { mime: 'image/png', width: reader.u32(), height: reader.u32() };
  }
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) {
    const reader = newReader(bytes, true, 6);
    return { mime: 'image/gif', width: reader.u16(), height: reader.u16() };
  }
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return { mime: 'image/webp', ...webpSize(bytes) };
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { mime: 'image/jpeg', ...jpegSize(bytes) };
  return refuse('mark', 0);
}

function webpSize(bytes: Bytes): { width: number; height: number } {
  const reader = newReader(bytes, true, 20);
  if (startsWith(bytes, 'VP8X', 12)) {
    reader.take(4);
    const three = (): number => 1 + (reader.u8() | (reader.u16() << 8));
    return { width: three(), height: three() };
  }
  if (startsWith(bytes, 'VP8L', 12)) {
    if (reader.u8() !== 0x2f) refuse('invalid', 20);
    const word = reader.u32();
    return { width: 1 + (word & 0x3fff), height: 1 + ((word >>> 14) & 0x3fff) };
  }
  if (!startsWith(bytes, 'VP8 ', 12)) return refuse('invalid', 12);
  reader.take(6);
  return { width: reader.u16() & 0x3fff, height: reader.u16() & 0x3fff };
}

/** Walks over the segments to the one that states the size. */
function jpegSize(bytes: Bytes): { width: number; height: number } {
  const reader = newReader(bytes, false, 2);
  for (;;) {
    if (reader.u8() !== 0xff) return refuse('invalid', reader.at - 1, 'segment');
    let type = reader.u8();
    while (type === 0xff) type = reader.u8();
    if (type === 0x01 || (type >= 0xd0 && type <= 0xd8)) continue;
    if (type === 0xd9 || type === 0xda) return refuse('invalid', reader.at - 1, 'no size before the picture');
    const length = reader.u16();
    if (type >= 0xc0 && type <= 0xcf && type !== 0xc4 && type !== 0xc8 && type !== 0xcc) {
      reader.take(1);
      const height = reader.u16();
      return { width: reader.u16(), height };
    }
    reader.take(length - 2);
  }
}
