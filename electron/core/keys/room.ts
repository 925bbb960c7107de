/** Room for sorting that is used again: a system hands out fresh memory page by page, and that takes longer than the sorting. */

const least = 4096;
/** What is larger is left to the collector: it is needed seldom and would be held for ever. */
const most = 512 * 1024;
const atMost = 6;

const kept: Uint32Array[] = [];

/** Whatever is written in it: nothing is cleared. */
export function room(length: number): Uint32Array {
  const fitting = kept.findIndex((one) => one.length >= length);
  if (fitting < 0) return new Uint32Array(length);
  const [found] = kept.splice(fitting, 1) as [Uint32Array];
  return found.subarray(0, length);
}

/** Not read or written any more by who asked for it. What is never given back is collected. */
export function giveBack(...rooms: readonly Uint32Array[]): void {
  for (const { buffer } of rooms) {
    const length = buffer.byteLength / 4;
    if (length < least || length > most) continue;
    kept.push(new Uint32Array(buffer));
    kept.sort((a, b) => a.length - b.length);
    if (kept.length > atMost) kept.shift();
  }
}
