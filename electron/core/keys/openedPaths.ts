/** Which folders the user opened and closed, by their paths: a tree that is made anew opens them again as they turn up. */
import { type Bytes, idOf } from '../../../shared/bytes.ts';

export interface OpenedPaths {
  opened(path: Bytes): void;
  closed(path: Bytes): void;
  /** Of what was found by itself: the user did not want to see it. */
  isClosed(path: Bytes): boolean;
  /** A new tree: nothing is opened in it yet. */
  restart(): void;
  /** Tries each that is still to be opened. */
  resolve(open: (path: Bytes) => boolean): void;
}

export function createOpenedPaths(): OpenedPaths {
  const open = new Map<string, Bytes>();
  const closed = new Set<string>();
  let missing: readonly Bytes[] = [];
  return {
    opened(path) {
      const id = idOf(path);
      open.set(id, path);
      closed.delete(id);
    },
    closed(path) {
      const id = idOf(path);
      open.delete(id);
      closed.add(id);
    },
    isClosed: (path) => closed.has(idOf(path)),
    restart() {
      closed.clear();
      missing = [...open.values()];
    },
    resolve(tryOpen) {
      if (missing.length > 0) missing = missing.filter((path) => !tryOpen(path));
    },
  };
}
