/** Commands of unknown outcome that nobody has looked after yet: what was sent is kept, so that it can be compared with what is there. */
import type { Doubt } from '../../../shared/connections/session.ts';
import type { ActivityEntry } from '../../../shared/jobs/activity.ts';
import type { Order } from './guard.ts';

export interface Doubts {
  add(entry: ActivityEntry, order: Order): void;
  list(): readonly Doubt[];
  /** With the command as it was sent; null where it is not among them. */
  get(entry: number): (Doubt & { readonly order: Order | null }) | null;
  settle(entries: readonly number[]): void;
}

const maxDoubts = 50;
/** Larger ones are told without being compared. */
const maxBytes = 4 * 1024 * 1024;

export function createDoubts(changed: () => void): Doubts {
  const kept = new Map<number, Doubt & { readonly order: Order | null }>();
  let shown: readonly Doubt[] = [];
  const update = (): void => {
    shown = [...kept.values()].map(({ order: _, ...doubt }) => doubt);
    changed();
  };
  return {
    add({ seq, at, words, cut }, order) {
      const bytes = order.args.reduce<number>((sum, arg) => sum + (typeof arg === 'number' ? 8 : arg.length), 0);
      kept.set(seq, { entry: seq, at, words, cut, order: bytes > maxBytes ? null : order });
      const [oldest] = kept.keys();
      if (kept.size > maxDoubts && oldest !== undefined) kept.delete(oldest);
      update();
    },
    list: () => shown,
    get: (entry) => kept.get(entry) ?? null,
    settle(entries) {
      for (const entry of entries) kept.delete(entry);
      update();
    },
  };
}
