/** Edits of entries with what the user hears of them: a notice with Undo, or the reason why not. */

import { maxEditRows, type Row } from '../../shared/value/edit.ts';
import { plainText } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { notify, notifyFault } from '../ui/Notices.tsx';

export interface EntryActions {
  remove(rows: readonly Row[]): Promise<void>;
  saveRow(): Promise<void>;
  /** Tells that something was written, with the way back. */
  told(title: string, undo: string | null): void;
}

export function useEntryActions(): EntryActions {
  const text = useText();
  const key = useTab((state) => state.value.key);
  const editRows = useTab((state) => state.value.editRows);
  const saveRow = useTab((state) => state.value.saveRow);
  const takeBack = useTab((state) => state.value.takeBack);
  const refresh = useTab((state) => state.value.refresh);
  const adding = useTab((state) => state.value.row?.base === null);
  const offer = useTab((state) => state.offerUndo);

  const told = (title: string, undo: string | null): void => {
    if (undo === null) return void notify({ title, tone: 'ok', timeout: 3000 });
    const back = async (): Promise<void> => {
      offer(null);
      const fault = await takeBack(undo);
      if (fault === null) notify({ title: text.entries.undone, tone: 'ok', timeout: 3000 });
      else notifyFault(text, fault);
    };
    offer(() => void back());
    notify({ title, body: key === null ? '' : plainText(key, 60), tone: 'ok', action: { label: text.entries.undo, run: () => void back() } });
  };

  return {
    told,
    async saveRow() {
      const done = await saveRow();
      if (done !== null) told(adding ? text.entries.added : text.entries.changed, done.undo);
    },
    async remove(rows) {
      if (rows.length === 0) return;
      if (rows.length > maxEditRows) return void notify({ title: text.entries.tooMany(maxEditRows), tone: 'warn' });
      const done = await editRows({ kind: 'remove', rows });
      if (!('code' in done)) return told(text.entries.removed(rows.length), done.undo);
      if (done.code === 'conflict' && done.found === 'changed') {
        refresh();
        return void notify({ title: text.entries.removeConflict, tone: 'warn' });
      }
      notifyFault(text, done);
    },
  };
}
