/** What the bin holds, in lots of what was deleted or overwritten together: packed, under one budget, the oldest given up first. */
import type { Bytes } from '../../../shared/bytes.ts';
import { createPacked } from '../packed.ts';

export interface Kept {
  readonly key: Bytes;
  /** As DUMP made it. */
  readonly dump: Bytes;
  /** Server time in milliseconds at which it expires, 0 for never. */
  readonly expires: number;
  /** Of a key that was overwritten, the digest of what took its place: while that is there, it can be put back over it. */
  readonly instead?: Bytes;
}

export interface Lot {
  /** The same name in another database is another key. */
  readonly db: number;
  /** What can still be put back. */
  readonly keys: number;
  readonly bytes: number;
  /** Bytes that can be added to it: what is older goes for it, what is in it does not. */
  room(): number;
  add(kept: Kept): void;
  /** Up to `max` of what is held, from that number on. */
  numbers(from: number, max: number): readonly number[];
  /** Null where it was put back or given up. */
  at(number: number): Kept | null;
  drop(number: number): void;
  clear(): void;
}

/** Beside name and dump. */
const overhead = 24;
const none = new Uint8Array(0);

export function costOf({ key, dump, instead }: Pick<Kept, 'key' | 'dump' | 'instead'>): number {
  return key.length + dump.length + (instead?.length ?? 0) + overhead;
}

export function createLots(budget: number): { open(db: number): Lot } {
  /** Oldest first. */
  const all = new Set<Lot>();
  let total = 0;

  function open(db: number): Lot {
    const names = createPacked();
    const dumps = createPacked();
    const digests = createPacked();
    const expires: number[] = [];
    const held: boolean[] = [];
    let keys = 0;
    let bytes = 0;
    /** All before it are gone. */
    let first = 0;

    const self: Lot = {
      db,
      get keys() {
        return keys;
      },
      get bytes() {
        return bytes;
      },
      room: () => Math.max(0, budget - bytes),
      add(kept) {
        const cost = costOf(kept);
        for (const other of all) {
          if (other === self) continue;
          while (total + cost > budget && other.keys > 0) for (const number of other.numbers(0, 1)) other.drop(number);
        }
        all.add(self);
        names.append(kept.key);
        dumps.append(kept.dump);
        digests.append(kept.instead ?? none);
        expires.push(kept.expires);
        held.push(true);
        keys++;
        bytes += cost;
        total += cost;
      },
      numbers(from, max) {
        const found: number[] = [];
        for (let number = Math.max(first, from); number < held.length && found.length < max; number++) if (held[number] === true) found.push(number);
        return found;
      },
      at(number) {
        if (held[number] !== true) return null;
        const instead = digests.at(number);
        return { key: names.at(number), dump: dumps.at(number), expires: expires[number] as number, ...(instead.length === 0 ? {} : { instead }) };
      },
      drop(number) {
        if (held[number] !== true) return;
        const cost = costOf({ key: names.at(number), dump: dumps.at(number), instead: digests.at(number) });
        held[number] = false;
        names.drop(number);
        dumps.drop(number);
        digests.drop(number);
        keys--;
        bytes -= cost;
        total -= cost;
        while (first < held.length && held[first] === false) first++;
        if (keys === 0) all.delete(self);
      },
      clear() {
        for (const number of self.numbers(0, Number.POSITIVE_INFINITY)) self.drop(number);
      },
    };
    return self;
  }

  return { open };
}
