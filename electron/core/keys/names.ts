/** The packed index: names end to end in blocks, each once, found again by a typed-array hash set; ids count from 0. */
import { randomBytes } from 'node:crypto';

/** Where one name lies: filled in by `look`, so that going over a million names makes no garbage. */
export interface Place {
  block: Uint8Array;
  from: number;
  to: number;
}

export interface Names {
  /** Ids are 0 to count - 1, in the order in which the names came. */
  readonly count: number;
  /** Memory held, in bytes. */
  readonly bytes: number;
  /** No further name fits. */
  readonly full: boolean;
  /** The id, or its complement (negative) where the name was there already. */
  add(source: Uint8Array, from: number, to: number): number;
  /** As `add`, of names that lie between the pairs of numbers in `ranges`; the answers go to `ids`. Gives how many of them fit. */
  addAll(source: Uint8Array, ranges: Uint32Array, many: number, ids: Int32Array): number;
  /** -1 where it is not there. */
  find(name: Uint8Array): number;
  look(id: number, place: Place): void;
  /** Looks at these names so that looking at each is quick: they lie far apart, and the processor fetches many at a time if nothing else is to do. */
  approach(ids: Uint32Array, from: number, to: number): void;
  /** A copy. */
  name(id: number): Uint8Array;
}

/** Offsets are 32 bits: 1024 blocks of 4 MiB. A longer name has a block to itself. */
const blockBits = 22;
const blockSize = 1 << blockBits;
const maxBlocks = 1 << (32 - blockBits);
const firstBlock = 16 * 1024;
/** The length before a name takes at most five bytes of seven bits. */
const maxHead = 5;

/** Half of the names of usual length go on in the next line of the processor's cache. */
const lookedAhead = 36;

const shardBits = 8;

export const nowhere = (): Place => ({ block: new Uint8Array(), from: 0, to: 0 });

