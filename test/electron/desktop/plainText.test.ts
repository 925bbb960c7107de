/** Text for title bar and menu: hostile characters out, people's writing kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../electron/desktop/plainText.ts';

describe('text for title bar and menu', () => {
  test('has no control or bidi character left and is never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const plain = plainText(text, max);
        expect(plain).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect(Array.from(plain).length).toBeLessThanOrEqual(max);
      }),
    );
  });

  test('keeps what people write', () => {
    const text = '订单 – Ünïcödé 👩‍💻 عربي';
    expect(plainText(text, 80)).toBe(text);
    expect(plainText('abcdef', 4)).toBe('abc…');
  });
});
