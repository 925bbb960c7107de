/** What is typed as bytes: each encoding, where it is wrong, and that what other readers read is what was meant. */
import { decode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../shared/bytes.ts';
import { encodePayload } from '../../../shared/feed/encoding.ts';
import type { PayloadEncoding } from '../../../shared/feed/publishing.ts';

const encode = (text: string, encoding: PayloadEncoding) => encodePayload(text, encoding, () => performance.now());
const bytesOf = (text: string, encoding: PayloadEncoding): Uint8Array => {
  const done = encode(text, encoding);
  if (!done.ok) throw new Error(JSON.stringify(done.problem));
  return done.bytes;
};

describe('right', () => {
  test('text and JSON are sent as they stand', () => {
    expect(bytesOf('ü {{x}}', 'text')).toEqual(utf8('ü {{x}}'));
    expect(displayText(bytesOf(' {"a": 1.10,\n"a":2}', 'json'))).toBe(' {"a": 1.10,\n"a":2}');
  });

  test('hex with the spaces people write, Base64 of both alphabets, with and without padding', () => {
    expect(bytesOf('00 fF\n10', 'hex')).toEqual(Uint8Array.of(0, 255, 16));
    expect(bytesOf('', 'hex')).toEqual(new Uint8Array());
    for (const text of ['+/8=', '-_8', '+ /\n8 =']) expect(bytesOf(text, 'base64')).toEqual(Uint8Array.of(0xfb, 0xff));
  });

  test('MessagePack that another reader reads, with what JSON has no form for', () => {
    expect(decode(bytesOf('{"a":[1,-1,1.5,null,true,"ü"]}', 'msgpack'))).toEqual({ a: [1, -1, 1.5, null, true, 'ü'] });
    expect(decode(bytesOf("h'00ff'", 'msgpack'))).toEqual(Uint8Array.of(0, 255));
  });

  test('every byte survives hex and Base64; every JSON survives MessagePack', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(bytesOf(Buffer.from(bytes).toString('hex'), 'hex')).toEqual(Uint8Array.from(bytes));
        expect(bytesOf(Buffer.from(bytes).toString('base64'), 'base64')).toEqual(Uint8Array.from(bytes));
        expect(bytesOf(Buffer.from(bytes).toString('base64url'), 'base64')).toEqual(Uint8Array.from(bytes));
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        // A whole number beyond 64 bits is refused, not changed.
        if (/\\u[dD][89a-fA-F]|\d{19}/.test(text) || text.includes('"__proto__"')) return;
        expect(decode(bytesOf(text, 'msgpack'))).toEqual(JSON.parse(text));
      }),
    );
  });
});

test.each([
  ['a\ud800', 'text', 'surrogate', 1],
  ['{"a":1,}', 'json', 'json', 7],
  ['{"a":', 'json', 'json', 5],
  ['', 'json', 'json', 0],
  ['{a:1}', 'json', 'json', 1],
  ['{"a" 1}', 'msgpack', 'json', 5],
  ['@"date" 1', 'msgpack', 'unsupported', 0],
  ['18446744073709551616', 'msgpack', 'unsupported', 0],
  ['00 fg', 'hex', 'hex', 4],
  ['0x00', 'hex', 'hex', 1],
  ['00f', 'hex', 'odd', 3],
  ['ab!d', 'base64', 'base64', 2],
  ['ab=c', 'base64', 'base64', 3],
  ['abcde', 'base64', 'length', 5],
  [`${'['.repeat(500)}${']'.repeat(500)}`, 'json', 'size', 0],
] as const)('wrong: %s as %s', (text, encoding, what, at) => {
  expect(encode(text, encoding)).toMatchObject({ ok: false, problem: { what, at } });
});

test('never throws, and a place is one in the text', () => {
  const encodings: readonly PayloadEncoding[] = ['text', 'json', 'hex', 'base64', 'msgpack'];
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...encodings), (text, encoding) => {
      const done = encode(text, encoding);
      if (!done.ok) expect(done.problem.at).toBeLessThanOrEqual(text.length);
    }),
  );
});
