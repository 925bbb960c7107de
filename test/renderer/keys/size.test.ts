/** A size is understood exactly or not at all. */
import { expect, test } from 'vitest';
import { parseSize } from '../../../renderer/keys/size.ts';

test.each([
  ['0', 0],
  ['500', 500],
  ['500B', 500],
  ['64KB', 65_536],
  ['64 kb', 65_536],
  ['1.5 MB', 1_572_864],
  ['1MiB', 1_048_576],
  ['2g', 2_147_483_648],
  [' 1T ', 1_099_511_627_776],
])('%j is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each(['', 'big', '-1', '1e3', '1,5 MB', '1.5.5', 'MB', '0x10', '\u0661', '999999999999999T'])('%j is no size', (text) =>
  expect(parseSize(text)).toBeNull(),
);
