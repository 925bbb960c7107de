/** Who answers a command now: the handler registered last wins, and while a dialog is open only its own handlers count. */
import type { CommandId } from './list.ts';

export interface Registry {
  /** Gives back how to take the handler out again. */
  add(id: CommandId, layer: number, run: () => void): () => void;
  /** A modal dialog opens one; commands below it rest until it closes. */
  openLayer(): { readonly layer: number; close(): void };
  /** False when nobody answers. `layer` is the top one where none is named. */
  run(id: CommandId, layer?: number): boolean;
  isAvailable(id: CommandId, layer?: number): boolean;
  /** Changes whenever handlers or layers do. */
  readonly version: () => number;
  subscribe(changed: () => void): () => void;
}

interface Entry {
  readonly id: CommandId;
  readonly layer: number;
  readonly run: () => void;
}

export function createRegistry(): Registry {
  const entries: Entry[] = [];
  const layers: number[] = [];
  const listeners = new Set<() => void>();
  let lastLayer = 0;
  let version = 0;

  const changed = (): void => {
    version++;
    for (const listener of listeners) listener();
  };
  const find = (id: CommandId, layer = layers.at(-1) ?? 0): Entry | undefined => entries.findLast((entry) => entry.id === id && entry.layer === layer);

  return {
    add(id, layer, run) {
      const entry: Entry = { id, layer, run };
      entries.push(entry);
      changed();
      return () => {
        const at = entries.indexOf(entry);
        if (at === -1) return;
        entries.splice(at, 1);
        changed();
      };
    },
    openLayer() {
      const layer = ++lastLayer;
      layers.push(layer);
      changed();
      return {
        layer,
        close() {
          const at = layers.indexOf(layer);
          if (at === -1) return;
          layers.splice(at, 1);
          changed();
        },
      };
    },
    run(id, layer) {
      const entry = find(id, layer);
      entry?.run();
      return entry !== undefined;
    },
    isAvailable: (id, layer) => find(id, layer) !== undefined,
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The page has one. */
export const registry = createRegistry();
