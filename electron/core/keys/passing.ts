/** Which keys pass a filter, and of which more has to be known first. */
import type { KeyFilter } from '../../../shared/keys/shape.ts';
import { type KeyIndex, never, secondsNow, unknown } from './keyIndex.ts';
import { numbers, push } from './lists.ts';
import { type Matcher, matcherOf } from './match.ts';
import { nowhere } from './names.ts';

export interface Passing {
  readonly error: Matcher['error'];
  passes(id: number): boolean;
  /** Keys of which only the TTL is not known. */
  readonly unmeasured: number;
  /** Some of them; each is given once. */
  take(most: number): Uint32Array;
}

export function createPassing(index: KeyIndex, filter: KeyFilter): Passing {
  const { names } = index;
  const { test, error } = matcherOf(filter);
  const { type, size, ttl } = filter;
  const waiting = numbers();
  let taken = 0;
  const place = nowhere();

  return {
    error,
    passes(id) {
      if (type !== null && index.type(id) !== type) return false;
      if (size !== null && index.size(id) < size.atLeast) return false;
      if (test !== null) {
        names.look(id, place);
        if (!test(place.block, place.from, place.to)) return false;
      }
      if (ttl === null) return true;
      const expires = index.expires(id);
      if (expires === unknown) push(waiting, id);
      if (expires >= never) return expires === never && ttl.kind === 'none';
      return ttl.kind === 'below' && (expires - secondsNow()) * 1000 < ttl.ms;
    },
    get unmeasured() {
      return waiting.length - taken;
    },
    take(most) {
      const from = taken;
      taken = Math.min(waiting.length, from + most);
      return waiting.items.slice(from, taken);
    },
  };
}
