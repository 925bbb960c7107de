/** The bytes as digits with their offsets, in hexadecimal or bit by bit: the views that fit everything. */
import type { Decoder } from './decoder.ts';

export const hex: Decoder = {
  name: 'hex',
  title: 'Hex',
  family: 'raw',
  detect: () => 0.05,
  decode: (bytes) => ({ kind: 'digits', base: 16, bytes }),
};

export const bits: Decoder = {
  name: 'bits',
  title: 'Bits',
  family: 'raw',
  detect: () => 0.01,
  decode: (bytes) => ({ kind: 'digits', base: 2, bytes }),
};
