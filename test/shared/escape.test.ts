/** Quoting is reversible for all bytes, and a command line splits as redis-cli splits it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayText, utf8 } from '../../shared/bytes.ts';
import { quote, quoteWhereNeeded, splitLine } from '../../shared/escape.ts';

test('whatever is quoted reads back as the same bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 5 }), (words) => {
      for (const form of [quote, quoteWhereNeeded]) {
        const split = splitLine(words.map((word) => form(word)).join(' '));
        expect(split).toEqual({ ok: true, words });
      }
    }),
  );
});

test('quoting is plain ASCII', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(quote(bytes)).toMatch(/^[ -~]*$/);
    }),
  );
});

test.each([
  ['set  key   value', ['set', 'key', 'value']],
  ['set key "a b\\n"', ['set', 'key', 'a b\n']],
  ["set key 'it\\'s \\n'", ['set', 'key', "it's \\n"]],
  ['get ключ', ['get', 'ключ']],
  ['get "\\😀"', ['get', '😀']],
  ['   ', []],
  ['set k ""', ['set', 'k', '']],
])('%s', (line, words) => {
  const split = splitLine(line);
  expect(split.ok && split.words.map(displayText)).toEqual(words);
});

test('\\xHH is that byte, and a broken one is its letters', () => {
  expect(splitLine('"\\xff\\x0g"')).toEqual({ ok: true, words: [Uint8Array.from([0xff, ...utf8('x0g')])] });
});

test.each([
  ['set k "open', 6, 'unbalanced'],
  ["set k 'open", 6, 'unbalanced'],
  ['set k "a"b', 9, 'glued'],
] as const)('bad input 19: %s is refused with its place', (line, at, why) => {
  expect(splitLine(line)).toEqual({ ok: false, at, why });
});
