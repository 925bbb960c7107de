/** Names and what belongs to them, however the protocol lays them out. */
import { displayText } from '../bytes.ts';
import { asList, asText, type Reply } from '../reply.ts';

/** RESP2 answers pairs flat, RESP3 some of them as lists of two. */
export function inPairs(items: readonly Reply[]): readonly (readonly [Reply | undefined, Reply | undefined])[] {
  if (Array.isArray(items[0])) return items.map((pair) => [asList(pair)[0], asList(pair)[1]]);
  const pairs: [Reply | undefined, Reply | undefined][] = [];
  for (let at = 0; at + 1 < items.length; at += 2) pairs.push([items[at], items[at + 1]]);
  return pairs;
}

/** Facts by their names. RESP2 answers maps flat; in the legacy mapping RESP3 does, too. */
export function inNames(reply: Reply): ReadonlyMap<string, Reply> {
  const items = asList(reply);
  const map = new Map<string, Reply>();
  for (let at = 0; at + 1 < items.length; at += 2) {
    const name = items[at];
    map.set(name instanceof Uint8Array ? displayText(name) : asText(name), items[at + 1] ?? null);
  }
  return map;
}
