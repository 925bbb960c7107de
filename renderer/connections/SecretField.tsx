/** A secret of a connection: write-only, for a saved one never comes to the page; says what becomes of it. */
import type { ReactNode } from 'react';
import type { SecretName } from '../../shared/connections/profile.ts';
import { useText } from '../i18n/i18n.ts';
import { PasswordField, TextField } from '../ui/Field.tsx';
import { type Draft, secretOf, withSecret } from './draft.ts';

export interface SecretFieldProps {
  readonly label: string;
  readonly name: SecretName;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onEnter?: () => void;
  /** Where nothing is saved: what becomes of what is typed. */
  readonly hint?: ReactNode;
  /** More than one line, as keys have. */
  readonly long?: boolean;
}

export function SecretField({ label, name, draft, onChange, onEnter, hint, long = false }: SecretFieldProps): ReactNode {
  const text = useText();
  const change = secretOf(draft, name);
  const hasSaved = draft.stored.includes(name);
  const kept = change.kind === 'keep' || change.kind === 'saved' || change.kind === 'held';
  const fate = kept ? text.connections.passwordKept : change.kind === 'set' ? text.connections.passwordReplaced : text.connections.passwordRemoved;
  const set = (typed: string): void => onChange(withSecret(draft, name, typed === '' ? { kind: 'none' } : { kind: 'set', password: typed }));
  const shared = {
    label,
    value: change.kind === 'set' ? change.password : '',
    ...(kept ? { placeholder: change.kind === 'held' ? text.ways.held : text.connections.passwordSaved } : {}),
    hint: hasSaved ? (
      <>
        {fate}{' '}
        <button type="button" className="hint-action" onClick={() => onChange(withSecret(draft, name, { kind: kept ? 'none' : 'keep' }))}>
          {kept ? text.connections.removePassword : text.connections.keepPassword}
        </button>
      </>
    ) : (
      hint
    ),
    onChange: set,
    onEnter,
  };
  return long ? <TextField {...shared} lines={3} data onEnter={undefined} maxLength={65_536} /> : <PasswordField {...shared} />;
}
