/** What can be taken back: the inverse of each write that was made here, bounded in number and bytes, for as long as the session lives. */
import { randomUUID } from 'node:crypto';
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { Edit, Row } from '../../../shared/value/edit.ts';
import type { Plan } from '../../../shared/value/plan.ts';

export interface EditUndo {
  readonly kind: 'edit';
  readonly type: string;
  readonly key: Bytes;
  /** The edit that takes it back. */
  readonly edit: Edit;
  /** The key went with its last element; it had `expires` (server time as text, '0' for never). */
  readonly gone: boolean;
  readonly expires: string;
  /** Entries after the edit. */
  readonly length: number;
}

interface SaveUndo {
  readonly kind: 'save';
  readonly key: Bytes;
  readonly before: Bytes;
  readonly after: Bytes;
}

interface PlanUndo {
  readonly kind: 'plan';
  readonly key: Bytes;
  readonly plan: Plan;
}

/** All of the value as it was, only while it is still what the write left. */
interface ImageUndo {
  readonly kind: 'image';
  readonly key: Bytes;
  readonly type: string;
  readonly before: Bytes;
  readonly after: Bytes;
}

type Entry = EditUndo | SaveUndo | PlanUndo | ImageUndo;

export interface Undos {
  /** Null where it is more than may be kept. */
  keep(entry: Entry): string | null;
  get(id: string): Entry;
  drop(id: string): void;
}

const maxEntry = 16 * 1024 * 1024;
const maxTotal = 64 * 1024 * 1024;
const maxEntries = 200;

export function createUndos(): Undos {
  const entries = new Map<string, { readonly entry: Entry; readonly size: number }>();
  let total = 0;
  const drop = (id: string): void => {
    total -= entries.get(id)?.size ?? 0;
    entries.delete(id);
  };
  return {
    keep(entry) {
      const size = sizeOf(entry);
      if (size > maxEntry) return null;
      const id = randomUUID();
      entries.set(id, { entry, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= maxTotal && entries.size <= maxEntries) break;
        drop(oldest);
      }
      return id;
    },
    get: (id) => entries.get(id)?.entry ?? fail({ code: 'missing', what: 'key' }),
    drop,
  };
}

function sizeOf(entry: Entry): number {
  if (entry.kind === 'plan') {
    const { checks, writes } = entry.plan;
    const words = [...checks.flatMap(({ ask, is }) => [...ask, is]), ...writes.flat()];
    return words.reduce((sum: number, word) => sum + (word instanceof Uint8Array ? word.length : 32), 0);
  }
  if (entry.kind === 'save' || entry.kind === 'image') return entry.before.length + entry.after.length + entry.key.length;
  const rows: readonly Row[] = entry.edit.kind === 'replace' ? [entry.edit.row, entry.edit.with] : entry.edit.rows;
  return rows.reduce((sum, row) => sum + row.reduce((bytes, one) => bytes + one.length + 64, 0), entry.key.length);
}
