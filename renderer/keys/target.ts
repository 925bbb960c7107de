/** What an action is about: one row, or everything that is selected; and what of it is work for a job. */
import type { Bytes } from '../../shared/bytes.ts';
import type { FolderRow, KeyRow, KeysFrame, KeysRow } from '../../shared/keys/frame.ts';

/** Keys as the host finds them again: names never go to and fro for more than one key. */
export type BulkTarget =
  | { readonly kind: 'selection'; readonly view: number }
  | { readonly kind: 'folder'; readonly view: number; readonly folder: number }
  | { readonly kind: 'filter'; readonly view: number }
  | { readonly kind: 'keys'; readonly keys: readonly Bytes[] };

export type BulkAction = 'delete' | 'expire' | 'copy' | 'export';
export type OnBulk = (action: BulkAction, target: BulkTarget) => void;

export type Subject =
  | { readonly kind: 'selection'; readonly count: number }
  | { readonly kind: 'folder'; readonly row: FolderRow }
  | { readonly kind: 'key'; readonly row: KeyRow }
  | { readonly kind: 'nothing' };

/** A selection goes before the row the cursor is at. */
export function subjectOf(frame: KeysFrame | null, row: KeysRow | null): Subject {
  if (frame !== null && frame.selected > 1) return { kind: 'selection', count: frame.selected };
  if (row === null) return { kind: 'nothing' };
  return row.kind === 'folder' ? { kind: 'folder', row } : { kind: 'key', row };
}

export function targetOf(subject: Subject, view: number): BulkTarget | null {
  switch (subject.kind) {
    case 'selection':
      return { kind: 'selection', view };
    case 'folder':
      return { kind: 'folder', view, folder: subject.row.id };
    case 'key':
      return { kind: 'keys', keys: [subject.row.name] };
    case 'nothing':
      return null;
  }
}
