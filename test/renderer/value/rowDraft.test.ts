/** An entry that is typed: what is not touched keeps its bytes, what is typed becomes exactly what it says or is refused. */
import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { changedRow, editOf, isTouched, newRow, rowOf, throughDraft } from '../../../renderer/value/rowDraft.ts';
import { bytesOfTyped, inForm, typedOf } from '../../../renderer/value/typed.ts';
import { utf8 } from '../../../shared/bytes.ts';

test('any bytes are typed back as themselves, in the form they are shown in, in escapes, hex and Base64', () => {
  assert(
    property(uint8Array({ maxLength: 64 }), (bytes) => {
      const typed = typedOf(bytes);
      expect(bytesOfTyped(typed)).toEqual({ ok: true, bytes: new Uint8Array(bytes) });
      for (const form of ['escaped', 'hex', 'base64'] as const) {
        const other = inForm(typed, form);
        expect(other !== null && bytesOfTyped(other)).toEqual({ ok: true, bytes: new Uint8Array(bytes) });
      }
    }),
  );
});

test.each([
  ['plain\ntext\twith tab', 'text'],
  ['', 'text'],
  ['crlf\r\n', 'escaped'],
  ['\u202Eevil', 'escaped'],
  ['nul\0', 'escaped'],
  ['\uFEFFbom', 'escaped'],
])('%j is shown as %s', (text, form) => {
  expect(typedOf(utf8(text)).form).toBe(form);
});

test('what has no bytes is refused', () => {
  expect(bytesOfTyped({ form: 'text', text: 'half \ud800' })).toEqual({ ok: false, why: 'unwritable' });
  expect(bytesOfTyped({ form: 'escaped', text: 'a"b' })).toEqual({ ok: false, why: 'escape' });
  expect(bytesOfTyped({ form: 'hex', text: 'f' })).toEqual({ ok: false, why: 'hex' });
  expect(bytesOfTyped({ form: 'base64', text: 'A' })).toEqual({ ok: false, why: 'base64' });
  expect(inForm({ form: 'escaped', text: '\\xff' }, 'text')).toBeNull();
  expect(inForm({ form: 'hex', text: 'f' }, 'base64')).toBeNull();
});

test('untouched cells keep their bytes, and the rest is an edit of what was loaded', () => {
  const row = [Uint8Array.of(0xff, 0x0d), utf8('old'), utf8('1893456000000')];
  const draft = changedRow('hash', ['field', 'value', 'expires'], row);
  expect(isTouched(draft)).toBe(false);
  const typed = { ...draft, cells: draft.cells.map((cell, at) => (at === 1 ? { form: 'text' as const, text: 'new' } : cell)) };
  expect(isTouched(typed)).toBe(true);
  const built = rowOf(typed);
  expect(built).toEqual({ ok: true, row: [row[0], utf8('new'), row[2]] });
  expect(editOf(typed, [])).toMatchObject({ kind: 'replace', row });
});

test('a time of a field is from now on, none, or refused', () => {
  const draft = newRow('hash', ['field', 'value', 'expires']);
  const withTime = (text: string) => rowOf({ ...draft, cells: draft.cells.map((cell, at) => (at === 2 ? { form: 'text' as const, text } : cell)) });
  expect(withTime('10m')).toMatchObject({ ok: true, row: [utf8(''), utf8(''), utf8('+600000')] });
  expect(withTime('')).toMatchObject({ ok: true, row: [utf8(''), utf8(''), utf8('')] });
  expect(withTime('0')).toEqual({ ok: false, column: 2, why: 'ttl' });
});

test('a cell that is typed through decoders is its entry with other bytes, and nothing while they cannot be written', () => {
  const row = [utf8('f'), Uint8Array.of(0x1f, 0x8b, 0xff)];
  const draft = changedRow('hash', ['field', 'value'], row);
  const typed = throughDraft(draft, { column: 1, path: 'gzip > json', text: '{}' }, Uint8Array.of(0x1f, 0x8b, 0x00));
  expect(typed === null ? null : rowOf(typed)).toEqual({ ok: true, row: [utf8('f'), Uint8Array.of(0x1f, 0x8b, 0x00)] });
  const broken = throughDraft(typed ?? draft, { column: 1, path: 'gzip > json', text: '{' }, null);
  expect(broken === null ? null : rowOf(broken)).toEqual({ ok: false, column: 1, why: 'unwritable' });
  expect(broken === null ? null : isTouched(broken)).toBe(true);
  // Typed back to what it was, there is nothing to save.
  expect(throughDraft(typed ?? draft, { column: 1, path: 'gzip > json', text: '' }, row[1] ?? utf8(''))).toBeNull();
});
