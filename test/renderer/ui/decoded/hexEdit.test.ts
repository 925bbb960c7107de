/** Typing into bytes: half bytes over and between what is there, and never beyond it by itself. */
import { expect, test } from 'vitest';
import { type HexCursor, typeHex } from '../../../../renderer/ui/decoded/hexEdit.ts';

const type = (start: readonly number[], keys: readonly string[], cursor: HexCursor = { at: 0, half: false, inserting: false }) => {
  let bytes = Uint8Array.from(start);
  let now = cursor;
  for (const key of keys) {
    const typed = typeHex(bytes, now, key);
    if (typed === null) continue;
    bytes = new Uint8Array(typed.bytes ?? bytes);
    now = typed.cursor;
  }
  return { bytes: [...bytes], at: now.at };
};

test.each([
  ['over a byte', [1, 2], ['f', 'E'], [0xfe, 2], 1],
  ['half of one', [0x12], ['f'], [0xf2], 0],
  ['behind the last', [1], ['ArrowRight', 'a', 'b'], [1, 0xab], 2],
  ['in between', [1, 2], ['ArrowRight', 'Insert', 'a', 'b'], [1, 0xab, 2], 2],
  ['deleted and taken back one', [1, 2, 3], ['Delete', 'ArrowRight', 'Backspace'], [3], 0],
  ['nothing before the first', [1], ['ArrowLeft', 'Backspace'], [1], 0],
  ['another key', [1], ['g', 'Enter'], [1], 0],
  ['into nothing', [], ['0', '0'], [0], 1],
] as const)('%s', (_what, start, keys, bytes, at) => {
  expect(type(start, keys)).toEqual({ bytes, at });
});

test('where as many bytes have to stay, they are typed over and nothing else', () => {
  const at = (at: number): HexCursor => ({ at, half: false, inserting: false });
  for (const key of ['Insert', 'Delete', 'Backspace']) expect(typeHex(Uint8Array.of(1, 2), at(1), key, true)).toBeNull();
  expect(typeHex(Uint8Array.of(1, 2), at(2), 'f', true)).toBeNull();
  expect(typeHex(Uint8Array.of(1, 2), at(1), 'f', true)?.bytes).toEqual(Uint8Array.of(1, 0xf2));
});
