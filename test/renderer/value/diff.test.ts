/** Differences: each line that goes and comes, with what is around it, and both values can be made of it again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffOf } from '../../../renderer/value/diff.ts';
import { utf8 } from '../../../shared/bytes.ts';

test('one line of many, with three around it', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  const after = lines.with(10, 'other');
  const diff = diffOf(utf8(lines.join('\n')), utf8(after.join('\n')));
  expect(diff?.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'gap 7',
    'same line 7',
    'same line 8',
    'same line 9',
    'less line 10',
    'more other',
    'same line 11',
    'same line 12',
    'same line 13',
    'gap 6',
  ]);
});

test('bytes that are no text are compared as rows of hex', () => {
  expect(diffOf(Uint8Array.of(0xff), Uint8Array.of(0xfe))?.map(({ kind }) => kind)).toEqual(['less', 'more']);
});

test('both sides can be read off it', () => {
  const short = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 6 });
  fc.assert(
    fc.property(short, short, (a, b) => {
      const diff = diffOf(utf8(a.join('\n')), utf8(b.join('\n'))) ?? [];
      const side = (kind: string): string =>
        diff
          .filter((line) => line.kind === 'same' || line.kind === kind)
          .map(({ text }) => text)
          .join('\n');
      if (diff.some(({ kind }) => kind === 'gap')) return;
      expect(side('less')).toBe(a.join('\n'));
      expect(side('more')).toBe(b.join('\n'));
    }),
  );
});
