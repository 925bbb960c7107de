/** Which element draws which row: a row keeps its element wherever it moves, and one that comes takes that of one that went. */

export interface Slots {
  /** A number for each of these keys, no two alike. */
  assign(keys: readonly (string | number)[]): readonly number[];
}

export function createSlots(): Slots {
  let taken = new Map<string | number, number>();
  let last = 0;
  return {
    assign(keys) {
      const now = new Map<string | number, number>();
      for (const key of keys) {
        const slot = taken.get(key);
        if (slot !== undefined) now.set(key, slot);
      }
      const left = [...taken].filter(([key]) => !now.has(key)).map(([, slot]) => slot);
      for (const key of keys) if (!now.has(key)) now.set(key, left.shift() ?? last++);
      taken = now;
      return keys.map((key) => now.get(key) as number);
    },
  };
}
