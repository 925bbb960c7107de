/** Drafts kept for a reload of the page, in the session storage of its window: it ends with the window and is never a file of ours. */
import { type Bytes, idOf } from '../../shared/bytes.ts';

export interface Shelf<T> {
  all(): ReadonlyMap<string, T>;
  /** Null takes it away. */
  put(name: string, draft: T | null): void;
}

/** A longer one lives in memory only: a browser gives a window about five million characters. */
const maxLength = 1024 * 1024;

/** `place` names whose drafts they are; without a storage nothing is kept. */
export function shelfOf<T>(place: string, isWhole: (value: unknown) => value is T, storage: Storage | null = sessionStorageOrNull()): Shelf<T> {
  const prefix = `keytide.draft ${place} `;
  return {
    all() {
      const found = new Map<string, T>();
      for (let at = 0; storage !== null && at < storage.length; at++) {
        const key = storage.key(at);
        if (key === null || !key.startsWith(prefix)) continue;
        const draft = parse(storage.getItem(key) ?? '');
        if (isWhole(draft)) found.set(key.slice(prefix.length), draft);
      }
      return found;
    },
    put(name, draft) {
      if (storage === null) return;
      const text = draft === null ? null : JSON.stringify(draft, (_, value: unknown) => (value instanceof Uint8Array ? { $bytes: idOf(value) } : value));
      try {
        if (text === null || text.length > maxLength) storage.removeItem(prefix + name);
        else storage.setItem(prefix + name, text);
      } catch {
        // Full: what was kept of this draft is older than what is typed, and must not come back.
        storage.removeItem(prefix + name);
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string' ? bytesOf(value.$bytes) : value,
    );
  } catch {
    return null;
  }
}

function bytesOf(id: string): Bytes {
  return Uint8Array.from(id, (char) => char.charCodeAt(0));
}

function sessionStorageOrNull(): Storage | null {
  try {
    return typeof sessionStorage === 'undefined' ? null : sessionStorage;
  } catch {
    return null;
  }
}
