/** Frames of keys for the page's tests: a host that has numbered keys, and frames made of names. */
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import type { FolderRow, KeyRow, KeysFrame, KeysRow, KeysScan } from '../../../shared/keys/frame.ts';

export function keyRow(name: string | Bytes, more: Partial<KeyRow> = {}): KeyRow {
  const bytes = typeof name === 'string' ? utf8(name) : name;
  return { kind: 'key', depth: 0, label: bytes, name: bytes, deep: false, type: null, selected: false, mark: null, position: 1, siblings: 1, ...more };
}

export function folderRow(path: string, more: Partial<FolderRow> = {}): FolderRow {
  return {
    kind: 'folder',
    id: 1,
    depth: 0,
    label: utf8(path),
    path: utf8(path),
    open: false,
    count: 1,
    share: 1,
    selected: false,
    position: 1,
    siblings: 1,
    ...more,
  };
}

const scan: KeysScan = {
  state: 'complete',
  fault: null,
  found: 0,
  total: null,
  perSecond: 0,
  serverMs: 0,
  steps: 1,
  gentle: false,
  nodes: [],
  appeared: 0,
  gone: 0,
  limit: 5_000_000,
  match: null,
  type: null,
  bytes: 0,
};

export function keysFrame(rows: readonly KeysRow[], more: Partial<Omit<KeysFrame, 'scan'>> & { readonly scan?: Partial<KeysScan> } = {}): KeysFrame {
  const { scan: told, ...rest } = more;
  return {
    view: 1,
    version: 1,
    era: 1,
    db: 0,
    scan: { ...scan, found: rows.length, ...told },
    filter: { pending: false, matched: rows.length, unmeasured: 0, error: null },
    total: rows.length,
    from: 0,
    rows,
    selected: 0,
    live: { mode: 'off' },
    ...rest,
  };
}

export function namesOf(rows: readonly KeysRow[]): readonly string[] {
  return rows.map((row) => displayText(row.kind === 'key' ? row.name : row.path));
}
