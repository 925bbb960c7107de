/** What the server tells of keys, put into the index: marked for a moment, gone after it; and told to whoever looks at that key. */
import { type Bytes, idOf } from '../../../shared/bytes.ts';
import type { KeyMark } from '../../../shared/keys/frame.ts';
import type { KeyChange } from '../../../shared/keys/keys.ts';
import type { KeyIndex } from './keyIndex.ts';

export interface Following {
  happened(key: Bytes, what: KeyMark, event: string): void;
  changes(key: Bytes, signal: AbortSignal): AsyncGenerator<KeyChange, void>;
  close(): void;
}

/** A row that is gone is seen going for so long. */
const lingerMs = 1200;
const maxLingering = 2000;
/** A reader that is slow hears of the newest. */
const maxWaiting = 100;

export function createFollowing(indexNow: () => KeyIndex, changed: () => void): Following {
  /** In the order in which they go. */
  const lingering = new Map<string, { readonly key: Bytes; readonly at: number; readonly index: KeyIndex }>();
  const readers = new Map<string, Set<(change: KeyChange) => void>>();
  let timer: NodeJS.Timeout | null = null;

  function leave(): void {
    timer = null;
    const now = performance.now();
    for (const [id, { key, at, index }] of lingering) {
      if (lingering.size <= maxLingering && now - at < lingerMs) break;
      lingering.delete(id);
      index.removed(key);
    }
    if (lingering.size > 0) timer ??= setTimeout(leave, 200);
    changed();
  }

  return {
    happened(key, what, event) {
      const index = indexNow();
      const name = idOf(key);
      lingering.delete(name);
      if (what === 'deleted' || what === 'expired') {
        const id = index.names.find(key);
        if (id >= 0 && index.isAlive(id)) {
          index.mark(id, what);
          lingering.set(name, { key, at: performance.now(), index });
          timer ??= setTimeout(leave, lingering.size > maxLingering ? 0 : lingerMs);
        }
      } else {
        const known = index.names.find(key);
        const isNew = known < 0 || !index.isAlive(known);
        const id = index.made(key);
        if (id >= 0) {
          index.mark(id, isNew ? 'created' : 'changed');
          index.forget(id);
        }
      }
      const change: KeyChange = { what: what === 'created' ? 'changed' : what, event, at: Date.now() };
      for (const tell of readers.get(name) ?? []) tell(change);
      changed();
    },
    async *changes(key, signal) {
      const name = idOf(key);
      const waiting: KeyChange[] = [];
      let wake = (): void => undefined;
      const tell = (change: KeyChange): void => {
        waiting.push(change);
        if (waiting.length > maxWaiting) waiting.shift();
        wake();
      };
      const stop = (): void => wake();
      signal.addEventListener('abort', stop);
      const all = readers.get(name) ?? new Set();
      readers.set(name, all.add(tell));
      try {
        while (!signal.aborted) {
          const next = waiting.shift();
          if (next !== undefined) yield next;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener('abort', stop);
        all.delete(tell);
        if (all.size === 0) readers.delete(name);
      }
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      lingering.clear();
    },
  };
}
