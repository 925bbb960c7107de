/** Wishes of which only the newest counts: one is on its way at a time, and what was wished for meanwhile is overtaken by the last. */

export interface Newest<T> {
  wish(wanted: T): void;
  /** Forgets what was not sent yet. */
  drop(): void;
}

/** `send` never rejects: it says itself what went wrong. */
export function newest<T>(send: (wanted: T) => Promise<void>): Newest<T> {
  let next: { readonly wanted: T } | null = null;
  let busy = false;

  async function deliver(): Promise<void> {
    busy = true;
    while (next !== null) {
      const { wanted } = next;
      next = null;
      await send(wanted);
    }
    busy = false;
  }

  return {
    wish(wanted) {
      next = { wanted };
      if (!busy) void deliver();
    },
    drop() {
      next = null;
    },
  };
}
