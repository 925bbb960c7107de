/** Bytes as typed, or with redis-cli's escapes; what is no single word is refused. */
import { expect, test } from 'vitest';
import { typedBytes } from '../../../renderer/keys/typed.ts';
import { utf8 } from '../../../shared/bytes.ts';

test.each([
  ['user:1', false, utf8('user:1')],
  ['', false, new Uint8Array()],
  ['a\\xff', false, utf8('a\\xff')],
  ['a\\xff', true, Uint8Array.of(0x61, 0xff)],
  ['two words', true, utf8('two words')],
  ['"a\\nb"', true, utf8('a\nb')],
  ["'a\\n'", true, utf8('a\\n')],
  ['', true, new Uint8Array()],
  ['say \\"hi\\"', true, utf8('say "hi"')],
  ['back\\\\slash', true, utf8('back\\slash')],
] as const)('%j (escapes: %s)', (typed, escapes, bytes) => {
  expect(typedBytes(typed, escapes)).toEqual({ ok: true, bytes });
});

test.each([
  ['a\ud800', false, { ok: false, why: 'unwritable' }],
  ['"a" "b"', true, { ok: false, why: 'words' }],
  ['"a', true, { ok: false, why: 'quotes', at: 1 }],
  ['a"b', true, { ok: false, why: 'quotes', at: 3 }],
  ['end\\', true, { ok: false, why: 'quotes', at: 1 }],
] as const)('%j is refused', (typed, escapes, refusal) => {
  expect(typedBytes(typed, escapes)).toEqual(refusal);
});
