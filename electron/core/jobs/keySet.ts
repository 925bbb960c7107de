/** The keys of a plan: packed, each once, in the order in which they are worked on; frozen before anything is done. */
import type { Bytes } from '../../../shared/bytes.ts';
import { createPacked } from '../packed.ts';

export interface Segment {
  readonly address: string;
  /** Positions, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

export interface KeySet {
  readonly count: number;
  /** Of all names. */
  readonly bytes: number;
  /** By server; within one the keys of a slot are neighbours. */
  readonly segments: readonly Segment[];
  at(position: number): Bytes;
  /** How many were added before this one. */
  numberAt(position: number): number;
  /** Positions whose keys may go into one command: in a cluster those of one slot. */
  slotAt(position: number): number;
}

export interface KeyGathering {
  readonly count: number;
  readonly bytes: number;
  /** False: it was there already. */
  add(key: Bytes, address: string, slot: number): boolean;
  freeze(): KeySet;
}

/** Names of 2 GB, or twenty million keys: what is more is for a narrower pattern. */
export const maxKeys = 20_000_000;
export const maxNameBytes = 2 * 1024 * 1024 * 1024;

/** By the upper bits of a key's hash; a table uses the lower ones. */
const parts = 256;
const partShift = 24;
const slotsThereAre = 16_384;

export function gatherKeys(): KeyGathering {
  const names = createPacked();
  const addresses: string[] = [];
  const nodes: number[] = [];
  const slots: number[] = [];
  let hashes = new Uint32Array(1024);
  /** Open addressing; 0 is empty, else a key's number and one. Many small ones: making one of a million larger would hold the host. Given up when the set is frozen. */
  let tables = Array.from({ length: parts }, () => ({ places: new Uint32Array(16), used: 0 }));

  /** The place of this key in its table, or the empty one where it belongs. */
  function placeOf(places: Uint32Array, key: Bytes, code: number): number {
    const mask = places.length - 1;
    for (let place = code & mask; ; place = (place + 1) & mask) {
      const entry = places[place] as number;
      if (entry === 0 || (hashes[entry - 1] === code && same(names.at(entry - 1), key))) return place;
    }
  }

  function grown(places: Uint32Array): Uint32Array<ArrayBuffer> {
    const bigger = new Uint32Array(places.length * 2);
    const mask = bigger.length - 1;
    for (const entry of places) {
      if (entry === 0) continue;
      let place = (hashes[entry - 1] as number) & mask;
      while (bigger[place] !== 0) place = (place + 1) & mask;
      bigger[place] = entry;
    }
    return bigger;
  }

  return {
    get count() {
      return names.count;
    },
    get bytes() {
      return names.bytes;
    },
    add(key, address, slot) {
      const code = hash(key);
      const table = tables[code >>> partShift] as (typeof tables)[number];
      const place = placeOf(table.places, key, code);
      if (table.places[place] !== 0) return false;
      if (names.count === hashes.length) {
        const more = new Uint32Array(hashes.length * 2);
        more.set(hashes);
        hashes = more;
      }
      hashes[names.count] = code;
      table.places[place] = names.append(key) + 1;
      if (++table.used * 2 > table.places.length) table.places = grown(table.places);
      let node = addresses.indexOf(address);
      if (node < 0) node = addresses.push(address) - 1;
      // With one server there is nothing to sort by.
      if (slot >= 0 || addresses.length > 1 || slots.length > 0) {
        while (nodes.length < names.count - 1) nodes.push(0);
        while (slots.length < names.count - 1) slots.push(0);
        nodes.push(node);
        slots.push(Math.max(0, slot));
      }
      return true;
    },
    freeze() {
      tables = [];
      hashes = new Uint32Array(0);
      const { count, bytes } = names;
      if (slots.length === 0) {
        const segments = count === 0 ? [] : [{ address: addresses[0] as string, from: 0, to: count }];
        return { count, bytes, segments, at: names.at, numberAt: (position) => position, slotAt: () => 0 };
      }
      const rank = (number: number): number => (nodes[number] as number) * slotsThereAre + (slots[number] as number);
      const next = new Uint32Array(addresses.length * slotsThereAre + 1);
      for (let number = 0; number < count; number++) next[rank(number) + 1] = (next[rank(number) + 1] as number) + 1;
      for (let at = 1; at < next.length; at++) next[at] = (next[at] as number) + (next[at - 1] as number);
      const order = new Uint32Array(count);
      for (let number = 0; number < count; number++) {
        const place = next[rank(number)] as number;
        order[place] = number;
        next[rank(number)] = place + 1;
      }
      const segments: Segment[] = [];
      for (let position = 0; position < count; ) {
        const node = nodes[order[position] as number] as number;
        const from = position;
        while (position < count && nodes[order[position] as number] === node) position++;
        segments.push({ address: addresses[node] as string, from, to: position });
      }
      const bySlot = Uint16Array.from(order, (number) => slots[number] as number);
      const numberAt = (position: number): number => order[position] as number;
      return { count, bytes, segments, at: (position) => names.at(numberAt(position)), numberAt, slotAt: (position) => bySlot[position] as number };
    },
  };
}

/** FNV-1a, mixed once more: the table uses its low bits. */
function hash(bytes: Bytes): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 0;
}

function same(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
