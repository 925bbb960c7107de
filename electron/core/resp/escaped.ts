/** How bytes stand escaped in a line of MONITOR. */

/** What stands behind a backslash, and what is meant. */
export const meant = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [mark, byte] of [
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['a', 7],
  ['b', 8],
] as const)
  meant[mark.charCodeAt(0)] = byte;

/** Whether one of four bytes is a quote, a backslash or a CR: a byte that is 0 borrows. */
export function isMarked(four: number): boolean {
  const quote = four ^ 0x22222222;
  const slash = four ^ 0x5c5c5c5c;
  const end = four ^ 0x0d0d0d0d;
  return ((((quote - 0x01010101) & ~quote) | ((slash - 0x01010101) & ~slash) | ((end - 0x01010101) & ~end)) & 0x80808080) !== 0;
}

/** -1 where these are no two digits. */
export function hexByte(first: number, second: number): number {
  const high = hex(first);
  const low = hex(second);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hex(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
