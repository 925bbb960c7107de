/** Some rows in place of others, in one step: the way back to a version that was seen, and the way in for entries from a file. */
import { idOf } from '../bytes.ts';
import type { Row } from './edit.ts';

export interface Exchange {
  /** As they were loaded; what is not named in it has to be absent. */
  readonly from: readonly Row[];
  readonly to: readonly Row[];
  /** `from` is all that the key holds, and `to` is all that it shall hold. */
  readonly whole: boolean;
}

export interface Difference {
  /** Named in `from` only. */
  readonly gone: readonly Row[];
  /** Named in `to` only. */
  readonly made: readonly Row[];
  /** As in `to`, where another row has the name in `from`. */
  readonly changed: readonly Row[];
}

/** `nameAt`: the column that names a row. */
export function differenceOf({ from, to }: Pick<Exchange, 'from' | 'to'>, nameAt: number): Difference {
  const name = (row: Row): string => idOf(row[nameAt] ?? new Uint8Array());
  const same = (a: Row, b: Row): boolean => a.every((cell, at) => idOf(cell) === idOf(b[at] ?? new Uint8Array()));
  const before = new Map(from.map((row) => [name(row), row]));
  const after = new Set(to.map(name));
  return {
    gone: from.filter((row) => !after.has(name(row))),
    made: to.filter((row) => !before.has(name(row))),
    changed: to.filter((row) => {
      const one = before.get(name(row));
      return one !== undefined && !same(one, row);
    }),
  };
}
