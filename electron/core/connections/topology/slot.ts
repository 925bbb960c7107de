/** Which of a cluster's 16384 slots a key is in: CRC16 of its hash tag, or of all of it. */
import type { Bytes } from '../../../../shared/bytes.ts';

export const slotCount = 16_384;
const open = 0x7b;
const close = 0x7d;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  return crc;
});

export function slotOf(key: Bytes): number {
  const [from, to] = hashed(key);
  let crc = 0;
  for (let at = from; at < to; at++) crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ (key[at] as number)] as number);
  return crc % slotCount;
}

/** What is between the first `{` and the next `}`; all of it where that is nothing. */
function hashed(key: Bytes): readonly [from: number, to: number] {
  const from = key.indexOf(open) + 1;
  const to = from === 0 ? -1 : key.indexOf(close, from);
  return to > from ? [from, to] : [0, key.length];
}
