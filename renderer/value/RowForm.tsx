/** An entry as a form: its cells as text or in escapes, what is wrong with them, and what stands between them and the server. */
import { Plus, Save, Undo2 } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { places } from '../../shared/value/edit.ts';
import { isScore } from '../../shared/value/types/zset.ts';
import type { Column } from '../../shared/value/value.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import { RowConflict } from './RowConflict.tsx';
import { type CellProblem, isTouched, isTypable, type RowDraft, rowOf } from './rowDraft.ts';
import { bytesOfTyped, type Form, forms, inForm, type Typed } from './typed.ts';
import { useEntryActions } from './useEntryActions.ts';

export interface RowFormProps {
  readonly draft: RowDraft;
  /** After a write, or when it was given up. */
  readonly onDone: () => void;
}

export function RowForm({ draft, onDone }: RowFormProps): ReactNode {
  const text = useText();
  const type = useTab((state) => state.value.typeRow);
  const { saveRow } = useEntryActions();
  const [tried, setTried] = useState(false);
  const adding = draft.base === null;
  const problems = draft.columns.map((column, at) => problemOf(column, draft.cells[at], adding));
  const blocked = draft.trouble?.kind === 'conflict' || draft.trouble?.kind === 'unknown';
  const ready = problems.every((one) => one === null) && rowOf(draft).ok && (adding || isTouched(draft)) && !blocked;
  const change = (at: number, cell: Typed): void =>
    type({ ...draft, cells: draft.cells.map((one, column) => (column === at ? cell : one)), trouble: blocked ? draft.trouble : null });
  const save = async (): Promise<void> => {
    setTried(true);
    if (!ready) return;
    await saveRow();
  };
  const drop = (): void => {
    type(null);
    onDone();
  };
  return (
    <form
      className="row-form"
      aria-label={adding ? text.entries.add : text.entries.editing}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void save();
        }
      }}
    >
      <RowConflict draft={draft} onDiscard={drop} />
      {draft.trouble?.kind === 'failed' && <Failure fault={draft.trouble.fault} inline />}
      {draft.trouble?.kind === 'unsaved' && <Strip tone="warn">{text.entries.notWritten}</Strip>}
      <div className="row-cells">
        {draft.type === 'list' && adding && (
          <RadioGroup
            label={text.entries.place}
            value={draft.at}
            choices={places.map((one) => ({ value: one, label: text.entries.places[one] }))}
            onChange={(at) => type({ ...draft, at })}
          />
        )}
        {draft.columns.map((column, at) =>
          isTypable(column, adding) || (column === 'index' && draft.at === 'index') ? (
            <CellField
              key={column}
              column={column}
              cell={draft.cells[at] ?? { form: 'text', text: '' }}
              error={tried || (draft.cells[at] !== draft.began[at] && draft.cells[at]?.text !== '') ? problems[at] : null}
              autoFocus={adding && isFirst(draft.columns, at)}
              onChange={(cell) => change(at, cell)}
            />
          ) : null,
        )}
      </div>
      <div className="row-buttons">
        <Button icon={<Undo2 size={14} />} onPress={drop}>
          {text.entries.discard}
        </Button>
        <Button variant="primary" type="submit" icon={adding ? <Plus size={14} /> : <Save size={14} />} disabled={!ready}>
          {adding ? text.entries.add : text.entries.save}
        </Button>
      </div>
    </form>
  );
}

function isFirst(columns: readonly Column[], at: number): boolean {
  return columns.findIndex((column) => isTypable(column, true)) === at;
}

interface CellFieldProps {
  readonly column: Column;
  readonly cell: Typed;
  readonly error: CellProblem | null | undefined;
  readonly autoFocus: boolean;
  readonly onChange: (cell: Typed) => void;
}

const oneLine: ReadonlySet<Column> = new Set(['score', 'id', 'expires', 'index']);

function CellField({ column, cell, error, autoFocus, onChange }: CellFieldProps): ReactNode {
  const text = useText();
  const [refused, setRefused] = useState(false);
  const free = !oneLine.has(column);
  const switchTo = (form: Form): void => {
    const next = inForm(cell, form);
    setRefused(next === null);
    if (next !== null) onChange(next);
  };
  return (
    <div className="row-cell">
      <TextField
        label={text.value.columns[column]}
        value={cell.text}
        onChange={(next) => onChange({ ...cell, text: next })}
        data
        autoFocus={autoFocus}
        lines={free && (column !== 'field' || cell.text.includes('\n')) ? Math.min(12, Math.max(column === 'field' ? 1 : 3, cell.text.split('\n').length)) : 1}
        error={error === null || error === undefined ? (refused ? text.entries.noText : null) : wordsOf(text, error)}
        {...(cell.form === 'escaped' ? { hint: text.entries.escapesWhat } : {})}
        {...(column === 'expires' ? { placeholder: text.entries.noLimit } : {})}
      />
      {free && column !== 'entry' && (
        <Select
          label={text.entries.form}
          hideLabel
          value={cell.form}
          choices={forms.map((form) => ({ value: form, label: text.entries.forms[form] }))}
          onChange={switchTo}
        />
      )}
    </div>
  );
}

function problemOf(column: Column, cell: Typed | undefined, adding: boolean): CellProblem | null {
  if (cell === undefined) return null;
  const parsed = bytesOfTyped(cell);
  if (!parsed.ok) return parsed.why;
  switch (column) {
    case 'score':
      return isScore(cell.text) ? null : 'score';
    case 'id':
      return !adding || /^(\*|\d{1,20}(-(\d{1,20}|\*))?)$/.test(cell.text) ? null : 'id';
    default:
      return null;
  }
}

function wordsOf(text: Messages, why: CellProblem): string {
  return text.entries.problems[why];
}
