/** What letters after a backslash stand for in a regular expression. */

export interface CharSet {
  readonly ascii: (byte: number) => boolean;
  /** Everything beyond ASCII too. */
  readonly others: boolean;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
export const sets = new Map<string, (byte: number) => boolean>([
  ['d', isDigit],
  ['w', (byte) => isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f],
  ['s', (byte) => byte === 0x20 || (byte >= 9 && byte <= 13)],
]);
export const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
]);
