/** Bytes: names that are one to one, text only where it is exact, copies that own their memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayText, exactBytes, exactText, idOf, sameBytes, utf8 } from '../../shared/bytes.ts';

test('idOf names bytes one to one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (a, b) => {
      expect(idOf(a) === idOf(b)).toBe(sameBytes(a, b));
    }),
  );
  expect(idOf(new Uint8Array(100_000).fill(0xff))).toHaveLength(100_000);
});

test('exactText gives text only when it encodes back to the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const text = exactText(bytes);
      if (text !== null) expect(utf8(text)).toEqual(bytes);
    }),
  );
  expect(exactText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  expect(exactText(Uint8Array.of(0xc0, 0x80))).toBeNull();
  expect(exactText(Uint8Array.of(0xed, 0xa0, 0x80))).toBeNull();
  expect(displayText(Uint8Array.of(0x61, 0xff))).toBe('a\ufffd');
});

test('exactBytes owns memory of exactly its size', () => {
  const chunk = new Uint8Array(65_536);
  const copy = exactBytes(chunk.subarray(10, 20));
  expect(copy.buffer.byteLength).toBe(10);
});
