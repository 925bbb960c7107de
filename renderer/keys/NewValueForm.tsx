/** The form of a new value: one for each type, with as many entries as are wanted. */
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import type { CellProblem, FormEntry, FormRow, ValueForm } from './newValue.ts';
import { typedError } from './typed.ts';

export interface NewValueFormProps {
  readonly form: ValueForm;
  readonly problems: readonly CellProblem[];
  readonly onChange: (form: ValueForm) => void;
}

export function NewValueForm({ form, problems, onChange }: NewValueFormProps): ReactNode {
  const text = useText();
  const problem = (id: number, cell: CellProblem['cell']): string | null => {
    const found = problems.find((one) => one.id === id && one.cell === cell);
    return found === undefined ? null : words(text, found);
  };
  const nextId = 1 + Math.max(0, ...form.rows.map(({ id }) => id), ...form.entries.flatMap((entry) => [entry.id, ...entry.rows.map(({ id }) => id)]));
  const rows = (labels: readonly [string, string | null], list: readonly FormRow[], set: (rows: readonly FormRow[]) => void, add: string): ReactNode => (
    <Rows labels={labels} rows={list} onChange={set} add={add} nextId={nextId} problem={problem} />
  );
  const set = (list: readonly FormRow[]): void => onChange({ ...form, rows: list });

  switch (form.type) {
    case 'string':
      return (
        <TextField label={text.keys.text} value={form.text} onChange={(next) => onChange({ ...form, text: next })} data lines={6} error={problem(0, 'first')} />
      );
    case 'json':
      return (
        <TextField
          label={text.modules.json}
          value={form.text}
          onChange={(next) => onChange({ ...form, text: next })}
          data
          lines={10}
          error={problem(0, 'first')}
        />
      );
    case 'hash':
      return rows([text.keys.field, text.keys.value], form.rows, set, text.keys.addField);
    case 'list':
      return rows([text.keys.element, null], form.rows, set, text.keys.addElement);
    case 'set':
      return rows([text.keys.member, null], form.rows, set, text.keys.addMember);
    case 'zset':
      return rows([text.keys.member, text.keys.score], form.rows, set, text.keys.addMember);
    case 'stream':
      return <Entries entries={form.entries} nextId={nextId} problem={problem} onChange={(entries) => onChange({ ...form, entries })} rows={rows} />;
  }
}

interface RowsProps {
  readonly labels: readonly [first: string, second: string | null];
  readonly rows: readonly FormRow[];
  readonly nextId: number;
  readonly add: string;
  readonly problem: (id: number, cell: CellProblem['cell']) => string | null;
  readonly onChange: (rows: readonly FormRow[]) => void;
}

function Rows({ labels: [first, second], rows, nextId, add, problem, onChange }: RowsProps): ReactNode {
  const text = useText();
  const change = (id: number, patch: Partial<FormRow>): void => onChange(rows.map((row) => (row.id === id ? { ...row, ...patch } : row)));
  return (
    <div className="key-form-rows">
      {rows.map((row, at) => (
        <div key={row.id} className="key-form-line">
          <TextField
            label={text.keys.numbered(first, at + 1)}
            hideLabel
            placeholder={first}
            data
            autoFocus={rows.length > 1 && at === rows.length - 1}
            value={row.first}
            onChange={(next) => change(row.id, { first: next })}
            error={problem(row.id, 'first')}
          />
          {second !== null && (
            <TextField
              label={text.keys.numbered(second, at + 1)}
              hideLabel
              placeholder={second}
              data
              value={row.second}
              onChange={(next) => change(row.id, { second: next })}
              error={problem(row.id, 'second')}
            />
          )}
          {rows.length > 1 && (
            <IconButton label={text.keys.removeEntry(at + 1)} icon={<X size={14} />} onPress={() => onChange(rows.filter(({ id }) => id !== row.id))} />
          )}
        </div>
      ))}
      <div>
        <Button variant="ghost" icon={<Plus size={14} />} onPress={() => onChange([...rows, { id: nextId, first: '', second: '' }])}>
          {add}
        </Button>
      </div>
    </div>
  );
}

interface EntriesProps {
  readonly entries: readonly FormEntry[];
  readonly nextId: number;
  readonly problem: RowsProps['problem'];
  readonly onChange: (entries: readonly FormEntry[]) => void;
  readonly rows: (labels: RowsProps['labels'], rows: readonly FormRow[], set: RowsProps['onChange'], add: string) => ReactNode;
}

function Entries({ entries, nextId, problem, onChange, rows }: EntriesProps): ReactNode {
  const text = useText();
  const change = (id: number, patch: Partial<FormEntry>): void => onChange(entries.map((entry) => (entry.id === id ? { ...entry, ...patch } : entry)));
  return (
    <div className="key-form-rows">
      {entries.map((entry, at) => (
        <fieldset key={entry.id} className="key-form-entry">
          <legend>{text.keys.numbered(text.keys.entry, at + 1)}</legend>
          <div className="key-form-line">
            <TextField
              label={text.keys.entryId}
              data
              value={entry.entryId}
              onChange={(next) => change(entry.id, { entryId: next })}
              error={problem(entry.id, 'entryId')}
              hint={text.keys.entryIdHint}
            />
            {entries.length > 1 && (
              <IconButton label={text.keys.removeEntry(at + 1)} icon={<X size={14} />} onPress={() => onChange(entries.filter(({ id }) => id !== entry.id))} />
            )}
          </div>
          {rows([text.keys.field, text.keys.value], entry.rows, (next) => change(entry.id, { rows: next }), text.keys.addField)}
        </fieldset>
      ))}
      <div>
        <Button
          variant="ghost"
          icon={<Plus size={14} />}
          onPress={() => onChange([...entries, { id: nextId, entryId: '*', rows: [{ id: nextId + 1, first: '', second: '' }] }])}
        >
          {text.keys.addEntry}
        </Button>
      </div>
    </div>
  );
}

function words(text: Messages, { refusal }: CellProblem): string | null {
  switch (refusal.why) {
    case 'score':
      return text.keys.badScore;
    case 'entryId':
      return text.keys.badEntryId;
    case 'twice':
      return text.keys.twice;
    case 'json':
      return text.modules.noJson(refusal.detail);
    default:
      return typedError(text, refusal);
  }
}
