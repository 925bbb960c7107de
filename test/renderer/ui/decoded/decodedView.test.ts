/** What a value opens in: an editor where its text can be typed, a decoded view where it is packed, and the way back only where it is exact. */
import { gzipSync } from 'node:zlib';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { DecodedView, type DecodedViewProps } from '../../../../renderer/ui/decoded/DecodedView.tsx';
import type { EditDoor } from '../../../../renderer/ui/decoded/editDoor.ts';
import { type Bytes, exactText, utf8 } from '../../../../shared/bytes.ts';
import { parsePath } from '../../../../shared/decoders/path.ts';

function drawn(bytes: Bytes, path: string | null, edit: Partial<EditDoor> | null = {}, more: Partial<DecodedViewProps> = {}): string {
  const door: EditDoor = {
    label: 'Value text',
    text: exactText(bytes),
    through: null,
    content: null,
    revision: 0,
    onText: vi.fn(),
    onThrough: vi.fn(),
    onBytes: vi.fn(),
    ...edit,
  };
  return renderToStaticMarkup(
    createElement(DecodedView, {
      bytes,
      truncated: false,
      label: 'Value text',
      path: path === null ? null : parsePath(path),
      onPath: vi.fn(),
      edit: edit === null ? null : door,
      ...more,
    }),
  );
}

// A busy machine uses up the time in which a small value is drawn at once; here it is about what is drawn.
beforeAll(() => void vi.spyOn(performance, 'now').mockReturnValue(0));

const editor = 'class="code-editor"';
const map = new Uint8Array(gzipSync(Uint8Array.of(0x81, 0xa1, 0x61, 0x01)));
const packed = new Uint8Array(gzipSync('{"a":12345678901234567890}'));

describe('by itself', () => {
  test.each(['plain words', '{"a":1}', 'a: 1\nb: 2\n', '', '1700000000', '123e4567-e89b-12d3-a456-426614174000', '10.0.0.1'])(
    '%j opens in the text editor',
    (text) => {
      expect(drawn(utf8(text), null)).toContain(editor);
    },
  );

  test.each([
    ['digits', Uint8Array.of(0xff, 0x00, 0xfe), 'hex-view'],
    ['control characters', new Uint8Array(40), 'hex-view'],
    ['a packed JSON', packed, 'role="tree"'],
  ])('%s opens in a view', (_, bytes, mark) => {
    const html = drawn(bytes, null);
    expect(html).not.toContain(editor);
    expect(html).toContain(mark);
  });

  test('where it is only looked at, a JSON is a tree and a time is told', () => {
    expect(drawn(utf8('{"a":1}'), null, null)).toContain('role="tree"');
    expect(drawn(utf8('1700000000'), null, null)).toContain('decoded-facts');
  });

  test('a damaged value says what it is marked as and why it is not read as that, and its digits can be edited', () => {
    const damaged = packed.with(packed.length - 5, (packed.at(-5) ?? 0) ^ 1);
    const html = drawn(damaged, null, { text: null });
    expect(html).toContain('gzip: the checksum is wrong');
    expect(html).toContain('hex-view');
    // Who asks for digits knows.
    expect(drawn(damaged, 'hex', { text: null })).not.toContain('gzip:');
    expect(drawn(utf8('x^2 + y^2'), null, null)).not.toContain('hex-view');
  });

  test('a part of a value is never decoded, and its note says what to do', () => {
    const html = drawn(packed.subarray(0, 12), null, null, { truncated: true, note: 'load all of it' });
    expect(html).toContain('load all of it');
    expect(html).toContain('hex-view');
  });
});

describe('through decoders', () => {
  test('an exact way back is an editor; none is for reading, with the reason', () => {
    expect(drawn(new Uint8Array(gzipSync('inside')), 'gzip > text')).toContain(editor);
    expect(drawn(utf8('eyJhIjoxfQ=='), 'base64 > text')).toContain(editor);
    // Another compressor wrote it: unpacked and packed again it would be other bytes.
    const foreign = new Uint8Array(gzipSync('inside '.repeat(200), { level: 1, memLevel: 1 }));
    const html = drawn(foreign, 'gzip > text');
    expect(html).not.toContain(editor);
    expect(html).toContain('Read only in this form');
  });

  test('what cannot be written yet is kept in the editor, with what is wrong', () => {
    const html = drawn(map, null, { text: null, through: { path: 'gzip > msgpack', text: '{"a":' }, content: () => null });
    expect(html).toContain(editor);
    expect(html).toContain('Cannot be written as gzip &gt; MessagePack yet');
    expect(drawn(packed, 'hex', { text: null, through: { path: 'gzip > json', text: '{' }, content: () => null })).toContain('this is what was loaded');
  });
});
