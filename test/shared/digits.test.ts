/** Hex and Base64 of any bytes, as others write them and read them; what is neither is refused, not guessed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, bytesOfBase64, bytesOfHex, hexOf } from '../../shared/digits.ts';

test('any bytes are written as Node writes them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const own = Uint8Array.from(bytes);
      expect(hexOf(own)).toBe(Buffer.from(own).toString('hex'));
      expect(base64Of(own)).toBe(Buffer.from(own).toString('base64'));
      expect(bytesOfHex(hexOf(own))).toEqual(own);
      expect(bytesOfBase64(base64Of(own))).toEqual(own);
      expect(bytesOfBase64(Buffer.from(own).toString('base64url'))).toEqual(own);
    }),
  );
});

test.each([
  ['48 65\n6C:6c, 6f', 'Hello'],
  ['0x48656c6c6f', 'Hello'],
  ['', ''],
])('hex %j', (text, meant) => {
  expect(bytesOfHex(text)).toEqual(Uint8Array.from(Buffer.from(meant)));
});

test.each(['4', '4g', 'zz', '48 0x65', '4 8 6'])('no hex: %j', (text) => {
  expect(bytesOfHex(text)).toBeNull();
});

test.each(['A', 'AAAAA', 'AA=', 'AA===', 'A===', '=AAA', 'QR==', 'AAB=', 'a*b='])('no Base64: %j', (text) => {
  expect(bytesOfBase64(text)).toBeNull();
});
