/** Names as they are compared: the numbers in them by their value. */

/** A part of a name: what comes after `from`, up to `to` where that is not the end of the name. */
export interface Part {
  readonly ids: Uint32Array;
  readonly from: number;
  /** By position in `ids`; null: to the end of each name. */
  readonly to: Uint32Array | null;
}

/** Names that agree in so many bytes are not told apart by sorting: a million of a megabyte would never end. */
export const maxCompared = 512;

/**
 * Bytes whose comparison compares names as people count: the digits of a number are preceded by how many there are. Zeros in front do
 * not count, `007` is a 7; they decide between names that are the same otherwise. Ends early when `most` bytes and the number they end in are written.
 */
export function naturalKey(block: Uint8Array, first: number, end: number, into: Uint8Array, begin: number, most: number): number {
  const enough = begin + most;
  let used = begin;
  let at = first;
  let zeros = 0;
  while (at < end) {
    if (used >= enough) return used;
    const byte = block[at] as number;
    if (byte < 0x30 || byte > 0x39) {
      into[used++] = byte;
      at++;
      continue;
    }
    while (at < end && block[at] === 0x30) {
      at++;
      zeros++;
    }
    let stop = at;
    while (stop < end && (block[stop] as number) >= 0x30 && (block[stop] as number) <= 0x39) stop++;
    into[used++] = 0x30;
    into[used++] = Math.min(255, stop - at);
    while (at < stop) into[used++] = block[at++] as number;
  }
  if (zeros > 0) into[used++] = Math.min(255, zeros);
  return used;
}
