/** Messages as text and back, and payloads with variables. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import { exportName, exportRow, importLine } from '../../../shared/feed/exporting.ts';
import type { FeedMessage, PayloadForm } from '../../../shared/feed/feed.ts';
import { parseTemplate } from '../../../shared/feed/template.ts';
import { lineStart, packWords, unpackWords } from '../../../shared/feed/words.ts';

function message(channel: Bytes, payload: Bytes, words?: readonly Bytes[], form: PayloadForm = 'payload'): FeedMessage {
  return {
    row: { kind: 'message', seq: 7, at: 1_700_000_000_123, source: 1, channel, size: payload.length, preview: payload, form },
    payload,
    ...(words && { words }),
  };
}

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.string({ maxLength: 10 }).map(utf8));

test('NDJSON keeps every byte', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (channel, payload) => {
      expect(importLine(exportRow('ndjson', message(channel, payload)) ?? '')).toEqual({
        at: 1_700_000_000_123,
        channel: new Uint8Array(channel),
        payload: new Uint8Array(payload),
        words: null,
        form: 'payload',
      });
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.array(anyBytes, { minLength: 1, maxLength: 5 }), (words) => {
      const row = importLine(exportRow('ndjson', message(utf8('s'), utf8(''), words, 'entry')) ?? '');
      expect(row).toMatchObject({ form: 'entry', words: words.map((word) => new Uint8Array(word)) });
      expect(unpackWords(packWords(words)).map((word) => [...word])).toEqual(words.map((word) => [...word]));
    }),
  );
});

/** A letter for each byte: texts are compared in no time. */
const exactly = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

test('words come back whatever their number and length, and stand as a line behind their table', () => {
  const word = fc.oneof(
    anyBytes,
    fc.constantFrom(0, 1, 250, 254, 255, 256, 65_533, 65_536, 70_000).map((size) => new Uint8Array(size).fill(0x61)),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(word, { maxLength: 6 }),
        fc.nat(400).map((count) => Array.from({ length: count }, () => new Uint8Array(0))),
      ),
      (words) => {
        const packed = packWords(words);
        expect(unpackWords(packed).map(exactly)).toEqual(words.map(exactly));
        expect(exactly(packed.subarray(lineStart(packed, 0)))).toBe(words.map(exactly).join(' '));
      },
    ),
  );
});

test('a line that is none is wrong, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => void importLine(line)),
    { numRuns: 2000 },
  );
  expect(importLine('')).toBe('nothing');
  expect(importLine('{"seq":1,"gap":"lag"}')).toBe('nothing');
  expect(importLine('{"channel":"a","payload":"b"}')).toBe('wrong');
  expect(importLine('{"__proto__":{"channel":"a"},"at":1,"payload":"b"}')).toBe('wrong');
});

test('no cell of a CSV is a formula, and quotes and lines stay in their cell', () => {
  const csv = (payload: string): string => exportRow('csv', message(utf8('c'), utf8(payload))) ?? '';
  expect(csv('=HYPERLINK("x")')).toContain(`,"'=HYPERLINK(""x"")"\r\n`);
  for (const evil of ['+1', '-1', '@x', '=1']) expect(csv(evil)).toContain(`,'${evil}\r\n`);
  // Control characters come as escapes, so a tab begins no cell.
  expect(csv('\t=1')).toContain('"""\\t=1"""');
});

test('a script sends the same again', () => {
  expect(exportRow('script', message(utf8('a b'), Uint8Array.of(0xff)))).toBe('PUBLISH "a b" "\\xff"\n');
  expect(exportRow('script', message(utf8('s'), utf8(''), ['1-0', 'f', 'v w'].map(utf8), 'entry'))).toBe('XADD s * f "v w"\n');
  expect(exportRow('script', message(utf8('SET'), utf8(''), ['1.5', '0', 'c', 'SET', 'k', ''].map(utf8), 'command'))).toBe('SET k ""\n');
  expect(exportName('script', '../../etc/x', 0)).toBe('-etc-x-1970-01-01T00-00-00.redis.txt');
});

test('variables are filled in anew for each message', () => {
  const source = { uuid: () => 'u', now: () => 1_700_000_000_000, random: () => 0.5 };
  const filled = (text: string): string | null => {
    const template = parseTemplate(text);
    return template.ok ? template.fill(source, 3) : null;
  };
  expect(filled('{"id":"{{uuid}}","n":{{seq}},"at":{{now}},"t":"{{now iso}}"}')).toBe('{"id":"u","n":3,"at":1700000000000,"t":"2023-11-14T22:13:20.000Z"}');
  expect(filled('{{pick a|b|c}} {{ random 1 10 }} {x} {{{seq}}}')).toBe('b 6 {x} {3}');
  expect(parseTemplate('a {{nothing}}')).toEqual({ ok: false, from: 2, to: 13 });
  expect(parseTemplate('{{random 9 1}}').ok).toBe(false);
  expect(filled('no variable')).toBe('no variable');
});
