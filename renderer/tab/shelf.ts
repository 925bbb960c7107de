/** Drafts and open keys, kept for a reload of the page in the session storage of its window, and for the next start by the host, which seals them or keeps none. */
import { type Bytes, idOf } from '../../shared/bytes.ts';
import { type KeptDraft, maxDraft } from '../../shared/value/drafts.ts';

export interface Shelf<T> {
  all(): ReadonlyMap<string, T>;
  /** Null takes it away. */
  put(name: string, draft: T | null): void;
  /** What an earlier start left, as far as this window knows nothing newer. `merges`: all of it, and until then nothing is written over it. */
  late(take: (name: string, draft: T) => void, merges?: boolean): void;
}

/** Where drafts outlive the window. */
export interface Cellar {
  read(owner: string): Promise<readonly KeptDraft[]>;
  keep(owner: string, id: string, draft: { readonly name: string; readonly text: string } | null): void;
}

/** Typing is one write. */
const restMs = 800;

/** `place` names whose drafts they are; without a storage nothing is kept. */
export function shelfOf<T>(
  place: string,
  isWhole: (value: unknown) => value is T,
  storage: Storage | null = sessionStorageOrNull(),
  cellar: Cellar | null = null,
): Shelf<T> {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const prefix = `keytide.draft ${place} `;
  let read: Promise<void> = Promise.resolve();
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
    late(take, merges = false) {
      const taken = cellar?.read(place).then((kept) => {
        for (const { name, text } of kept) {
          const draft = parse(text);
          if (isWhole(draft) && (merges || !waiting.has(name))) take(name, draft);
        }
      });
      if (merges && taken !== undefined) read = taken;
    },
    put(name, draft) {
      const text = draft === null ? null : JSON.stringify(draft, (_, value: unknown) => (value instanceof Uint8Array ? { $bytes: idOf(value) } : value));
      if (cellar !== null) {
        clearTimeout(waiting.get(name));
        const kept = text === null || text.length > maxDraft || name.length > maxDraft ? null : { name, text };
        waiting.set(
          name,
          setTimeout(() => void read.then(() => cellar.keep(place, hashOf(name), kept)), kept === null ? 0 : restMs),
        );
      }
      if (storage === null) return;
      try {
        if (text === null || text.length > maxDraft) storage.removeItem(prefix + name);
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

/** Names the draft outside, where its name is sealed; two that fell together would only be one draft less. */
function hashOf(name: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < name.length; at++) {
    a = Math.imul(a ^ name.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ name.charCodeAt(at), 0x85ebca6b) + a;
  }
  return `${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}-${name.length}`;
}

function sessionStorageOrNull(): Storage | null {
  try {
    return typeof sessionStorage === 'undefined' ? null : sessionStorage;
  } catch {
    return null;
  }
}
