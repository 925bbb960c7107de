/** What is typed as a channel or pattern becomes exactly those bytes, or is refused with the reason. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGlob, isWritable, parseName } from '../../../renderer/feed/names.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { quote } from '../../../shared/escape.ts';

test.each([
  ['orders.*', utf8('orders.*')],
  [' two words ', utf8(' two words ')],
  ["it's", utf8("it's")],
  ['a"b', utf8('a"b')],
  ['频道', utf8('频道')],
  ['"a\\xff b"', Uint8Array.of(0x61, 0xff, 0x20, 0x62)],
  ['""', new Uint8Array()],
])('%j is a name', (typed, name) => {
  expect(parseName(typed)).toEqual({ ok: true, name });
});

test.each([
  ['', 'empty'],
  ['"', 'quotes'],
  ['"a', 'quotes'],
  ['"a"b', 'quotes'],
  ['"a" "b"', 'several'],
  ['\ud83d', 'unwritable'],
  ['"\udc00"', 'unwritable'],
])('%j is none', (typed, why) => {
  expect(parseName(typed)).toEqual({ ok: false, why });
});

test('every byte string can be named in quotes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(parseName(quote(bytes))).toEqual({ ok: true, name: bytes });
    }),
  );
});

test('what only a pattern understands is seen', () => {
  expect(['a*', 'a?', '[ab]', '*'].every(isGlob)).toBe(true);
  expect(['a', 'a:b.c', 'a]'].some(isGlob)).toBe(false);
});

test('only whole characters can be sent', () => {
  expect(isWritable('😀 ok')).toBe(true);
  expect(isWritable('x\ud83dx')).toBe(false);
});
