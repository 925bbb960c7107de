/** Payloads as rows: nothing of them is changed, and more than can be drawn is said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestView, jsonOf, type Laid, layOut } from '../../../renderer/feed/payload.ts';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';

const jsonLines = ({ rows }: Laid): readonly string[] => rows.map((row) => (row.kind === 'json' ? '  '.repeat(row.depth) + row.text : 'not json'));
const joined = ({ rows }: Laid): Bytes => {
  const parts = rows.map((row) => (row.kind === 'bytes' ? row.bytes : new Uint8Array()));
  return Uint8Array.from(parts.flatMap((part, index) => (index === 0 ? [...part] : [0x0a, ...part])));
};

describe('which view', () => {
  test.each([
    ['{"a":1}', 'json'],
    ['  [1]', 'json'],
    ['{"a":', 'text'],
    ['340.81', 'text'],
    ['', 'text'],
  ])('%j as %s', (text, view) => {
    expect(bestView(utf8(text))).toBe(view);
  });
  test('bytes that are no UTF-8 as hex', () => expect(bestView(Uint8Array.of(0x7b, 0xff))).toBe('hex'));
});

describe('JSON', () => {
  test('is laid out by depth, with numbers, escapes, order and doubled keys as they were sent', () => {
    const source = '{"n":12345678901234567890,"b":1.10, "b":"\\u0041\\"}","e":[],"o":{},"l":[1,{"x":null}]}';
    expect(jsonLines(layOut(utf8(source), 'json'))).toEqual([
      '{',
      '  "n": 12345678901234567890,',
      '  "b": 1.10,',
      '  "b": "\\u0041\\"}",',
      '  "e": [],',
      '  "o": {},',
      '  "l": [',
      '    1,',
      '    {',
      '      "x": null',
      '    }',
      '  ]',
      '}',
    ]);
  });

  test('only white space changes', () => {
    const squeeze = (text: string): string => text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : ''));
    fc.assert(
      fc.property(fc.json(), fc.nat(4), (source, indent) => {
        const spaced = JSON.stringify(JSON.parse(source), null, indent);
        const laid = layOut(utf8(spaced), 'json');
        expect(squeeze(jsonLines(laid).join('\n'))).toBe(squeeze(spaced));
      }),
    );
  });

  test('what is none, or too large to be parsed in one piece, is text', () => {
    expect(jsonOf(utf8('{]'))).toBeNull();
    expect(jsonOf(utf8(`"${'x'.repeat(1024 * 1024)}"`))).toBeNull();
    expect(layOut(utf8('{]'), 'json').rows).toEqual([{ kind: 'bytes', bytes: utf8('{]') }]);
  });

  test('nested deeper than a parser stands is text, not an error', () => {
    expect(() => layOut(utf8('['.repeat(200_000)), 'json')).not.toThrow();
  });

  test('says when it is cut', () => {
    expect(layOut(utf8(`[${'1,'.repeat(5000)}1]`), 'json')).toMatchObject({ cut: true });
    expect(layOut(utf8('[1]'), 'json')).toMatchObject({ cut: false });
  });
});

describe('text', () => {
  test('is cut at line feeds only, so that the rows joined are the payload', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0x0a, 0x0d, 0x41, 0xff, 0x00)), (bytes) => {
        const laid = layOut(Uint8Array.from(bytes), 'text');
        expect(laid.cut).toBe(false);
        expect(joined(laid)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  test.each([
    ['long', new Uint8Array(300 * 1024).fill(0x41)],
    ['of many lines', new Uint8Array(5000).fill(0x0a)],
  ])('too %s is cut and says so', (_, bytes) => {
    const laid = layOut(bytes, 'text');
    expect(laid.cut).toBe(true);
    expect(laid.rows.length).toBeLessThanOrEqual(2000);
    expect(joined(laid)).toEqual(bytes.subarray(0, joined(laid).length));
  });
});

test('hex shows every byte in its place', () => {
  const bytes = Uint8Array.from([...utf8('Hällo\n'), 0xff, 0x00, 0x7f]);
  expect(layOut(bytes, 'hex')).toEqual({
    rows: [
      { kind: 'hex', offset: '00000000', hex: '48 c3 a4 6c 6c 6f 0a ff', letters: 'H..llo..' },
      { kind: 'hex', offset: '00000008', hex: '00 7f', letters: '..' },
    ],
    cut: false,
  });
  expect(layOut(new Uint8Array(100_000), 'hex')).toMatchObject({ cut: true });
});
