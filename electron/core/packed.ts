/** Many byte strings in few pieces of memory: appended, read back by number, given up one by one. */
import type { Bytes } from '../../shared/bytes.ts';

export interface Packed {
  readonly count: number;
  /** Of what is held now. */
  readonly bytes: number;
  /** Copies; gives back its number. */
  append(bytes: Bytes): number;
  /** A view, good until the number is dropped. */
  at(index: number): Bytes;
  /** Its memory comes back with that of its neighbours. */
  drop(index: number): void;
}

/** A position is a chunk's number and an offset in it: 4096 chunks of 1 MB; what is bigger has a chunk of its own. */
const offsetBits = 20;
const maxChunk = 1 << offsetBits;
const maxChunks = 1 << (32 - offsetBits);
const firstChunk = 1024;

interface Chunk {
  memory: Bytes | null;
  /** Strings in it that are still held. */
  live: number;
}

/** How much more there may be of it is for its owner to say; at 4096 chunks it throws. */
export function createPacked(): Packed {
  const chunks: Chunk[] = [];
  let positions = new Uint32Array(16);
  let lengths = new Uint32Array(16);
  let count = 0;
  let held = 0;
  let used = 0;
  let current: Chunk | null = null;

  function chunkFor(length: number): Chunk {
    if (current !== null && current.memory !== null && used + length <= current.memory.length) return current;
    if (current !== null && current.live === 0) current.memory = null;
    if (chunks.length === maxChunks) throw new RangeError('too many bytes to pack');
    const size = Math.max(length, Math.min(maxChunk, chunks.length === 0 ? firstChunk : firstChunk << (2 * Math.min(5, chunks.length))));
    current = { memory: new Uint8Array(size), live: 0 };
    chunks.push(current);
    used = 0;
    return current;
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return held;
    },
    append(bytes) {
      const chunk = chunkFor(bytes.length);
      // A chunk that is longer than an offset can say holds one string, at its beginning.
      chunk.memory?.set(bytes, used);
      if (count === positions.length) {
        positions = grown(positions);
        lengths = grown(lengths);
      }
      positions[count] = (chunks.length - 1) * maxChunk + used;
      lengths[count] = bytes.length;
      used += bytes.length;
      held += bytes.length;
      chunk.live++;
      if (used >= maxChunk) current = null;
      return count++;
    },
    at(index) {
      const position = positions[index] as number;
      const from = position & (maxChunk - 1);
      const memory = chunks[position >>> offsetBits]?.memory;
      if (index >= count || memory === undefined || memory === null) throw new RangeError(`nothing is held at ${index}`);
      return memory.subarray(from, from + (lengths[index] as number));
    },
    drop(index) {
      const chunk = chunks[(positions[index] as number) >>> offsetBits];
      if (chunk === undefined) return;
      held -= lengths[index] as number;
      if (--chunk.live === 0 && chunk !== current) chunk.memory = null;
    },
  };
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}
