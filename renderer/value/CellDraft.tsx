/** What is typed of one cell through its decoders: saved as a change of its entry, or given up. */
import { Save, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { RowConflict } from './RowConflict.tsx';
import { type RowDraft, rowOf } from './rowDraft.ts';
import { useEntryActions } from './useEntryActions.ts';

export function CellDraft({ draft, onDone }: { readonly draft: RowDraft; readonly onDone: () => void }): ReactNode {
  const text = useText();
  const type = useTab((state) => state.value.typeRow);
  const { saveRow } = useEntryActions();
  const blocked = draft.trouble?.kind === 'conflict' || draft.trouble?.kind === 'unknown' || !rowOf(draft).ok;
  const save = (): void => void saveRow();
  const drop = (): void => {
    type(null);
    onDone();
  };
  useCommand('save', save, !blocked);
  useCommand('discard', drop);
  return (
    <>
      <RowConflict draft={draft} onDiscard={drop} />
      {draft.trouble?.kind === 'failed' && <Failure fault={draft.trouble.fault} inline />}
      {draft.trouble?.kind === 'unsaved' && <Strip tone="warn">{text.entries.notWritten}</Strip>}
      <div className="patch-note">
        <span className="ellipsis value-unsaved" role="status">
          ● {text.value.unsaved}
        </span>
        <Button variant="ghost" icon={<Undo2 size={14} />} onPress={drop}>
          {text.entries.discard}
        </Button>
        <Button variant="primary" icon={<Save size={14} />} command="save" disabled={blocked} onPress={save}>
          {text.entries.save}
        </Button>
      </div>
    </>
  );
}
