/** Bytes that may be edited as text come back byte for byte; the others say why they may not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, editingOf, maxEdit } from '../../../renderer/value/editing.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { StringValue } from '../../../shared/value/value.ts';

const whole = (bytes: Uint8Array): StringValue => ({ kind: 'string', bytes, length: bytes.length, ttl: null });

test('whatever is editable comes back unchanged', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map(utf8),
    fc.array(fc.constantFrom('\r\n', '\n', '\r', 'a', '\0', '\ufeff', '\u202e', '😀'), { maxLength: 12 }).map((parts) => utf8(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, (value) => {
      const editing = editingOf(whole(value));
      if (editing.kind === 'text') expect(bytesOf(editing.text, editing.lineEnd)).toEqual(value);
    }),
  );
});

test.each([
  ['plain', utf8('a\nb'), { kind: 'text', text: 'a\nb', lineEnd: 'lf' }],
  ['CRLF throughout', utf8('a\r\nb\r\n'), { kind: 'text', text: 'a\nb\n', lineEnd: 'crlf' }],
  ['CRLF and LF', utf8('a\r\nb\n'), { kind: 'text', text: 'a\r\nb\n', lineEnd: 'lf' }],
  ['a lone CR', utf8('a\rb'), { kind: 'text', text: 'a\rb', lineEnd: 'lf' }],
  ['CR before CRLF', utf8('a\r\r\nb'), { kind: 'text', text: 'a\r\r\nb', lineEnd: 'lf' }],
  ['empty', new Uint8Array(), { kind: 'text', text: '', lineEnd: 'lf' }],
  ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), { kind: 'text', text: '\ufeffa', lineEnd: 'lf' }],
  ['overlong NUL', Uint8Array.of(0xc0, 0x80), { kind: 'binary' }],
  ['a surrogate', Uint8Array.of(0xed, 0xa0, 0x80), { kind: 'binary' }],
  ['a cut character', Uint8Array.of(0xf0, 0x9f, 0x98), { kind: 'binary' }],
] as const)('%s', (_, bytes, editing) => {
  expect(editingOf(whole(bytes))).toEqual(editing);
});

test('a preview is never editable', () => {
  expect(editingOf({ kind: 'string', bytes: utf8('abc'), length: 4, ttl: null })).toEqual({ kind: 'part' });
  expect(editingOf({ kind: 'string', bytes: utf8('abc'), length: maxEdit + 1, ttl: null })).toEqual({ kind: 'big' });
});

test('half of a surrogate pair has no bytes', () => {
  expect(bytesOf('a\ud800', 'lf')).toBeNull();
  expect(bytesOf('\udc00\ud83d', 'lf')).toBeNull();
  expect(bytesOf('😀 \ufffd', 'lf')).toEqual(utf8('😀 \ufffd'));
});
