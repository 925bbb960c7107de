/** Whether the bytes of a line name one of some addresses: asked for every command a server runs, so without a text for any of them. */
import type { Bytes } from '../../../../shared/bytes.ts';

export interface Addresses {
  /** The newest of those that were told, each once. */
  readonly all: readonly string[];
  has(bytes: Bytes, from: number, to: number): boolean;
}

const most = 1000;

export function addressesOf(told: readonly string[]): Addresses {
  const all = [...new Set(told.toReversed())].slice(0, most).reverse();
  const byHash = new Map<number, readonly Bytes[]>();
  for (const address of all) {
    const bytes = new Uint8Array(Buffer.from(address, 'latin1'));
    const hash = hashOf(bytes, 0, bytes.length);
    byHash.set(hash, [...(byHash.get(hash) ?? []), bytes]);
  }
  return {
    all,
    has(bytes, from, to) {
      return byHash.get(hashOf(bytes, from, to))?.some((one) => isSame(one, bytes, from, to)) ?? false;
    },
  };
}

/** Small, so that a map keeps it without an object. */
function hashOf(bytes: Bytes, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash >> 2;
}

function isSame(one: Bytes, bytes: Bytes, from: number, to: number): boolean {
  if (one.length !== to - from) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== bytes[from + at]) return false;
  return true;
}
