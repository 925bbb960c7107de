/** A cell of the table that is being typed: Enter writes the row, Escape gives it up, Tab goes to its next cell. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { isTouched, type RowDraft, rowOf } from './rowDraft.ts';
import { useEntryActions } from './useEntryActions.ts';

export interface CellInputProps {
  readonly draft: RowDraft;
  readonly column: number;
  /** Where typing begins. */
  readonly focused: boolean;
  readonly onDone: () => void;
}

export function CellInput({ draft, column, focused, onDone }: CellInputProps): ReactNode {
  const text = useText();
  const type = useTab((state) => state.value.typeRow);
  const { saveRow } = useEntryActions();
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it appears
  useEffect(() => {
    if (focused) field.current?.select();
  }, []);
  const drop = (): void => {
    type(null);
    onDone();
  };
  const save = async (): Promise<void> => {
    if (!isTouched(draft)) return drop();
    await saveRow();
    onDone();
  };
  const name = draft.columns[column];
  return (
    <input
      ref={field}
      className="cell-input data"
      aria-label={name === undefined ? text.entries.editing : text.value.columns[name]}
      aria-invalid={!rowOf(draft).ok || undefined}
      spellCheck={false}
      autoComplete="off"
      value={draft.cells[column]?.text ?? ''}
      onChange={(event) => {
        const cell = { form: 'text', text: event.currentTarget.value } as const;
        type({ ...draft, cells: draft.cells.map((one, at) => (at === column ? cell : one)) });
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') void save();
        else if (event.key === 'Escape') drop();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
