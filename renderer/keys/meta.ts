/** Type and TTL of keys, read for the rows on screen only: one question at a time, always about what is on screen now. */
import { type Bytes, idOf } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { KeyMeta } from '../../shared/keys/keys.ts';
import { faultOf, type TabContext } from '../tab/slice.ts';

export interface KnownMeta {
  readonly meta: KeyMeta;
  /** performance.now() when it was read: a TTL counts down from there whatever the wall clock does. */
  readonly at: number;
}

export type Metas = ReadonlyMap<string, KnownMeta>;

export interface KeyMetas {
  want(keys: readonly Bytes[]): void;
  forget(key: Bytes): void;
  clear(): void;
}

/** As many keys as the contract takes at once. */
const batch = 500;
/** Older knowledge is dropped first; a screen shows a hundred rows. */
const kept = 1000;
/** What was read so recently is not read again, even where its TTL should have run out. */
const freshMs = 1000;
/** Rows that run by are asked about so often. */
const paceMs = 100;

export function keyMetas(tab: TabContext, changed: (known: Metas, fault: Fault | null) => void): KeyMetas {
  let known: ReadonlyMap<string, KnownMeta> = new Map();
  let wanted: readonly Bytes[] = [];
  let busy = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** Grows whenever what was known is no longer to be trusted: answers to older questions are dropped. */
  let age = 0;

  const isDue = (key: Bytes): boolean => {
    const one = known.get(idOf(key));
    if (one === undefined) return true;
    const since = performance.now() - one.at;
    return since > freshMs && one.meta.kind === 'known' && one.meta.ttl !== null && since >= one.meta.ttl;
  };

  async function ask(): Promise<void> {
    busy = true;
    try {
      for (;;) {
        if (!wanted.some(isDue)) return;
        const rest = askedAt + paceMs - performance.now();
        if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
        const due = wanted.filter(isDue).slice(0, batch);
        if (due.length === 0) return;
        askedAt = performance.now();
        const asked = age;
        const metas = await tab.client.call('keys.meta', { session: tab.session(), keys: due }, { signal: tab.signal });
        if (asked !== age) continue;
        const next = new Map(known);
        const at = performance.now();
        due.forEach((key, index) => {
          const meta = metas[index];
          const id = idOf(key);
          next.delete(id);
          if (meta !== undefined) next.set(id, { meta, at });
        });
        for (const oldest of next.keys()) {
          if (next.size <= kept) break;
          next.delete(oldest);
        }
        known = next;
        changed(known, null);
        if (metas.length < due.length) return;
      }
    } catch (thrown) {
      // The rows stay without badge; the next look at them asks again.
      if (!tab.signal.aborted) changed(known, faultOf(thrown));
    } finally {
      busy = false;
    }
  }

  return {
    want(keys) {
      wanted = keys;
      if (!busy) void ask();
    },
    forget(key) {
      age++;
      const next = new Map(known);
      if (!next.delete(idOf(key))) return;
      known = next;
      changed(known, null);
    },
    clear() {
      age++;
      known = new Map();
      changed(known, null);
    },
  };
}
