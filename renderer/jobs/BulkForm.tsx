/** The fields of a bulk job: pattern and type where keys were not chosen, and what its action wants to know. */
import type { ReactNode } from 'react';
import { type ExportFormat, exportFormats } from '../../shared/jobs/jobs.ts';
import { useText } from '../i18n/i18n.ts';
import { NumberField, TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import type { BulkDraft, Wished } from './draft.ts';
import type { Wish } from './running.ts';

/** Another tab that can be written to now. */
export interface CopyPlace {
  readonly title: string;
  readonly session: string;
}

export interface BulkFormProps {
  readonly wish: Wish;
  readonly draft: BulkDraft;
  readonly wished: Wished;
  readonly others: readonly CopyPlace[];
  /** While it is counted. */
  readonly disabled: boolean;
  readonly onChange: (draft: BulkDraft) => void;
}

const maxDb = 65_535;
const formatNames: Readonly<Record<ExportFormat, string>> = { dump: 'DUMP', values: 'JSON', commands: 'redis-cli' };

export function BulkForm({ wish, draft, wished, others, disabled, onChange }: BulkFormProps): ReactNode {
  const text = useText();
  const set = (patch: Partial<BulkDraft>): void => onChange({ ...draft, ...patch });
  return (
    <>
      {wish.target === null && (
        <>
          <TextField
            label={text.jobs.pattern}
            hint={text.jobs.patternHint}
            value={draft.pattern}
            onChange={(pattern) => set({ pattern })}
            data
            autoFocus
            disabled={disabled}
            maxLength={4096}
            error={!wished.ok && wished.path === 'pattern' && wished.why === 'escape' ? text.keys.unwritable : null}
          />
          <TextField
            label={text.jobs.type}
            hint={text.jobs.typeHint}
            value={draft.type}
            onChange={(type) => set({ type })}
            data
            disabled={disabled}
            maxLength={60}
            placeholder={text.keys.allTypes}
          />
        </>
      )}
      {wish.action === 'expire' && (
        <TextField
          label={text.jobs.ttl}
          hint={text.jobs.ttlHint}
          value={draft.ttl}
          onChange={(ttl) => set({ ttl })}
          disabled={disabled}
          maxLength={60}
          error={!wished.ok && wished.path === 'ttl' ? (wished.why === 'short' ? text.jobs.ttlShort : text.jobs.ttlBad) : null}
        />
      )}
      {wish.action === 'copy' && (
        <>
          <Select
            label={text.jobs.to}
            value={draft.to}
            choices={[{ value: '', label: text.jobs.toDb }, ...others.map(({ session, title }) => ({ value: session, label: title }))]}
            onChange={(to) => set({ to })}
            disabled={disabled}
          />
          {draft.to === '' && <NumberField label={text.jobs.toDbNumber} value={draft.db} onChange={(db) => set({ db })} max={maxDb} disabled={disabled} />}
          <p className="muted">{text.jobs.copyHint}</p>
        </>
      )}
      {wish.action === 'export' && (
        <RadioGroup
          label={text.jobs.format}
          value={draft.format}
          onChange={(format) => set({ format })}
          disabled={disabled}
          hint={text.jobs.formatHints[draft.format]}
          choices={exportFormats.map((value) => ({ value, label: formatNames[value] }))}
        />
      )}
    </>
  );
}
