/** The read-only views: JSON laid out without touching a token, hex rows, text rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hexRow, hexRowCount } from '../../../../renderer/ui/decoded/hex.ts';
import { rowBytes, textRows } from '../../../../renderer/ui/decoded/textRows.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { prettyJson } from '../../../../shared/decoders/prettyJson.ts';

describe('JSON', () => {
  test('lays out what JSON.stringify lays out, as it does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        expect(prettyJson(JSON.stringify(value, null, space))).toEqual({ ok: true, text: JSON.stringify(parsed, null, 2), cut: false });
      }),
    );
  });

  test('keeps numbers, doubled keys, order and escapes as they are written', () => {
    const source = '{"b":9007199254740993,"a":1e400,"a":1.10,"s":"\\u00e9\\"\\\\"}';
    expect(prettyJson(source)).toEqual({ ok: true, cut: false, text: '{\n  "b": 9007199254740993,\n  "a": 1e400,\n  "a": 1.10,\n  "s": "\\u00e9\\"\\\\"\n}' });
  });

  test.each(['', '{', '{"a":1,}', "{'a':1}", 'NaN', '[1 2]', 'undefined', '\ufeff{}'])('%j is no JSON', (source) => {
    expect(prettyJson(source)).toEqual({ ok: false });
  });

  test('brackets a hundred thousand deep end at the cap, not in a crash', () => {
    const deep = 100_000;
    const pretty = prettyJson('['.repeat(deep) + ']'.repeat(deep), 50_000);
    expect(pretty).toMatchObject({ ok: true, cut: true });
  });

  test('one string of many megabytes is one token', () => {
    const source = `["${'x\\\\'.repeat(1_000_000)}"]`;
    expect(prettyJson(source)).toEqual({ ok: true, cut: false, text: `[\n  ${source.slice(1, -1)}\n]` });
  });
});

describe('hex', () => {
  test('a row is sixteen bytes, the last one what is left', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, at) => 0x41 + at);
    bytes[1] = 0;
    bytes[2] = 0xff;
    expect(hexRowCount(bytes)).toBe(2);
    expect(hexRow(bytes, 0)).toEqual({ offset: '00000000', hex: '41 00 ff 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50', letters: 'A..DEFGHIJKLMNOP' });
    expect(hexRow(bytes, 1)).toEqual({ offset: '00000010', hex: '51 52', letters: 'QR' });
    expect(hexRowCount(new Uint8Array())).toBe(0);
  });
});

describe('text rows', () => {
  test('put together again they are the same bytes', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.string({ unit: 'grapheme', maxLength: 400 }).map(utf8));
    fc.assert(
      fc.property(bytes, (value) => {
        const parts: number[] = [];
        let line = 1;
        textRows(value).forEach((row, at) => {
          if (at > 0 && row.line > line) parts.push(0x0a);
          line = row.line;
          expect(row.end - row.start).toBeLessThanOrEqual(rowBytes);
          parts.push(...value.subarray(row.start, row.end));
        });
        expect(Uint8Array.from(parts)).toEqual(value);
      }),
    );
  });

  test('a long line is cut between characters', () => {
    const value = utf8('😀'.repeat(100));
    for (const { start, end } of textRows(value)) expect(displayText(value.subarray(start, end))).not.toContain('\ufffd');
  });

  test('an empty value is one empty row, a last line feed begins one', () => {
    expect(textRows(new Uint8Array())).toHaveLength(1);
    expect(textRows(utf8('a\n')).map((row) => row.line)).toEqual([1, 2]);
  });
});