export function createNames(): Names {
  const blocks: Uint8Array[] = [new Uint8Array(firstBlock)];
  let used = 0;
  let offsets = new Uint32Array(256);
  let count = 0;
  let held = firstBlock;
  // Names that were made to collide somewhere else do not collide here.
  const seed = randomBytes(4).readUInt32LE();
  // Many small tables: one grows in well under a millisecond, whatever the number of names.
  const shards: Uint32Array[] = Array.from({ length: 1 << shardBits }, () => new Uint32Array(16));
  const fill = new Uint32Array(1 << shardBits);
  const place = nowhere();
  /** Written and never read: what is looked at for nothing an optimizer leaves out. */
  const reached = new Uint8Array(64);
  let hashes = new Uint32Array(256);

  function look(id: number, into: Place): void {
    const offset = offsets[id] as number;
    const block = blocks[offset >>> blockBits] as Uint8Array;
    let from = offset & (blockSize - 1);
    let length = block[from++] as number;
    if (length > 127) {
      length &= 127;
      let shift = 7;
      for (;;) {
        const byte = block[from++] as number;
        length |= (byte & 127) << shift;
        if (byte < 128) break;
        shift += 7;
      }
    }
    into.block = block;
    into.from = from;
    into.to = from + length;
  }

  function isAt(id: number, source: Uint8Array, from: number, to: number): boolean {
    look(id, place);
    if (place.to - place.from !== to - from) return false;
    const { block } = place;
    for (let at = from, other = place.from; at < to; at++, other++) if (block[other] !== source[at]) return false;
    return true;
  }

  /** Room for one more record; false where the offsets end. */
  function makeRoom(size: number): boolean {
    const last = blocks.length - 1;
    const block = blocks[last] as Uint8Array;
    if (used + size <= block.length) return true;
    if (used + size <= blockSize && block.length < blockSize) {
      const grown = new Uint8Array(Math.min(blockSize, Math.max(block.length * 2, used + size)));
      grown.set(block.subarray(0, used));
      blocks[last] = grown;
      held += grown.length - block.length;
      return true;
    }
    if (blocks.length >= maxBlocks) return false;
    const next = new Uint8Array(Math.max(blockSize, size));
    held += next.length;
    blocks.push(next);
    used = 0;
    return true;
  }

  function put(source: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    if (!makeRoom(length + maxHead)) return false;
    const block = blocks[blocks.length - 1] as Uint8Array;
    if (count === offsets.length) {
      const grown = new Uint32Array(count * 2);
      grown.set(offsets);
      offsets = grown;
    }
    // A block of its own is full whatever its size: what comes next begins another.
    offsets[count] = (blocks.length - 1) * blockSize + used;
    // A number of its own: what a closure holds goes to memory with every step.
    let into = used;
    let rest = length;
    while (rest > 127) {
      block[into++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    block[into++] = rest;
    if (length < 48) for (let at = from; at < to; at++) block[into++] = source[at] as number;
    else {
      block.set(source.subarray(from, to), into);
      into += length;
    }
    used = into;
    return true;
  }

  /** Pairs of id + 1 and hash. */
  function grow(shard: number): void {
    const old = shards[shard] as Uint32Array;
    const table = new Uint32Array(old.length * 2);
    const mask = table.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const id = old[at] as number;
      if (id === 0) continue;
      const hash = old[at + 1] as number;
      let slot = hash & mask;
      while (table[slot * 2] !== 0) slot = (slot + 1) & mask;
      table[slot * 2] = id;
      table[slot * 2 + 1] = hash;
    }
    shards[shard] = table;
  }

  function placeOf(hash: number): number {
    const table = shards[hash >>> (32 - shardBits)] as Uint32Array;
    return table[(hash & (table.length / 2 - 1)) * 2] as number;
  }

  /** The id, its complement, or no number. */
  function enter(source: Uint8Array, from: number, to: number, hash: number): number {
    const shard = hash >>> (32 - shardBits);
    const table = shards[shard] as Uint32Array;
    const mask = table.length / 2 - 1;
    let slot = hash & mask;
    for (let id = table[slot * 2] as number; id !== 0; id = table[slot * 2] as number) {
      if (table[slot * 2 + 1] === hash && isAt(id - 1, source, from, to)) return ~(id - 1);
      slot = (slot + 1) & mask;
    }
    if (!put(source, from, to)) return Number.NaN;
    table[slot * 2] = count + 1;
    table[slot * 2 + 1] = hash;
    const filled = (fill[shard] as number) + 1;
    fill[shard] = filled;
    if (filled * 8 > table.length * 3) grow(shard);
    return count++;
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return held + offsets.byteLength + shards.reduce((sum, table) => sum + table.byteLength, 0);
    },
    get full() {
      return blocks.length >= maxBlocks && used + maxHead >= blockSize;
    },

    add: (source, from, to) => enter(source, from, to, hashOf(source, from, to, seed)),
    addAll(source, ranges, many, ids) {
      if (many > hashes.length) hashes = new Uint32Array(many);
      for (let at = 0; at < many; at++) hashes[at] = hashOf(source, ranges[at * 2] as number, ranges[at * 2 + 1] as number, seed);
      // As with names: their places in the table are fetched many at a time.
      for (let at = 0; at < many; at++) ids[at] = placeOf(hashes[at] as number);
      for (let at = 0; at < many; at++) {
        const id = enter(source, ranges[at * 2] as number, ranges[at * 2 + 1] as number, hashes[at] as number);
        if (Number.isNaN(id)) return at;
        ids[at] = id;
      }
      return many;
    },

    find(name) {
      const hash = hashOf(name, 0, name.length, seed);
      const table = shards[hash >>> (32 - shardBits)] as Uint32Array;
      const mask = table.length / 2 - 1;
      let slot = hash & mask;
      for (let id = table[slot * 2] as number; id !== 0; id = table[slot * 2] as number) {
        if (table[slot * 2 + 1] === hash && isAt(id - 1, name, 0, name.length)) return id - 1;
        slot = (slot + 1) & mask;
      }
      return -1;
    },

    look,
    approach(ids, from, to) {
      for (let at = from; at < to; at++) {
        const offset = offsets[ids[at] as number] as number;
        const block = blocks[offset >>> blockBits] as Uint8Array;
        const begin = offset & (blockSize - 1);
        reached[at & 63] = (block[begin] as number) + (block[Math.min(begin + lookedAhead, block.length - 1)] as number);
      }
    },
    name(id) {
      look(id, place);
      return place.block.slice(place.from, place.to);
    },
  };
}

/** Four bytes at a time, then mixed so that every bit of it is as good as any other. Unsigned. */
export function hashOf(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed ^ (to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
