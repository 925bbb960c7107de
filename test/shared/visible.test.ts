/** What hostile bytes look like: nothing hides, reorders or is lost without a word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactText, utf8 } from '../../shared/bytes.ts';
import { plainString, plainText, type Run, visible, visibleText } from '../../shared/visible.ts';

const text = (text: string): Run => ({ kind: 'text', text });
const chip = (why: Extract<Run, { kind: 'chip' }>['why'], text: string): Run => ({ kind: 'chip', why, text });
const runsOf = (text: string): readonly Run[] => visible(utf8(text)).runs;

describe('visible', () => {
  it('leaves ordinary text of any language alone', () => {
    for (const word of ['user:1001', 'привет', '订单:已付款', 'café', 'ünï', '한국어', 'שלום', 'a b  c', '👍🏽 ok', '👨‍👩‍👧', '❤️', '🇩🇪']) {
      expect(runsOf(word)).toEqual([text(word)]);
    }
    expect(visible(new Uint8Array()).runs).toEqual([]);
  });

  it.each([
    ['NUL, ESC and DEL', 'a\0\x1b[31m\x7f', [text('a'), chip('control', 'NUL ESC'), text('[31m'), chip('control', 'DEL')]],
    ['line breaks and tabs', 'a\r\n\tb', [text('a'), chip('control', 'CR LF TAB'), text('b')]],
    ['C1', 'a\u009b', [text('a'), chip('control', 'U+009B')]],
    ['right-to-left override', 'a\u202Egnp.exe', [text('a'), chip('bidi', 'U+202E'), text('gnp.exe')]],
    ['isolates and marks', '\u2066\u200F', [chip('bidi', 'U+2066 U+200F')]],
    ['zero width and byte order mark', 'us\u200Ber\uFEFF', [text('us'), chip('invisible', 'U+200B'), text('er'), chip('invisible', 'U+FEFF')]],
    ['a joiner that joins no pictures', 'a\u200Db', [text('a'), chip('invisible', 'U+200D'), text('b')]],
    ['a lone combining mark', '\u0301a', [chip('mark', 'U+0301'), text('a')]],
    ['spaces at both ends', '  a b ', [chip('space', '··'), text('a b'), chip('space', '·')]],
    ['nothing but spaces', '  ', [chip('space', '··')]],
    ['a space that is not U+0020', 'a\u00A0b', [text('a'), chip('space', 'U+00A0'), text('b')]],
    ['private use', '\uE000', [chip('unassigned', 'U+E000')]],
    ['tag characters', 'a\u{E0041}', [text('a'), chip('invisible', 'U+E0041')]],
  ] as const)('%s', (_name, raw, expected) => expect(runsOf(raw)).toEqual(expected));

  it('caps combining marks so that a row cannot be drawn over its neighbours', () => {
    const [first, second] = runsOf(`a${'\u0301'.repeat(20)}`);
    expect(first).toEqual(text(`a${'\u0301'.repeat(4)}`));
    expect(second?.kind).toBe('chip');
  });

  it('shows bytes that are not UTF-8 as themselves', () => {
    expect(visible(Uint8Array.of(0xff, 0xfe, 0x41, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xe2, 0x82)).runs).toEqual([
      chip('invalid', '\\xff\\xfe'),
      text('A'),
      chip('invalid', '\\xc0\\x80\\xed\\xa0\\x80\\xe2\\x82'),
    ]);
  });

  it('says what the cap left out and never cuts a character', () => {
    expect(visible(utf8('abcdef'), 4)).toEqual({ runs: [text('abcd')], rest: 2, mixed: false });
    expect(visible(utf8('abc€def'), 4)).toEqual({ runs: [text('abc')], rest: 6, mixed: false });
    expect(visible(utf8('ab   '), 4).runs).toEqual([text('ab  ')]);
  });

  it('marks words that mix look-alike scripts', () => {
    expect(visible(utf8('pаypal')).mixed).toBe(true);
    expect(visible(utf8('paypal привет')).mixed).toBe(false);
  });

  it('accounts for every byte, and text runs never hold what must not be drawn', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 4, max: 100 }), (bytes, cap) => {
        const { runs, rest } = visible(bytes, cap);
        expect(rest).toBeGreaterThanOrEqual(0);
        if (bytes.length <= cap) expect(rest).toBe(0);
        for (const run of runs) if (run.kind === 'text') expect(run.text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u);
      }),
    );
  });

  it('writes valid text back exactly when nothing was hidden', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (raw) => {
        const bytes = utf8(raw);
        const { runs } = visible(bytes, 1000);
        if (runs.length > 0 && runs.every((run) => run.kind === 'text')) expect(runs.map((run) => run.text).join('')).toBe(exactText(bytes));
      }),
    );
  });
});

describe('plain text', () => {
  it('brackets the names of what it hides and ends with … when cut', () => {
    expect(plainText(utf8('a\u202Eb\n'))).toBe('a‹U+202E›b‹LF›');
    expect(plainText(utf8('x'.repeat(200)), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(plainString('ERR \x1b[2J\u202E')).toBe('ERR ‹ESC›[2J‹U+202E›');
  });

  it('treats a text as its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (raw) => {
        expect(visibleText(raw).runs).toEqual(visible(utf8(raw), 4000).runs);
      }),
    );
  });
});
