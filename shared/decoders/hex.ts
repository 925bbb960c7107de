/** The bytes as hexadecimal digits with their offsets: the view that fits everything. */
import type { Decoder } from './decoder.ts';

export const hex: Decoder = {
  name: 'hex',
  title: 'Hex',
  family: 'raw',
  detect: () => 0.05,
  decode: (bytes) => ({ kind: 'digits', base: 16, bytes }),
};
