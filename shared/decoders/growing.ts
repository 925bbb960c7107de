/** Unpacked bytes of a size that only their end tells, grown within the budget. */
import type { Bytes } from '../bytes.ts';
import { type Budget, refuse } from './decoder.ts';

export interface Growing {
  length(): number;
  add(bytes: Bytes): void;
  /** Gives room for at most `most` bytes after `from`; `write` answers where it stopped. */
  fill(most: number, write: (room: Uint8Array, from: number) => number): void;
  /** The bytes themselves, no copy. */
  done(): Bytes;
}

export function newGrowing(budget: Budget, expected = 0): Growing {
  let bytes = new Uint8Array(Math.min(Math.max(expected, 1024), Math.max(budget.left(), 1)));
  let length = 0;
  const room = (size: number): void => {
    if (length + size <= bytes.length) return;
    const larger = new Uint8Array(Math.max(length + size, Math.min(bytes.length * 2, length + budget.left())));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  };
  return {
    length: () => length,
    add(part) {
      budget.takeBytes(part.length);
      room(part.length);
      bytes.set(part, length);
      length += part.length;
    },
    fill(most, write) {
      const possible = Math.min(most, budget.left());
      room(possible);
      let end: number;
      try {
        end = write(bytes.subarray(0, length + possible), length);
      } catch (error) {
        // Had it been given the room it wanted, it might have gone on.
        return possible < most ? refuse('cap-bytes') : rethrow(error);
      }
      budget.takeBytes(end - length);
      length = end;
    },
    done: () => bytes.subarray(0, length),
  };
}

function rethrow(error: unknown): never {
  throw error;
}
