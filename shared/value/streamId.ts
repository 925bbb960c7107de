/** Ids of a stream's entries: the one next to another. */

const top = 2n ** 64n - 1n;

/** The next id above or below this one: the exclusive form `(id` needs Redis 6.2, this does not. */
export function beside(id: string, below: boolean): string | null {
  const [ms = '0', number = '0'] = id.split('-');
  const [time, sequence] = [BigInt(ms), BigInt(number)];
  if (!below) return sequence === top ? (time === top ? null : `${time + 1n}-0`) : `${ms}-${sequence + 1n}`;
  return sequence === 0n ? (time === 0n ? null : `${time - 1n}-${top}`) : `${ms}-${sequence - 1n}`;
}
