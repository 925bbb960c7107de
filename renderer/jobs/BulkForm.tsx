/** The fields of a bulk job: pattern and type where keys were not chosen, and what its action wants to know. */
import type { ReactNode } from 'react';
import { type ExportFormat, exportFormats } from '../../shared/jobs/jobs.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { ExpiryFields } from '../ui/ExpiryFields.tsx';
import { NumberField, TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import { type BulkDraft, newDraft, type Wished } from './draft.ts';
import type { Wish } from './running.ts';

/** Another tab that can be written to now. */
export interface CopyPlace {
  readonly title: string;
  readonly session: string;
  /** The database that tab is in. */
  readonly db: number;
}

export interface BulkFormProps {
  readonly wish: Wish;
  readonly draft: BulkDraft;
  readonly wished: Wished;
  readonly others: readonly CopyPlace[];
  /** By how much the server's clock is ahead of the one here; null while that is not known. */
  readonly ahead: number | null;
  /** While it is counted. */
  readonly disabled: boolean;
  readonly onChange: (draft: BulkDraft) => void;
}

const maxDb = 65_535;
const formatNames: Readonly<Record<ExportFormat, string>> = { dump: 'DUMP', values: 'JSON', commands: 'redis-cli' };

export function BulkForm({ wish, draft, wished, others, ahead, disabled, onChange }: BulkFormProps): ReactNode {
  const text = useText();
  const own = useTab((state) => newDraft(state.connection.state?.db ?? 0).db);
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
        <ExpiryFields
          draft={draft.expiry}
          ahead={ahead}
          disabled={disabled}
          autoFocus={wish.target !== null}
          onChange={(expiry) => set({ expiry })}
          error={!wished.ok && wished.path === 'ttl' && wished.why === 'short' ? text.jobs.ttlShort : null}
        />
      )}
      {wish.action === 'copy' && (
        <>
          <Select
            label={text.jobs.to}
            value={draft.to}
            choices={[{ value: '', label: text.jobs.toDb }, ...others.map(({ session, title }) => ({ value: session, label: title }))]}
            onChange={(to) => set({ to, db: others.find((one) => one.session === to)?.db ?? own })}
            disabled={disabled}
          />
          <NumberField label={text.jobs.toDbNumber} value={draft.db} onChange={(db) => set({ db })} max={maxDb} disabled={disabled} />
          <RadioGroup
            label={text.jobs.exists}
            value={draft.replace ? 'replace' : 'leave'}
            onChange={(value) => set({ replace: value === 'replace' })}
            disabled={disabled}
            hint={draft.replace ? text.jobs.existsHints.replace : text.jobs.existsHints.leave}
            choices={(['leave', 'replace'] as const).map((value) => ({ value, label: text.jobs.existsWays[value] }))}
          />
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
