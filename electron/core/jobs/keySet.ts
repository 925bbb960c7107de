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

export function gatherKeys(): KeyGathering {
  const names = createPacked();
  const addresses: string[] = [];
  const nodes: number[] = [];
  const slots: number[] = [];
  let hashes = new Uint32Array(1024);
  /** Open addressing; 0 is empty, else a key's number and one. Given up when the set is frozen. */
  let table = new Uint32Array(1024);

  /** The place of this key in the table, or the empty one where it belongs. */
  function placeOf(key: Bytes, code: number): number {
    const mask = table.length - 1;
    for (let place = code & mask; ; place = (place + 1) & mask) {
      const entry = table[place] as number;
      if (entry === 0 || (hashes[entry - 1] === code && same(names.at(entry - 1), key))) return place;
    }
  }

  function grow(): void {
    const bigger = new Uint32Array(table.length * 2);
    const mask = bigger.length - 1;
    for (const entry of table) {
      if (entry === 0) continue;
      let place = (hashes[entry - 1] as number) & mask;
      while (bigger[place] !== 0) place = (place + 1) & mask;
      bigger[place] = entry;
    }
    table = bigger;
    const more = new Uint32Array(table.length);
    more.set(hashes);
    hashes = more;
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
      const place = placeOf(key, code);
      if (table[place] !== 0) return false;
      hashes[names.count] = code;
      table[place] = names.append(key) + 1;
      let node = addresses.indexOf(address);
      if (node < 0) node = addresses.push(address) - 1;
      // With one server there is nothing to sort by.
      if (slot >= 0 || addresses.length > 1 || slots.length > 0) {
        while (nodes.length < names.count - 1) nodes.push(0);
        while (slots.length < names.count - 1) slots.push(0);
        nodes.push(node);
        slots.push(Math.max(0, slot));
      }
      if (names.count * 2 > table.length) grow();
      return true;
    },
    freeze() {
      table = new Uint32Array(0);
      hashes = table;
      const { count, bytes } = names;
      if (slots.length === 0) {
        const segments = count === 0 ? [] : [{ address: addresses[0] as string, from: 0, to: count }];
        return { count, bytes, segments, at: names.at, numberAt: (position) => position, slotAt: () => 0 };
      }
      const order = new Uint32Array(count);
      for (let number = 0; number < count; number++) order[number] = number;
      const rank = (number: number): number => (nodes[number] as number) * 65_536 + (slots[number] as number);
      order.sort((a, b) => rank(a) - rank(b));
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
