/** The payload in the list: decoded by the channel's rule, or where it is no text; else as it came. */
import { encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { isReadable } from '../../../renderer/feed/ascii.ts';
import { decodedPreview } from '../../../renderer/feed/preview.ts';
import { exactBytes, utf8 } from '../../../shared/bytes.ts';
import { parsePath } from '../../../shared/decoders/path.ts';

const packed = exactBytes(encode({ order: 17, paid: true }));

test('what can be read as it is needs no decoder', () => {
  expect(isReadable(utf8('{"a":1}\tx\n'))).toBe(true);
  for (const bytes of [utf8('é'), Uint8Array.of(0x00), Uint8Array.of(0x1f, 0x8b), Uint8Array.of(0x7f)]) expect(isReadable(bytes)).toBe(false);
});

test('text is left as it came, also JSON', () => {
  expect(decodedPreview(utf8('{"a":1}'), true, null, [])).toBeNull();
  expect(decodedPreview(utf8('two\nlines\t'), true, null, [])).toBeNull();
  expect(decodedPreview(new Uint8Array(), true, null, [])).toBeNull();
});

test('what is no text is read as what it most likely is, if all of it is there', () => {
  expect(decodedPreview(packed, true, null, [])).toBe('{ "order": 17, "paid": true }');
  expect(decodedPreview(packed.subarray(0, 6), false, null, [])).toBeNull();
});

test('a rule is followed, on one line; where it does not fit the bytes are shown', () => {
  expect(decodedPreview(utf8('eyJhIjpbMSwyXX0='), true, parsePath('base64 > json'), [])).toBe('{ "a": [ 1, 2 ] }');
  expect(decodedPreview(utf8('no json'), true, parsePath('json'), [])).toBeNull();
  expect(decodedPreview(packed, true, parsePath('msgpack'), [])).toBe('{ "order": 17, "paid": true }');
});
