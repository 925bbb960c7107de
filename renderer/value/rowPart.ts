/** Entries that are being typed, by key: kept while other keys are looked at and while the line is down, written only over what was loaded. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Edited, Row } from '../../shared/value/edit.ts';
import type { Shelf } from '../tab/shelf.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { editOf, isSameRow, type RowDraft, type RowTrouble, rowOf } from './rowDraft.ts';
import type { ValueSlice } from './state.ts';

export interface RowPart {
  readonly actions: Pick<ValueSlice, 'typeRow' | 'saveRow' | 'keepRow' | 'checkRow'>;
  get(name: string): RowDraft | null;
  readonly size: number;
  drop(name: string): void;
}

export interface Names {
  of(key: Bytes): string;
  isCurrent(name: string): boolean;
  /** The number of drafts has changed. */
  counted(): void;
}

export function rowPart({ tab, get, set }: SliceTools<ValueSlice>, shelf: Shelf<RowDraft>, names: Names): RowPart {
  const drafts = new Map<string, RowDraft>(shelf.all());

  function keep(name: string, draft: RowDraft | null): void {
    if (draft === null) drafts.delete(name);
    else drafts.set(name, draft);
    shelf.put(name, draft);
    if (names.isCurrent(name)) set({ row: draft });
    names.counted();
  }

  shelf.late((name, draft) => {
    if (drafts.has(name)) return;
    drafts.set(name, draft);
    if (names.isCurrent(name)) set({ row: draft });
    names.counted();
  });

  function trouble(name: string, why: RowTrouble | null): void {
    const draft = drafts.get(name);
    if (draft !== undefined) keep(name, { ...draft, trouble: why });
  }

  const element = (key: Bytes, { type }: RowDraft, row: Row): Promise<Row | null> =>
    tab.client.call('value.element', { session: tab.session(), key, type, row }, { signal: tab.signal });

  async function explain(key: Bytes, draft: RowDraft, row: Row, fault: Fault): Promise<void> {
    const name = names.of(key);
    switch (fault.code) {
      case 'cancelled':
        return;
      case 'closed':
      case 'unknown':
        return trouble(name, { kind: 'unknown' });
      case 'conflict':
        if (fault.found === 'gone' || fault.found === 'type') {
          trouble(name, { kind: 'failed', fault });
          return get().refresh();
        }
        try {
          return trouble(name, { kind: 'conflict', theirs: await element(key, draft, fault.found === 'exists' ? row : (draft.base ?? row)) });
        } catch (thrown) {
          return trouble(name, { kind: 'failed', fault: faultOf(thrown) });
        }
      default:
        return trouble(name, { kind: 'failed', fault });
    }
  }

  return {
    get: (name) => drafts.get(name) ?? null,
    get size() {
      return drafts.size;
    },
    drop: (name) => keep(name, null),
    actions: {
      typeRow(draft) {
        const { key } = get();
        if (key !== null) keep(names.of(key), draft);
      },

      async saveRow(): Promise<Edited | null> {
        const { key, row: draft } = get();
        if (key === null || draft === null || draft.trouble?.kind === 'conflict' || draft.trouble?.kind === 'unknown') return null;
        const built = rowOf(draft);
        if (!built.ok) return null;
        const name = names.of(key);
        const done = await get().editRows(editOf(draft, built.row));
        if ('code' in done) {
          await explain(key, draft, built.row, done);
          return null;
        }
        // What was typed since stays, on top of what is there now.
        if (drafts.get(name) === draft) keep(name, null);
        return done;
      },

      keepRow() {
        const { key, row: draft } = get();
        if (key === null || draft?.trouble?.kind !== 'conflict' || draft.trouble.theirs === null) return;
        keep(names.of(key), { ...draft, base: draft.trouble.theirs, began: draft.began.map((cell) => ({ ...cell })), trouble: null });
      },

      async checkRow() {
        const { key, row: draft } = get();
        if (key === null || draft?.trouble?.kind !== 'unknown') return;
        const name = names.of(key);
        const built = rowOf(draft);
        if (!built.ok) return;
        try {
          const [mine, before] = await Promise.all([element(key, draft, built.row), draft.base === null ? null : element(key, draft, draft.base)]);
          if (mine !== null && isSameRow(draft.columns, mine, built.row)) {
            keep(name, null);
            return get().refresh();
          }
          const untouched = draft.base === null ? mine === null : before !== null && isSameRow(draft.columns, before, draft.base);
          trouble(name, untouched ? { kind: 'unsaved' } : { kind: 'conflict', theirs: draft.base === null ? mine : before });
        } catch (thrown) {
          if (names.isCurrent(name)) set({ fault: faultOf(thrown) });
        }
      },
    },
  };
}
